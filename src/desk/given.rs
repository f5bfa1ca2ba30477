//! What the user gives to be read: a file, rows that were copied in a spreadsheet, or a form.

use super::Desk;
use crate::browser::draft::Draft;
use crate::browser::{self, ChosenFile, Sha256};
use leptos::prelude::*;
use leptos::task::spawn_local;
use sheet::block;
use sheet::check::Checked;
use sheet::form::{self, Cells};
use sheet::read::{self, ReadError};
use sheet::workflow::{Event, File, Origin, Workflow};
use std::sync::Arc;

/// What stands for the name of a file that was none.
const PASTED: &str = "Pasted rows";

/// What is to be read.
pub(super) enum Given {
    /// A file, whose bytes come when they are asked for.
    File(ChosenFile),
    /// All of it.
    Text(Box<Draft>),
}

/// What the user has offered.
#[derive(Clone, Copy)]
pub(super) struct Offered {
    /// What isn't looked at yet, by its name.
    pub(super) awaited: RwSignal<Option<String>>,
    /// How often the user has offered something: only the last counts.
    count: StoredValue<u32>,
    /// How often something was given to be read: the number of what is being read now.
    pub(super) attempts: StoredValue<u32>,
    /// What is to be read next.
    pub(super) given: StoredValue<Option<Given>, LocalStorage>,
}

impl Offered {
    pub(super) fn new() -> Offered {
        Offered {
            awaited: RwSignal::new(None),
            count: StoredValue::new(0),
            attempts: StoredValue::new(0),
            given: StoredValue::new_local(None),
        }
    }
}

impl Given {
    /// What it is, with the SHA-256 of its bytes.
    pub(super) async fn open(self) -> Result<(Draft, Sha256), ReadError> {
        match self {
            Given::File(file) => {
                let (bytes, sha256) = file.read().await.map_err(|_| ReadError::Gone)?;
                Ok((Draft { name: file.name(), bytes, ..Draft::default() }, sha256))
            }
            Given::Text(draft) => {
                let sha256 = Sha256::of(&draft.bytes);
                Ok((*draft, sha256))
            }
        }
    }

    /// What is known of it before it is opened.
    pub(super) fn described(&self) -> File {
        match self {
            Given::File(file) => File { name: file.name(), size: file.size(), ..File::default() },
            Given::Text(draft) => described(draft),
        }
    }

    pub(super) fn is_too_large(&self) -> bool {
        self.described().size > read::MAX_BYTES as u64
    }
}

/// A draft as a file, without its SHA-256.
pub(super) fn described(draft: &Draft) -> File {
    let size = draft.bytes.len() as u64;
    File { origin: draft.origin, name: draft.name.clone(), size, sha256: String::new() }
}

/// Rows that were pasted, as the text of a file.
fn pasted(text: String) -> Given {
    let (origin, name) = (Origin::Pasted, PASTED.to_owned());
    let bytes = Arc::new(text.into_bytes().into());
    Given::Text(Box::new(Draft { origin, name, bytes, ..Draft::default() }))
}

/// The file of a form.
fn of_form(text: String, rows: usize) -> Draft {
    Draft {
        origin: Origin::Form,
        name: form::file_name(rows),
        bytes: Arc::new(text.into_bytes().into()),
        choices: form::choices(),
        ..Draft::default()
    }
}

/// What the user offers, before anything is made of it.
pub(super) enum Offer {
    /// A file.
    File(ChosenFile),
    /// What was copied in a spreadsheet.
    Pasted(String),
    /// A form, in which this stands already.
    Form(Cells),
}

impl Desk {
    /// The user has chosen a file.
    pub fn choose(self, file: ChosenFile) {
        self.offer(file.name(), Offer::File(file));
    }

    /// The user has pasted what was copied in a spreadsheet.
    pub fn paste(self, text: String) {
        self.offer(PASTED.to_owned(), Offer::Pasted(text));
    }

    /// The user wants to fill in the form, in which this stands already.
    pub fn begin_form(self, cells: Cells) {
        self.offer("the form".to_owned(), Offer::Form(cells));
    }

    /// What the user has chosen and that isn't looked at yet, because the workspace is being fetched.
    pub fn awaited(self) -> Signal<Option<String>> {
        self.offered.awaited.into()
    }

