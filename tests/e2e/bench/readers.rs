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

/// How often something is read, the middle of which counts; what takes ten seconds, less often.
const TIMES: usize = 7;
const TIMES_SLOW: usize = 3;

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
    bench.page.sign_in().await;
    let app = App::measure(bench, &file).await;
    // In turns, because a machine that others use as well is faster in one minute than in the next.
    let [mut own, mut papa, mut sheetjs] = [const { Vec::new() }; 3];
    for nth in 0..TIMES {
        own.push(App::default().read(bench, &file).await);
        papa.push(reader(bench, &file, "PAPAPARSE", PARSE).await);
        if nth < TIMES_SLOW {
            sheetjs.push(reader(bench, &file, "SHEETJS", READ).await);
        }
    }
    let of = format!("{rows} rows of CSV read, checked and shown");
    let beside = |name, value, factor| (Some((name, value)), Some(value / factor));
    let milliseconds = median(own);
    let (papa, limit) = beside("PapaParse, reading", median(papa), PAPAPARSE);
    print(&of, "ms", milliseconds, papa, limit);
    let (sheetjs, limit) = beside("SheetJS, reading", median(sheetjs), SHEETJS);
    print(&format!("{of}, again"), "ms", milliseconds, sheetjs, limit);
    app.print_tasks(&of);
    let size = file.bytes as f64 / f64::from(1 << 20);
    let limit = Some(4.0 * size + 100.0);
    let what = format!("{of}: memory, of a file of {size:.0} MiB");
    print(&what, "MiB", median(app.memory), None, limit);
}

/// A workbook, beside `SheetJS`.
pub(crate) async fn workbook(bench: &Bench, rows: usize) {
    let file = sheets::workbook(rows);
    bench.page.sign_in().await;
    let app = App::measure(bench, &file).await;
    let mut sheetjs = Vec::new();
    for _ in 0..TIMES_SLOW {
        sheetjs.push(reader(bench, &file, "SHEETJS", READ).await);
    }
    let sheetjs = median(sheetjs);
    let of = format!("{rows} rows of a workbook read, checked and shown");
    let limit = Some(sheetjs / SHEETJS_WORKBOOK);
    let milliseconds = median(app.milliseconds.clone());
    print(&of, "ms", milliseconds, Some(("SheetJS, reading", sheetjs)), limit);
    app.print_tasks(&of);
}

/// What the app took, time by time.
#[derive(Default)]
struct App {
    milliseconds: Vec<f64>,
    longest: Vec<f64>,
    memory: Vec<f64>,
}

impl App {
    async fn measure(bench: &Bench, file: &Made) -> App {
        let mut app = App::default();
        for _ in 0..TIMES {
            app.read(bench, file).await;
        }
        app
    }

    /// Reads it once more; how long that took.
    async fn read(&mut self, bench: &Bench, file: &Made) -> f64 {
        bench.fresh().await;
        bench.comes_near().await;
        let before = renderer::now(bench.profile());
        renderer::begin(bench.profile());
        bench.say("window.bench.watch()").await;
        bench.page.choose_file(&file.path).await;
        let until = format!("window.bench.until({PROBLEMS:?}, arguments[0])");
        let milliseconds = bench.done(&until).await;
        self.milliseconds.push(milliseconds);
        let longest = bench.say("return window.bench.longest()").await;
        self.longest.push(longest.as_f64().unwrap_or_default());
        self.memory.push(renderer::peak(bench.profile()) - before);
        milliseconds
    }

    /// The longest task, and what the first time took, when the browser has compiled nothing yet.
    fn print_tasks(&self, of: &str) {
        let longest = format!("{of}: longest task of the page");
        print(&longest, "ms", median(self.longest.clone()), None, Some(50.0));
        print(&format!("{of}, the first of a visit"), "ms", self.milliseconds[0], None, None);
        print(&format!("{longest}, the first of a visit"), "ms", self.longest[0], None, None);
    }
}

async fn reader(bench: &Bench, file: &Made, library: &str, read: &str) -> f64 {
    let library = env::var(library).expect("`cargo xtask bench app` names it");
    let library = fs::read_to_string(library).expect("the reader");
    bench.page.open("/robots.txt").await;
    bench.page.devtools("Runtime.evaluate", json!({ "expression": library })).await;
    let input = "document.body.innerHTML = '<input type=file id=bench>'";
    bench.say(input).await;
    bench.page.choose_file(&file.path).await;
    bench.done(read).await
}
