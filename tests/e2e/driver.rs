//! A chromedriver for each test, on a port of its own.

use crate::fonts;
use std::env;
use std::io::{BufRead, BufReader};
use std::process::{Child, Command, Stdio};
use tempfile::TempDir;
use thirtyfour::prelude::*;
use thirtyfour::{ChromiumLikeCapabilities, LoggingPrefsLogLevel};

/// The browser's options, the same for all tests that run in one.
const OPTIONS: &str = include_str!("../../webdriver.json");

/// How often a chromedriver that ends at once is started.
const TRIES: usize = 3;

/// A running chromedriver and the profile of the browser that it starts.
pub(crate) struct Driver {
    process: Child,
    port: u16,
    /// The folder of the browser's profile.
    pub(crate) profile: TempDir,
}

impl Driver {
    /// Starts it; it chooses a free port and says which. One that another program takes at the same
    /// moment makes it end at once, so it may have another try.
    pub(crate) fn start() -> Driver {
        (0..TRIES)
            .find_map(|_| Driver::try_to_start())
            .expect("ChromeDriver says which port it has chosen")
    }

    fn try_to_start() -> Option<Driver> {
        let program = env::var_os("CHROMEDRIVER").unwrap_or("chromedriver".into());
        let profile = TempDir::new().expect("a temporary folder");
        let mut command = Command::new(&program);
        if let Some(fonts) = fonts::configuration(profile.path()) {
            command.env("FONTCONFIG_FILE", fonts);
        }
        let mut process = command
            .arg("--port=0")
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .unwrap_or_else(|error| {
                panic!("{program:?} doesn't start ({error}); `cargo xtask test e2e` sets it up")
            });
        let output = process.stdout.take().expect("its output is piped");
        let port = BufReader::new(output).lines().map_while(Result::ok).find_map(|line| {
            line.split_once("successfully on port ")?.1.trim_end_matches('.').parse().ok()
        });
        let Some(port) = port else {
            // It has ended, or ends now that nobody listens to it.
            let _ = process.kill();
            let _ = process.wait();
            return None;
        };
        Some(Driver { process, port, profile })
    }

    /// A browser with a fresh profile and these arguments beside the usual ones, that keeps what pages
    /// write to the console.
    pub(crate) async fn browser(&self, more: &[String]) -> WebDriver {
        let options: serde_json::Value =
            serde_json::from_str(OPTIONS).expect("webdriver.json is JSON");
        let mut browser = DesiredCapabilities::chrome();
        let arguments =
            options["goog:chromeOptions"]["args"].as_array().expect("it lists arguments");
        for argument in arguments.iter().filter_map(serde_json::Value::as_str) {
            browser.add_arg(argument).expect("an argument");
        }
        for argument in more {
            browser.add_arg(argument).expect("an argument");
        }
        let profile = format!("--user-data-dir={}", self.profile.path().join("profile").display());
        browser.add_arg(&profile).expect("an argument");
        browser.set_browser_log_level(LoggingPrefsLogLevel::All).expect("a log level");
        let url = format!("http://127.0.0.1:{}", self.port);
        WebDriver::new(url, browser).await.expect("ChromeDriver starts a browser")
    }
}

impl Drop for Driver {
    fn drop(&mut self) {
        // The browser is closed by then, so there is nothing that ChromeDriver could leave behind.
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}
