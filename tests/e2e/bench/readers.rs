//! Reading: a file of every column, from the choice to the first problems on the screen, beside tools
//! that only read it.

use crate::bench::Bench;
use crate::figure::{median, print};
use crate::renderer;
use crate::sheets::{self, Made};
use serde_json::json;
use std::{env, fs};

/// How much faster than a reader alone the app is to be.
const PAPAPARSE: f64 = 3.0;
const SHEETJS: f64 = 20.0;
const SHEETJS_WORKBOOK: f64 = 3.0;

/// The place in which the page lists what is wrong.
pub(crate) const PROBLEMS: &str = ".problems li";

const PARSE: &str = "const done = arguments[0]; const began = performance.now();\
    Papa.parse(document.querySelector('#bench').files[0],\
        { header: true, complete: () => done(performance.now() - began) })";
const READ: &str = "const done = arguments[0]; const began = performance.now();\
    document.querySelector('#bench').files[0].arrayBuffer().then((bytes) => {\
        const book = XLSX.read(bytes);\
        XLSX.utils.sheet_to_json(book.Sheets[book.SheetNames[0]]);\
        done(performance.now() - began);\
    })";

/// A CSV file, beside `PapaParse` and `SheetJS`.
pub(crate) async fn csv(bench: &Bench, rows: usize) {
    let file = sheets::csv(rows);
    let times = if rows > 10_000 { 3 } else { 5 };
    bench.page.sign_in().await;
    let App { milliseconds, longest, memory } = app(bench, &file, times).await;
    let papa = reader(bench, &file, "PAPAPARSE", PARSE, times).await;
    let sheetjs = reader(bench, &file, "SHEETJS", READ, times).await;
    let of = format!("{rows} rows of CSV read, checked and shown");
    let beside = |name, value, factor| (Some((name, value)), Some(value / factor));
    let (papa, limit) = beside("PapaParse, reading", papa, PAPAPARSE);
    print(&of, "ms", milliseconds, papa, limit);
    let (sheetjs, limit) = beside("SheetJS, reading", sheetjs, SHEETJS);
    print(&format!("{of}, again"), "ms", milliseconds, sheetjs, limit);
    print(&format!("{of}: longest task of the page"), "ms", longest, None, Some(50.0));
    let size = file.bytes as f64 / f64::from(1 << 20);
    let limit = Some(4.0 * size + 100.0);
    print(&format!("{of}: memory, of a file of {size:.0} MiB"), "MiB", memory, None, limit);
}

/// A workbook, beside `SheetJS`.
pub(crate) async fn workbook(bench: &Bench, rows: usize) {
    let file = sheets::workbook(rows);
    bench.page.sign_in().await;
    let App { milliseconds, longest, .. } = app(bench, &file, 5).await;
    let sheetjs = reader(bench, &file, "SHEETJS", READ, 5).await;
    let of = format!("{rows} rows of a workbook read, checked and shown");
    let limit = Some(sheetjs / SHEETJS_WORKBOOK);
    print(&of, "ms", milliseconds, Some(("SheetJS, reading", sheetjs)), limit);
    print(&format!("{of}: longest task of the page"), "ms", longest, None, Some(50.0));
}

struct App {
    milliseconds: f64,
    longest: f64,
    memory: f64,
}

async fn app(bench: &Bench, file: &Made, times: usize) -> App {
    let (mut milliseconds, mut longest, mut memory) = (Vec::new(), Vec::new(), Vec::new());
    for _ in 0..times {
        bench.fresh().await;
        bench.comes_near().await;
        let before = renderer::now(bench.profile());
        renderer::begin(bench.profile());
        bench.say("window.bench.watch()").await;
        bench.page.choose_file(&file.path).await;
        let until = format!("window.bench.until({PROBLEMS:?}, arguments[0])");
        milliseconds.push(bench.done(&until).await);
        longest.push(bench.say("return window.bench.longest()").await.as_f64().unwrap_or_default());
        memory.push(renderer::peak(bench.profile()) - before);
    }
    App { milliseconds: median(milliseconds), longest: median(longest), memory: median(memory) }
}

async fn reader(bench: &Bench, file: &Made, library: &str, read: &str, times: usize) -> f64 {
    let library = env::var(library).expect("`cargo xtask bench app` names it");
    let library = fs::read_to_string(library).expect("the reader");
    let mut milliseconds = Vec::new();
    for _ in 0..times {
        bench.page.open("/robots.txt").await;
        bench.page.devtools("Runtime.evaluate", json!({ "expression": library })).await;
        let input = "document.body.innerHTML = '<input type=file id=bench>'";
        bench.say(input).await;
        bench.page.choose_file(&file.path).await;
        milliseconds.push(bench.done(read).await);
    }
    median(milliseconds)
}
