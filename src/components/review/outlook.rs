//! A review as it stands: what Majora holds, what the user has decided, and what comes of both.

use sheet::check::Checked;
use sheet::compare::{Cell, Compared, Doubt, Standing, Tag, What};
use sheet::decide::Decisions;
use sheet::plan::{Plan, Rewrite};
use sheet::record::Key;
use sheet::sight::is_erasable;
use sheet::workflow::Findings;
use std::collections::HashMap;
use std::ops::Range;
use std::sync::Arc;

/// A review, with all decisions that were taken so far.
#[derive(Clone, Debug)]
pub struct Outlook {
    /// The sheet.
    pub checked: Arc<Checked>,
    /// What Majora holds, and how the sheet stands to it.
    pub findings: Arc<Findings>,
    /// What will be sent.
    pub plan: Arc<Plan>,
    /// What the user has decided.
    pub decisions: Arc<Decisions>,
    /// What will become of stored values, in numbers.
    pub tally: Tally,
    /// Every stored value that will be removed.
    pub erasures: Vec<Erasure>,
    /// The records that are sent, each with where its stored values stand among those that the plan changes.
    going: Arc<HashMap<Key, Range<usize>>>,
}

/// How many stored values become what.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Tally {
    /// Replaced by the sheet's.
    pub changed: usize,
    /// Blank in Majora, and filled.
    pub filled: usize,
    /// Sent, though Majora doesn't show what it holds there.
    pub unseen: usize,
    /// Removed.
    pub erased: usize,
    /// Cells of which whatever Majora holds is removed, though it doesn't show that.
    pub erased_unseen: usize,
    /// Doubts that nobody has decided.
    pub open: usize,
}

/// A stored value that will be removed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Erasure {
    /// The record.
    pub key: Key,
    /// The column.
    pub column: &'static str,
    /// What Majora holds there.
    pub stored: String,
}

/// One line of the table of a tag.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Line {
    /// The record.
    pub key: Key,
    /// What of it.
    pub part: Part,
}

/// What of a record a line is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Part {
    /// All of it.
    Whole,
    /// A cell, by its place among those that aren't equal.
    Cell(usize),
    /// A library that a run would be added to, by its place among them.
    Join(usize),
}

/// A line in words.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Told {
    /// The column.
    pub column: &'static str,
    /// What Majora holds.
    pub stored: String,
    /// What it will hold.
    pub becomes: String,
    /// Whether the stored value is to be removed, where the user may say so.
    pub remove: Option<bool>,
}

impl PartialEq for Outlook {
    /// What is made of the same is the same.
    fn eq(&self, other: &Outlook) -> bool {
        Arc::ptr_eq(&self.plan, &other.plan)
            && Arc::ptr_eq(&self.findings, &other.findings)
            && Arc::ptr_eq(&self.decisions, &other.decisions)
    }
}

impl Outlook {
    /// A review with what was decided so far, and the plan that was made of both.
    pub fn new(
        checked: Arc<Checked>,
        findings: Arc<Findings>,
        plan: Arc<Plan>,
        decisions: Decisions,
    ) -> Outlook {
        let (mut tally, mut erasures) = (Tally::default(), Vec::new());
        for rewrite in &plan.rewrites {
            match (&rewrite.from, &rewrite.to, rewrite.what) {
                (None, None, _) => tally.erased_unseen += 1,
                (Some(stored), None, _) => {
                    let (key, stored) = (rewrite.key.clone(), stored.clone());
                    erasures.push(Erasure { key, column: rewrite.field.name, stored });
                }
                (_, Some(_), What::Fills) => tally.filled += 1,
                (_, Some(_), What::Unseen) => tally.unseen += 1,
                (_, Some(_), What::Changes | What::Kept | What::Lost) => tally.changed += 1,
            }
        }
        tally.erased = erasures.len();
        let (going, decisions) = (Arc::new(going(&plan)), Arc::new(decisions));
        let mut outlook = Outlook { checked, findings, plan, decisions, tally, erasures, going };
        outlook.tally.open = outlook
            .doubts()
            .filter(|(key, doubt)| outlook.decisions.choice(key, doubt).is_none())
            .count();
        outlook
    }

    /// The same with a decision more, while what comes of it is still being worked out.
    pub fn deciding(&self, decisions: Decisions) -> Outlook {
        Outlook { decisions: Arc::new(decisions), ..self.clone() }
    }