    fn offer(self, name: String, offer: Offer) {
        self.offered.awaited.set(Some(name));
        self.reading.so_far.set(0.0);
        // Not an attempt yet: it must not take the place of a sheet that is just coming back.
        let nth = self.offered.count.get_value() + 1;
        self.offered.count.set_value(nth);
        spawn_local(async move {
            self.prepare().await;
            // The page says of a sheet that comes back meanwhile that it is there, and it stays.
            self.settled().await;
            // The user may have given it up, or offered another.
            let is_last = nth == self.offered.count.get_value();
            let is_wanted = is_last && self.offered.awaited.with_untracked(Option::is_some);
            if let Some(engine) = self.loading.engine.get_untracked().filter(|_| is_wanted) {
                (engine.receive)(self, offer);
            }
        });
    }

    pub(super) fn receive(self, offer: Offer) {
        self.offered.awaited.set(None);
        let has_sheet = |workflow: &Workflow| {
            workflow.desk().is_some() && !matches!(workflow, Workflow::Finished { .. })
        };
        // What is done with makes room.
        if self.workflow.with_untracked(has_sheet) && !untrack(|| self.is_done()) {
            return;
        }
        self.give(match offer {
            Offer::File(file) => Given::File(file),
            Offer::Pasted(text) => pasted(block::as_file(&text)),
            Offer::Form(cells) => Given::Text(Box::new(of_form(form::begun(&cells), 1))),
        });
    }

    /// The text that was pasted, if it is on the desk and may have no headings.
    fn without_headings(self) -> Option<String> {
        self.reading.source.with_value(|source| {
            let Draft { origin, bytes, .. } = &source.draft;
            let text = std::str::from_utf8(bytes).ok().filter(|_| *origin == Origin::Pasted)?;
            (!block::has_made_up_headings(text)).then(|| text.to_owned())
        })
    }

    /// Whether what is on the desk may be rows that were pasted without their headings.
    pub fn may_lack_headings(self) -> bool {
        self.without_headings().is_some()
    }

    /// The user says that they were: the first row is one of a sample, too. They are read with headings that
    /// are made up.
    pub fn has_no_headings(self) {
        if let Some(text) = self.without_headings() {
            self.give(pasted(block::with_headings(&text)));
        }
    }

    fn give(self, given: Given) {
        let (file, attempt) = (given.described(), self.next_attempt());
        self.offered.given.set_value(Some(given));
        self.dispatch(Event::Chosen { file, attempt });
    }

    /// Whether the sheet on the desk is that of a form.
    pub fn is_form(self) -> bool {
        self.workflow.with(|w| w.desk().is_some_and(|desk| desk.file.origin == Origin::Form))
    }

    /// Has the form on the desk reviewed. What was typed since becomes its file first, so that the
    /// receipt, and an upload that is taken up later, name by its SHA-256 what was sent.
    pub async fn review_form(self) {
        while let Some(checked) = self.unwritten() {
            let sheet = checked.sheet();
            let rows = sheet.rows() - sheet.removed_rows();
            let draft = of_form(sheet.to_csv(), rows);
            let sha256 = browser::sha256(&draft.bytes).await.unwrap_or_default();
            let same = self
                .checked()
                .with_untracked(|now| now.as_ref().is_some_and(|now| Arc::ptr_eq(now, &checked)));
            // Somebody may go on typing meanwhile.
            if same {
                self.write(draft, sha256);
            }
        }
        self.review();
    }

    /// The sheet of the form on the desk, if more is in it than in its file.
    fn unwritten(self) -> Option<Arc<Checked>> {
        let checked = self.checked().get_untracked()?;
        (untrack(|| self.is_form()) && !checked.sheet().changes().is_empty()).then_some(checked)
    }

    fn write(self, draft: Draft, sha256: String) {
        let choices = self.checked().with_untracked(|checked| {
            checked.as_ref().map(|checked| checked.sheet().choices().clone())
        });
        let draft = Draft { choices: choices.unwrap_or_default(), ..draft };
        let file = File { sha256, ..described(&draft) };
        let Ok(sheet) = read::read_form(&draft.bytes, &draft.choices) else { return };
        self.reading.source.update_value(|source| {
            let Draft { decided, work, .. } = std::mem::take(&mut source.draft);
            source.draft = Draft { decided, work, ..draft };
        });
        self.dispatch(Event::Written { file, sheet: Box::new(sheet), today: browser::today() });
    }
}
