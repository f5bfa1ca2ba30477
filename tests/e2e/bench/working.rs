//! Working on a sheet: scrolling the largest, having it read in another way, and mending a cell.

use crate::bench::Bench;
use crate::figure::{median, print};
use crate::readers::PROBLEMS;
use crate::sheets;
use thirtyfour::Key;

const LARGEST: usize = 100_000;
const USUAL: usize = 5_000;
const EDITS: usize = 9;

/// Two seconds of wheel and drag: steps of a page, and a jump anywhere now and then, both ways.
const SCROLL: &str = "const done = arguments[0]; const grid = document.querySelector('.grid');\
    const frames = []; let nodes = 0; let last = performance.now(); let nth = 0;\
    const step = (now) => {\
        frames.push(now - last); last = now; nth += 1;\
        nodes = Math.max(nodes, document.querySelectorAll('*').length);\
        if (nth > 120) {\
            frames.sort((a, b) => a - b);\
            done([nodes, frames[frames.length >> 1], frames[Math.floor(frames.length * 0.95)]]);\
            return;\
        }\
        grid.scrollTop = nth % 10 ? grid.scrollTop + grid.clientHeight : grid.scrollHeight * ((nth * 7919) % 100) / 100;\
        grid.scrollLeft = (nth * 211) % Math.max(1, grid.scrollWidth - grid.clientWidth);\
        requestAnimationFrame(step);\
    };\
    requestAnimationFrame(step)";

/// From the key that ends the edit until the page has done all that follows from it.
const EDITED: &str = "window.edited = new Promise((done) => addEventListener('keydown', () => {\
    const began = performance.now(); const { port1, port2 } = new MessageChannel();\
    port1.onmessage = () => done(performance.now() - began); port2.postMessage(0);\
    }, { capture: true, once: true }))";

pub(crate) async fn all() {
    scrolling().await;
    rereading().await;
    editing().await;
}

async fn open(bench: &Bench, rows: usize) {
    let file = sheets::csv(rows);
    bench.page.sign_in().await;
    bench.page.choose_file(&file.path).await;
    bench.done(&format!("window.bench.until({PROBLEMS:?}, arguments[0])")).await;
}

async fn scrolling() {
    let bench = Bench::start().await;
    open(&bench, LARGEST).await;
    bench.say("window.bench.watch()").await;
    let scroll = bench.page.browser.execute_async(SCROLL, Vec::new()).await.expect("it scrolls");
    let figures: Vec<f64> = serde_json::from_value(scroll.json().clone()).expect("three figures");
    let longest = bench.say("return window.bench.longest()").await.as_f64().unwrap_or_default();
    let of = format!("scrolling {LARGEST} rows");
    print(&format!("{of}: nodes of the page"), "nodes", figures[0], None, Some(3_000.0));
    print(&format!("{of}: a frame"), "ms", figures[1], None, Some(17.0));
    print(&format!("{of}: a frame, 95 of 100"), "ms", figures[2], None, None);
    print(&format!("{of}: longest task"), "ms", longest, None, Some(50.0));
    bench.stop().await;
}

async fn rereading() {
    let bench = Bench::start().await;
    open(&bench, LARGEST).await;
    bench.page.click("Change how it is read").await;
    bench.say("window.bench.watch()").await;
    bench.page.choose("Characters", "Windows-1252 (western European)").await;
    bench.page.no_longer_sees("Reading bench-").await;
    let longest = bench.say("return window.bench.longest()").await.as_f64().unwrap_or_default();
    let of = format!("having {LARGEST} rows read in another way");
    print(&format!("{of}: longest task"), "ms", longest, None, None);
    bench.stop().await;
}

async fn editing() {
    let bench = Bench::start().await;
    open(&bench, USUAL).await;
    let mut milliseconds = Vec::new();
    for nth in 0..EDITS {
        bench
            .page
            .click_on(".grid-table [role=row]:nth-child(3) [role=gridcell]:nth-child(3)")
            .await;
        bench.page.press(format!("{nth}")).await;
        bench.say(EDITED).await;
        bench.page.press(Key::Enter + "").await;
        milliseconds.push(bench.done("window.edited.then(arguments[0])").await);
    }
    let of = format!("mending a cell of {USUAL} rows");
    print(&of, "ms", median(milliseconds), None, Some(50.0));
    bench.stop().await;
}