    /// Whether a cell of a stored record is sent or erased.
    fn is_sent(&self, key: &Key, column: &str) -> bool {
        let rewrites = self.going.get(key).map(|range| &self.plan.rewrites[range.clone()]);
        let is_it = |rewrite: &Rewrite| {
            rewrite.field.name == column && (rewrite.from.is_some() || rewrite.to.is_some())
        };
        rewrites.is_some_and(|rewrites| rewrites.iter().any(is_it))
    }

    /// Every doubt about every record, decided or not.
    pub fn doubts(&self) -> impl Iterator<Item = (&Key, Doubt)> {
        let records = self.findings.comparison.records.iter();
        records.flat_map(|(key, compared)| {
            self.decisions.doubts(key, compared).into_iter().map(move |doubt| (key, doubt))
        })
    }

    /// How many records each tag has. A record of which a value is removed will change, too, and may be in
    /// need of a decision.
    pub fn counts(&self) -> [(Tag, usize); 6] {
        let mut counts = Tag::ALL.map(|tag| (tag, 0));
        for (key, compared) in &self.findings.comparison.records {
            let doubtful = !self.decisions.doubts(key, compared).is_empty();
            for (other, count) in &mut counts {
                let counted =
                    self.is_of(key, compared, *other) || (doubtful && *other == Tag::NeedsDecision);
                *count += usize::from(counted);
            }
        }
        counts
    }

    /// How many records that Majora doesn't hold are not sent either.
    pub fn waiting(&self) -> usize {
        let records = self.findings.comparison.records.iter();
        let waits = |(key, compared): &(&Key, &Compared)| {
            compared.standing == Standing::New && !self.going.contains_key(*key)
        };
        records.filter(waits).count()
    }

    /// The lines of the table of a tag.
    pub fn lines(&self, tag: Tag) -> Vec<Line> {
        let records = self.findings.comparison.records.iter();
        let of_tag = records.filter(|(key, compared)| self.is_of(key, compared, tag));
        let lines = of_tag.flat_map(|(key, compared)| lines(key, compared));
        // Of a record that is as in the sheet, the question says all that there is to decide.
        let is_told = |line: &Line| tag != Tag::NeedsDecision || line.part != Part::Whole;
        lines.filter(is_told).collect()
    }

    fn is_of(&self, key: &Key, compared: &Compared, tag: Tag) -> bool {
        let is_removed =
            |cell: &Cell| cell.what == What::Kept && self.is_sent(key, cell.field.name);
        compared.tag() == tag || tag == Tag::Changes && compared.cells.iter().any(is_removed)
    }

    /// How many stored values are kept that the user may have removed, and in the tables of which tags.
    pub fn kept(&self) -> (usize, Vec<Tag>) {
        let records = self.findings.comparison.records.iter();
        let cells =
            records.flat_map(|(key, compared)| compared.cells.iter().map(move |cell| (key, cell)));
        let stays = |(key, cell): &(&Key, &Cell)| {
            may_be_removed(cell) && !self.is_sent(key, cell.field.name)
        };
        let (mut count, mut tags) = (0, Vec::new());
        for (key, _) in cells.filter(stays) {
            count += 1;
            let tag = self.findings.comparison.records[key].tag();
            if !tags.contains(&tag) {
                tags.push(tag);
            }
        }
        tags.sort_by_key(|tag| Tag::ALL.iter().position(|other| other == tag));
        (count, tags)
    }

    /// A line in words.
    pub fn told(&self, line: &Line) -> Told {
        let Some(compared) = self.findings.comparison.records.get(&line.key) else {
            return Told::default();
        };
        match line.part {
            Part::Whole => self.whole(&line.key, compared),
            Part::Join(at) => self.join(&line.key, compared.joins.get(at)),
            Part::Cell(at) => {
                compared.cells.get(at).map(|cell| self.cell(&line.key, cell)).unwrap_or_default()
            }
        }
    }

    fn whole(&self, key: &Key, compared: &Compared) -> Told {
        let goes = self.going.contains_key(key);
        let (stored, becomes) = match (compared.standing, goes) {
            (Standing::New, true) => ("Nothing", "New"),
            (Standing::New, false) => ("Nothing", "Not sent"),
            (Standing::Held, _) => ("The same", "No change"),
            (Standing::Unread, true) => ("Could not check", "Sent unchecked"),
            (Standing::Unread, false) => ("Could not check", "Not sent"),
        };
        let (stored, becomes) = (stored.to_owned(), becomes.to_owned());
        Told { column: "All columns", stored, becomes, remove: None }
    }

