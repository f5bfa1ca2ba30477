//! Calls through the proxy with ten thousand people signed in: how many, how much later, in how
//! much memory. Beside it nginx relays the same calls to the same Majora, which answers at once.

use super::cores;
use super::figure::{Budget, Figure, Unit, median};
use super::load::{Load, Pressure, Seen};
use super::nginx::Nginx;
use super::uploader::{self, Uploader};
use crate::servers::Build;
use crate::{app, say, workspace};
use anyhow::{Result, ensure};
use std::fs;

const CALL: &str = "/api/test/artifact/biosample/add";
const UPSTREAM_CALL: &str = "/api/v2/artifact/biosample/add/";

/// As many as a site may have.
const PEOPLE: usize = 10_000;

/// The calls a second at which the latency is measured.
const RATE: usize = 1_000;

/// Calls under way at once when the most is sought: twice what the proxy lets through to Majora.
const AT_ONCE: usize = 64;

/// Each thing is measured so often, in turn with the others, and the middle one counts.
const ROUNDS: usize = 3;
const SECONDS: u32 = 4;

/// How long the soak lasts, in seconds: what leaks with every call shows in its 60,000.
const SOAK: u32 = 60;

/// What the ways to Majora have to bear, round by round.
#[derive(Default)]
struct Way {
    url: String,
    calm: Vec<Seen>,
    pressed: Vec<Seen>,
}

pub(super) fn measure() -> Result<Vec<Figure>> {
    // An app that was built is in the servers that stand there; it isn't taken out of them.
    let has_app = app::dist().join("index.html").is_file();
    let binaries = if has_app { Build::Whole } else { Build::Optimised }.build()?;
    let folder = workspace::target().join("bench");
    // Sessions of an earlier run would be in the way.
    let _ = fs::remove_dir_all(&folder);
    fs::create_dir_all(&folder)?;
    cores::announce();

    let majora = Nginx::stub(&folder)?;
    let nginx = Nginx::relay(&majora.url, &folder)?;
    let uploader = Uploader::start(&binaries, &majora.url, &folder)?;
    say::detail(&format!("Signing {PEOPLE} people in"));
    let people = uploader.sign_in(PEOPLE)?;
    let load = Load::new(&folder, &people.cookies, &body())?;
    let mut ways = [
        Way { url: format!("{}{UPSTREAM_CALL}", majora.url), ..Way::default() },
        Way { url: format!("{}{UPSTREAM_CALL}", nginx.url), ..Way::default() },
        Way { url: format!("{}{CALL}", uploader.url), ..Way::default() },
    ];
    answers_alike(&ways, &people.cookies[0])?;
    for round in 1..=ROUNDS {
        say::detail(&format!("Round {round} of {ROUNDS}"));
        for way in &mut ways {
            way.calm.push(load.press(&way.url, Pressure::Rate(RATE), SECONDS)?);
            way.pressed.push(load.press(&way.url, Pressure::AtOnce(AT_ONCE), SECONDS)?);
        }
    }
    let figures = figures(&ways);
    let memory = format!("memory with {PEOPLE} sessions, at most");
    let most = uploader.memory()?;
    let memory = Figure::new(memory, most, Unit::MiB);
    say::detail(&format!("Soaking for {SOAK} s"));
    let soaked = load.press(&ways[2].url, Pressure::Rate(RATE), SOAK)?;
    let after = uploader.memory()?;
    let soak = [
        Figure::new(format!("memory grown in {SOAK} s of that"), after - most, Unit::MiB)
            .budget(Budget::AtMost(4.0)),
        Figure::new(format!("latency in these {SOAK} s, p99"), soaked.p99, Unit::Milliseconds),
    ];
    let sign_ins = Figure::new("sign-ins, sessions in a file", people.rate, Unit::PerSecond);
    let rest = vec![memory.budget(Budget::AtMost(100.0)), sign_ins];
    Ok([figures, rest, soak.into()].concat())
}

fn figures([straight, nginx, ours]: &[Way; 3]) -> Vec<Figure> {
    let middle = |seen: &[Seen], of: fn(&Seen) -> f64| median(seen.iter().map(of).collect());
    let most = |way: &Way| middle(&way.pressed, |seen| seen.rate);
    let added = |name: &str, of: fn(&Seen) -> f64| {
        let added = |way: &Way| (middle(&way.calm, of) - middle(&straight.calm, of)).max(0.0);
        let what = format!("latency added at {RATE} calls/s, {name}");
        Figure::new(what, added(ours), Unit::Milliseconds).beside("nginx", added(nginx))
    };
    vec![
        Figure::new("most calls, on one core", most(ours), Unit::PerSecond)
            .beside("nginx", most(nginx))
            .budget(Budget::AtLeast(2_000.0)),
        added("p50", |seen| seen.p50).budget(Budget::AtMost(1.0)),
        added("p99", |seen| seen.p99).budget(Budget::AtMost(5.0)),
    ]
}

/// One sample, as large as they usually are.
fn body() -> String {
    let text = |name: &str| format!("\"{name}\": \"{}\"", "x".repeat(24));
    let fields: Vec<String> = (1..=20).map(|number| text(&format!("field_{number}"))).collect();
    format!("{{\"biosamples\": [{{\"central_sample_id\": \"LAB-1\", {}}}]}}", fields.join(", "))
}

/// A relay that answers fast and wrongly is none: each way gives Majora's own answer.
fn answers_alike(ways: &[Way; 3], cookie: &str) -> Result<()> {
    let browser = uploader::browser();
    for way in ways {
        let call = browser.post(&way.url).header("cookie", cookie).header("x-uploader-csrf", "1");
        let call = call.header("sec-fetch-site", "same-origin").content_type("application/json");
        let mut answer = call.send(&body())?;
        let text = answer.body_mut().read_to_string()?;
        ensure!(
            answer.status() == 200 && text.contains("\"success\": true"),
            "{} answered {}: {text}",
            way.url,
            answer.status()
        );
    }
    Ok(())
}
