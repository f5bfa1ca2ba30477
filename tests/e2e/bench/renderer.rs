//! The memory of the process that runs the page, as the system counts it.

use std::fs;
use std::path::Path;

/// A browser's processes that run pages; of this one's profile.
fn processes(profile: &Path) -> Vec<u32> {
    let all = fs::read_dir("/proc").into_iter().flatten().flatten();
    let of_ours = |pid: &u32| {
        let line = fs::read_to_string(format!("/proc/{pid}/cmdline")).unwrap_or_default();
        line.contains("--type=renderer") && line.contains(&profile.display().to_string())
    };
    all.filter_map(|entry| entry.file_name().to_str()?.parse().ok()).filter(of_ours).collect()
}

/// Forgets how much it has been so far.
pub(crate) fn begin(profile: &Path) {
    for pid in processes(profile) {
        // Where the system doesn't let us, the peak is that of the whole life.
        let _ = fs::write(format!("/proc/{pid}/clear_refs"), "5");
    }
}

/// The most since then, in MiB, of the largest of them.
pub(crate) fn peak(profile: &Path) -> f64 {
    largest(profile, "VmHWM:")
}

/// What it is now, in MiB.
pub(crate) fn now(profile: &Path) -> f64 {
    largest(profile, "VmRSS:")
}

fn largest(profile: &Path, what: &str) -> f64 {
    let of = |pid: &u32| {
        let status = fs::read_to_string(format!("/proc/{pid}/status")).ok()?;
        let line = status.lines().find_map(|line| line.strip_prefix(what))?;
        line.trim().trim_end_matches(" kB").parse::<f64>().ok().map(|kib| kib / 1024.0)
    };
    processes(profile).iter().filter_map(of).fold(0.0, f64::max)
}