    fn join(&self, key: &Key, library: Option<&String>) -> Told {
        let library = library.cloned().unwrap_or_default();
        let becomes = sent_or_not(&library, self.going.contains_key(key));
        Told { column: "library_name", stored: "Without it".to_owned(), becomes, remove: None }
    }

    fn cell(&self, key: &Key, cell: &Cell) -> Told {
        let column = cell.field.name;
        let goes = self.is_sent(key, column);
        let shown = self.decisions.erased.get(&(key.clone(), column));
        let ticked = shown.is_some() && shown == cell.stored.as_ref();
        let becomes = match (cell.sheet.as_deref(), goes, ticked) {
            (None, true, _) => "Removed".to_owned(),
            (None, false, true) => "Kept until you have decided about this record".to_owned(),
            (None, false, false) => "Kept".to_owned(),
            (Some(sheet), goes, _) => sent_or_not(sheet, goes),
        };
        let remove = may_be_removed(cell).then_some(ticked);
        Told { column, stored: stored(cell), becomes, remove }
    }

    /// The decisions with a stored value to be removed or, after all, kept.
    pub fn with_removal(&self, line: &Line, remove: bool) -> Decisions {
        let mut decisions = self.decisions.as_ref().clone();
        let compared = self.findings.comparison.records.get(&line.key);
        let cell = compared.and_then(|compared| match line.part {
            Part::Cell(at) => compared.cells.get(at),
            Part::Whole | Part::Join(_) => None,
        });
        if let Some(cell) = cell.filter(|cell| may_be_removed(cell)) {
            let about = (line.key.clone(), cell.field.name);
            match (remove, &cell.stored) {
                (true, Some(stored)) => decisions.erased.insert(about, stored.clone()),
                _ => decisions.erased.remove(&about),
            };
        }
        decisions
    }

    /// The decisions with the same answer to all these doubts.
    pub fn with_choice(&self, about: &[(Key, Doubt)], send: bool) -> Decisions {
        let mut decisions = self.decisions.as_ref().clone();
        for doubt in about {
            let (to, from) = match send {
                true => (&mut decisions.accepted, &mut decisions.declined),
                false => (&mut decisions.declined, &mut decisions.accepted),
            };
            from.remove(doubt);
            to.insert(doubt.clone());
        }
        decisions
    }

    /// The decisions with these records sent unchecked, or after all not.
    pub fn with_unchecked(&self, keys: &[Key], send: bool) -> Decisions {
        let mut decisions = self.decisions.as_ref().clone();
        for key in keys {
            match send {
                true => decisions.unchecked.insert(key.clone()),
                false => decisions.unchecked.remove(key),
            };
        }
        decisions
    }
}

/// The records that a plan sends, each with where its stored values stand among those that it changes.
fn going(plan: &Plan) -> HashMap<Key, Range<usize>> {
    let keys = plan.steps.iter().flat_map(sheet::plan::Step::keys);
    let mut going: HashMap<Key, Range<usize>> = keys.map(|key| (key, 0..0)).collect();
    let mut from = 0;
    for of_one in plan.rewrites.chunk_by(|one, next| one.key == next.key) {
        let to = from + of_one.len();
        if let Some(range) = going.get_mut(&of_one[0].key) {
            *range = from..to;
        }
        from = to;
    }
    going
}

fn lines(key: &Key, compared: &Compared) -> Vec<Line> {
    let cells = (0..compared.cells.len()).map(Part::Cell);
    let parts = cells.chain((0..compared.joins.len()).map(Part::Join));
    let line = |part| Line { key: key.clone(), part };
    let lines: Vec<Line> = parts.map(line).collect();
    if lines.is_empty() { vec![line(Part::Whole)] } else { lines }
}

fn may_be_removed(cell: &Cell) -> bool {
    cell.what == What::Kept && is_erasable(cell.field)
}

fn sent_or_not(value: &str, sent: bool) -> String {
    if sent { value.to_owned() } else { format!("{value} (not sent)") }
}

fn stored(cell: &Cell) -> String {
    match (cell.what, &cell.stored) {
        (What::Unseen, None) => "Not visible".to_owned(),
        (What::Unseen, Some(hour)) => format!("{hour} (Majora doesn’t show the minutes)"),
        (_, Some(stored)) => stored.clone(),
        (_, None) => "Nothing".to_owned(),
    }
}
