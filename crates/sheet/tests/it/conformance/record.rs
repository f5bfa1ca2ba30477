//! Recorded requests as sheets.

use serde_json::{Map, Value};
use sheet::choices::Choices;
use sheet::field::{Field, Target};
use sheet::read::{Sheet, read_as};
use sheet::value::Date;
use sheet::{fields, further};
use std::collections::{BTreeMap, BTreeSet};

/// The topics, and how many requests that write each holds: an emptied file must not pass.
const TOPICS: [&str; 7] = [
    "biosample-add",
    "biosample-batch",
    "biosample-metadata",
    "biosample-metrics",
    "biosample-resubmit",
    "library-add",
    "sequencing-add",
];

/// What a request writes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    Samples,
    /// Samples that Majora holds already.
    Updates,
    Library,
    Runs,
}

/// A recorded request and its answer.
pub(crate) struct Request {
    pub(crate) case: String,
    pub(crate) kind: Kind,
    pub(crate) sent: Value,
    pub(crate) answer: Value,
    pub(crate) rows: Vec<Row>,
    /// How many of its records hold what no cell can.
    pub(crate) no_cells: usize,
}

/// A record as cells under headings.
pub(crate) struct Row {
    /// Its place in the request.
    pub(crate) nth: usize,
    cells: BTreeMap<String, String>,
}

impl Request {
    /// The records, as they were sent.
    pub(crate) fn records(&self) -> &[Value] {
        records(self.kind, &self.sent)
    }

    /// The sheet of its rows.
    pub(crate) fn sheet(&self) -> Sheet {
        let mut headings = BTreeSet::from(["central_sample_id", "record"]);
        headings.extend(match self.kind {
            Kind::Samples | Kind::Updates => &["is_hospital_patient", "sample_type_collected"][..],
            Kind::Library | Kind::Runs => &["library_name"],
        });
        headings.extend(self.rows.iter().flat_map(|row| row.cells.keys()).map(String::as_str));
        let mut out = csv::Writer::from_writer(Vec::new());
        out.write_record(&headings).expect("memory");
        for row in &self.rows {
            // A row of nothing is none: each has its number, under a heading that means nothing.
            let number = format!("#{}", row.nth);
            let cell = |heading: &&str| match *heading {
                "record" => number.as_str(),
                heading => row.cells.get(heading).map_or("", String::as_str),
            };
            out.write_record(headings.iter().map(cell)).expect("memory");
        }
        // Headings of metadata are meant so.
        let meant = headings.iter().enumerate().filter(|(_, heading)| heading.contains('.'));
        let columns = meant.map(|(at, heading)| (at, further::column(heading))).collect();
        let choices = Choices { columns, ..Choices::default() };
        read_as(out.into_inner().expect("memory"), &choices).expect("records make a sheet")
    }

    /// Whether the cell has spaces around it, or is nothing else. A record names its library too.
    pub(crate) fn is_padded(&self, row: usize, column: &str) -> bool {
        self.rows[row].cells.get(column).is_some_and(|cell| cell.trim() != cell)
    }

    /// Whether an update blanks a column that it names.
    pub(crate) fn blanks(&self, row: usize, column: &str) -> bool {
        self.kind == Kind::Updates
            && self.rows[row].cells.get(column).is_some_and(|cell| cell.trim().is_empty())
    }

    /// A cell without the spaces around it.
    pub(crate) fn cell(&self, row: usize, column: &str) -> &str {
        self.rows[row].cells.get(column).map_or("", |cell| cell.trim())
    }
}

fn records(kind: Kind, sent: &Value) -> &[Value] {
    let key = if kind == Kind::Runs { "runs" } else { "biosamples" };
    sent[key].as_array().map_or(&[], Vec::as_slice)
}

