//! How long a sheet takes, natively: `cargo run --release -p sheet --example measure`.
#![expect(clippy::print_stdout, reason = "it prints what it measured")]

use sheet::answer::{Answer, Go, Named, Reply};
use sheet::check::{check, check_in_pieces};
use sheet::choices::Choices;
use sheet::decide::Decisions;
use sheet::fields::{self, EXAMPLE_TODAY, IN_TEMPLATE};
use sheet::fix::Remembered;
use sheet::group::groups;
use sheet::held::{Held, Questions, questions};
use sheet::mend;
use sheet::plan::{Step, plan};
use sheet::profile::Profile;
use sheet::read::{Sheet, read, read_in_pieces};
use sheet::receipt::RowOutcome;
use sheet::shown::Sort;
use sheet::submit::{Effects, submit};
use sheet::value::Date;
use std::task::{Context, Poll, Waker};
use std::time::Instant;

const TODAY: Date = jiff::civil::date(2026, 11, 20);

fn main() {
    for rows in [5_000, 10_000, 100_000] {
        let good = rows_of_every_column(rows, "UK-ENG");
        println!("{rows} rows × {IN_TEMPLATE} columns, {} MB", good.len() / 1_000_000);
        pieces(good.clone());
        path(good);
        let bad = rows_of_every_column(rows, "England");
        let sheet = read(bad.into_bytes()).expect("it has headings and rows");
        let checked = timed("check, an error in each row", || check(sheet, TODAY));
        assert_eq!(checked.ready_rows(), 0);
        let edit = |sheet: &mut Sheet| sheet.set(0, 1, "UK-ENG".into());
        let (checked, ()) = timed("check again after an edit", || checked.edit(TODAY, edit));
        assert_eq!(checked.ready_rows(), 1);
        let groups = timed("group the problems", || groups(&checked));
        timed("find what was meant", || groups[0].alike(&checked, &Remembered::default()));
        let mend = |sheet: &mut Sheet| (0..rows).for_each(|row| sheet.set(row, 1, "UK-ENG".into()));
        let (checked, ()) = timed("mend all rows, check again", || checked.edit(TODAY, mend));
        assert_eq!(checked.ready_rows(), rows);
        let edit = |sheet: &mut Sheet| sheet.set(0, 1, "UK-WLS".into());
        timed("check again after one more edit", || checked.edit(TODAY, edit));
    }
}

/// The longest time for which a page can't draw while a sheet is read and checked in pieces.
fn pieces(csv: String) {
    let (mut last, mut longest) = (Instant::now(), (0.0, 0.0, ""));
    let mut pause = |share: f64, what: &'static str| {
        let took = last.elapsed().as_secs_f64() * 1000.0;
        if took > longest.0 {
            longest = (took, share, what);
        }
        last = Instant::now();
    };
    let reading = async |share| pause(share, "reading");
    let sheet = now(read_in_pieces(csv.as_bytes(), &Choices::default(), reading));
    let sheet = sheet.expect("it has headings and rows");
    pause(1.0, "reading");
    now(check_in_pieces(sheet, TODAY, async |share| pause(share, "checking")));
    pause(1.0, "checking");
    let (took, share, what) = longest;
    println!("{took:>9.1} ms  the longest piece, {what}, before {:.0} %", share * 100.0);
}

fn path(csv: String) {
    let sheet = timed("read", || read(csv.into_bytes()).expect("it has headings and rows"));
    let rows = sheet.rows();
    let checked = timed("check", || check(sheet, TODAY));
    assert_eq!(checked.ready_rows(), rows);
    timed("count for the pictures", || Profile::of(&checked));
    timed("sort by a column", || Sort { column: 0, descending: true }.order(&checked));
    timed("questions", || questions(&checked));
    let plan = timed("plan", || plan(&checked, &Held::default(), &Decisions::default()));
    let receipt = timed("submit, without waiting", || {
        let effects = Effects {
            send: async |step: &Step| Reply::Answered(all_saved(step)),
            ask: async |_: &Questions| Ok(Held::default()),
            wait: async |_| Go::On,
            note: |_| {},
            seen: |_| {},
        };
        now(submit(&plan, effects))
    });
    let saved = timed("count the receipt", || receipt.rows_with(RowOutcome::Saved));
    assert_eq!(saved, rows);
    let all: Vec<usize> = (0..rows).collect();
    timed("rows to fix as CSV", || mend::file(&checked, &receipt, &all));
    timed("sheet as CSV", || checked.sheet().to_csv());
}

fn timed<T>(what: &str, work: impl FnOnce() -> T) -> T {
    let start = Instant::now();
    let done = work();
    println!("{:>9.1} ms  {what}", start.elapsed().as_secs_f64() * 1000.0);
    done
}

fn rows_of_every_column(rows: usize, adm1: &str) -> String {
    let columns = &fields::ALL[..IN_TEMPLATE];
    let headings: Vec<&str> = columns.iter().map(|field| field.name).collect();
    let mut csv = headings.join(",") + "\r\n";
    for row in 0..rows {
        let cells = columns.iter().map(|field| match field.name {
            "central_sample_id" => format!("HOOT-{row:07}"),
            "library_name" => format!("HOOT-LIB-{:05}", row / 96),
            "run_name" => format!("HOOT-RUN-{:05}", row / 96),
            "adm1" => adm1.to_owned(),
            "is_hospital_patient" => "Y".to_owned(),
            "admission_date" => TODAY.to_string(),
            _ => field.example.replace(EXAMPLE_TODAY, &TODAY.to_string()),
        });
        csv.push_str(&cells.collect::<Vec<_>>().join(","));
        csv.push_str("\r\n");
    }
    csv
}

fn all_saved(step: &Step) -> Answer {
    let named =
        |kind: &str, name: &str| Named { kind: kind.into(), name: name.into(), id: String::new() };
    let (new, updated) = match step {
        Step::Samples(all) | Step::Updates(all) => {
            (all.iter().map(|s| named("Biosample", &s.id)).collect(), vec![])
        }
        Step::Library(library) => (
            vec![named("Library", &library.name)],
            library.members.iter().map(|member| named("Biosample", &member.id)).collect(),
        ),
        Step::Run(_) => (vec![named("Sequencing", "")], vec![]),
    };
    Answer { new, updated, request: "request".into(), ..Answer::default() }
}

fn now<T>(future: impl Future<Output = T>) -> T {
    let mut future = std::pin::pin!(future);
    match future.as_mut().poll(&mut Context::from_waker(Waker::noop())) {
        Poll::Ready(value) => value,
        Poll::Pending => unreachable!("no reply here is waited for"),
    }
}
