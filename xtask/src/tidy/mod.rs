//! The house rules that no other tool knows. What clippy can check, clippy checks.

mod source;
mod length;
mod order;
mod fence;
mod words;
mod packages;

use anyhow::{Result, bail};
use source::Source;

/// Checks every file that git knows or would know, and what the packages depend on.
pub(crate) fn run() -> Result<()> {
    let sources = source::all()?;
    let mut findings = packages::check()?;
    findings.extend(words::check(&sources));
    let rust = sources.iter().filter_map(Source::rust).collect::<Vec<_>>();
    for file in &rust {
        findings.extend(length::check(file));
        findings.extend(fence::check(file));
    }
    findings.extend(order::check(&rust));
    for finding in &findings {
        eprintln!("{finding}");
    }
    match findings.len() {
        0 => Ok(()),
        1 => bail!("one house rule is broken"),
        count => bail!("house rules are broken in {count} places"),
    }
}