/// Every recorded request that writes and was answered, the templates of its dates filled.
pub(crate) fn requests(today: Date) -> Vec<Request> {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/../sandbox/tests/fixtures/cases");
    let mut requests = Vec::new();
    for topic in TOPICS {
        let text = std::fs::read_to_string(format!("{folder}/{topic}.json")).expect("recorded");
        let cases: Vec<Value> = serde_json::from_str(&text).expect("the record is JSON");
        for case in &cases {
            let setup = case["setup"].as_array().into_iter().flatten();
            requests.extend(setup.chain([case]).filter_map(|step| request(case, step, today)));
        }
    }
    requests
}

fn request(case: &Value, step: &Value, today: Date) -> Option<Request> {
    let kind = match step["endpoint"].as_str()? {
        "/api/v2/artifact/biosample/add/" => Kind::Samples,
        "/api/v2/artifact/biosample/update/" => Kind::Updates,
        "/api/v2/artifact/library/add/" => Kind::Library,
        "/api/v2/process/sequencing/add/" => Kind::Runs,
        _ => return None,
    };
    if step["status"] != 200 || !step["request"].is_object() {
        return None;
    }
    let text = dated(&step["request"].to_string(), today);
    let sent: Value = serde_json::from_str(&text).expect("dates leave it JSON");
    let sent_records = records(kind, &sent).iter().enumerate();
    let rows: Vec<Row> = sent_records
        .filter_map(|(nth, record)| {
            Some(Row { nth, cells: cells(kind, &sent, nth, record, today)? })
        })
        .collect();
    let no_cells = records(kind, &sent).len() - rows.len();
    let case = case["id"].as_str().expect("each case has an id").to_owned();
    Some(Request { case, kind, answer: step["response"].clone(), rows, no_cells, sent })
}

/// A record's cells; none where it holds what no cell can.
fn cells(
    kind: Kind,
    sent: &Value,
    nth: usize,
    record: &Value,
    today: Date,
) -> Option<BTreeMap<String, String>> {
    let mut cells = BTreeMap::new();
    match kind {
        Kind::Samples => sample(record.as_object()?, &mut cells)?,
        Kind::Updates => {
            // What an update leaves out stays as it is stored: a good value.
            let today = today.to_string();
            for (heading, cell) in
                [("adm1", "UK-ENG"), ("is_surveillance", "Y"), ("received_date", &today)]
            {
                cells.insert(heading.to_owned(), cell.to_owned());
            }
            sample(record.as_object()?, &mut cells)?;
        }
        Kind::Library => {
            let top = sent.as_object()?;
            if top.contains_key("force_biosamples") {
                return None;
            }
            tags_of_library(top.get("metadata"), &mut cells)?;
            let own = |key: &str| top.contains_key(key) || key == "metadata";
            let record = record.as_object()?.iter().filter(|(key, _)| !own(key));
            let top =
                top.iter().filter(|(key, _)| !["biosamples", "metadata"].contains(&key.as_str()));
            plain(record.chain(top), &mut cells)?;
        }
        Kind::Runs => {
            let record = record.as_object()?;
            if record.get("sequencing_id").is_some_and(|id| !id.is_null()) {
                return None;
            }
            let own = |key: &str| ["run_group", "library_name"].contains(&key);
            let top = sent.as_object()?.iter().filter(|(key, _)| *key != "runs");
            plain(record.iter().filter(|(key, _)| !own(key)).chain(top), &mut cells)?;
            cells.insert("central_sample_id".to_owned(), format!("SAMPLE-{nth}"));
        }
    }
    Some(cells)
}

fn sample(record: &Map<String, Value>, cells: &mut BTreeMap<String, String>) -> Option<()> {
    let beside = ["metadata", "metrics"];
    plain(record.iter().filter(|(key, _)| !beside.contains(&key.as_str())), cells)?;
    for (tag, names) in entries(record.get("metadata"))? {
        for (name, value) in entries(Some(names))? {
            if let Some(heading) = metadata(tag, name) {
                cells.insert(heading, scalar(value)?);
            }
        }
    }
    let metrics = entries(record.get("metrics"))?;
    for (_, ct) in metrics.filter(|(name, _)| *name == "ct") {
        for (number, test) in entries(ct.as_object()?.get("records"))? {
            for (key, value) in entries(Some(test))? {
                let field = number.parse().ok().and_then(|number| further::test(number, key));
                if let Some(field) = field {
                    cells.insert(field.name.to_owned(), scalar(value)?);
                }
            }
        }
    }
    Some(())
}

/// The name of the column that sends this metadata, if a heading can name it.
pub(crate) fn metadata(tag: &str, name: &str) -> Option<String> {
    let field = further::column(&format!("{tag}.{name}"))?;
    let is_it = |t: &Target| matches!(t, Target::SampleTag(a, b) if (*a, *b) == (tag, name));
    field.targets.iter().any(is_it).then(|| field.name.to_owned())
}

/// Tags of a library have no column but that of the primers and protocol of its samples.
fn tags_of_library(tags: Option<&Value>, cells: &mut BTreeMap<String, String>) -> Option<()> {
    for (tag, names) in entries(tags)? {
        for (name, value) in entries(Some(names))? {
            let is_it =
                |t: &Target| matches!(t, Target::LibraryTag(a, b) if (*a, *b) == (tag, name));
            let field = fields::ALL.iter().find(|field| field.targets.iter().any(is_it));
            if let Some(field) = field {
                cells.insert(field.name.to_owned(), scalar(value)?);
            }
        }
    }
    Some(())
}

/// The entries of an object; of nothing and of an empty list there are none.
fn entries(value: Option<&Value>) -> Option<impl Iterator<Item = (&str, &Value)>> {
    let object = match value {
        None => None,
        Some(Value::Array(list)) if list.is_empty() => None,
        Some(value) => Some(value.as_object()?),
    };
    Some(object.into_iter().flatten().map(|(key, value)| (key.as_str(), value)))
}

fn plain<'a>(
    keys: impl Iterator<Item = (&'a String, &'a Value)>,
    cells: &mut BTreeMap<String, String>,
) -> Option<()> {
    for (key, value) in keys {
        let (key, cell) = (key.as_str(), scalar(value)?);
        match column(key) {
            Some(field) => drop(cells.insert(field.name.to_owned(), cell)),
            // One of Majora's inner names, where the public one is not there as well.
            None => {
                let by_alias = fields::ALL.iter().find(|field| field.aliases.contains(&key));
                let heading = by_alias.map_or(key, |field| field.name);
                cells.entry(heading.to_owned()).or_insert(cell);
            }
        }
    }
    Some(())
}

/// The column that Majora calls `key`, in whichever record.
pub(crate) fn column(key: &str) -> Option<&'static Field> {
    let is_it = |target: &Target| match target {
        Target::Sample(name) | Target::Library(name) | Target::Member(name) => *name == key,
        Target::Run(name) | Target::RunRequest(name) => *name == key,
        Target::Ct(..) | Target::SampleTag(..) | Target::LibraryTag(..) => false,
    };
    fields::ALL.iter().copied().find(|field| field.targets.iter().any(is_it))
}

fn scalar(value: &Value) -> Option<String> {
    match value {
        Value::Null => Some(String::new()),
        Value::String(text) => Some(text.clone()),
        Value::Bool(_) | Value::Number(_) => Some(value.to_string()),
        Value::Array(_) | Value::Object(_) => None,
    }
}

/// A text with its templates filled: `{{today-30d}}`, `{{today|%d/%m/%Y}}`.
fn dated(text: &str, today: Date) -> String {
    let mut parts = text.split("{{today");
    let mut dated = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        let (template, rest) = part.split_once("}}").expect("a template ends");
        let (days, format) = template.split_once('|').unwrap_or((template, "%Y-%m-%d"));
        let days: i64 = match days.trim_end_matches('d') {
            "" => 0,
            days => days.parse().expect("a number of days"),
        };
        let day = today.saturating_add(jiff::Span::new().days(days));
        dated.push_str(&day.strftime(format).to_string());
        dated.push_str(rest);
    }
    dated
}
