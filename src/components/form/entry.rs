//! What the questions of a form share: the row that they are about, and what is to be said of it.

use leptos::prelude::*;
use sheet::check::Checked;
use sheet::field::Field;
use sheet::form;
use sheet::problem::{Problem, Severity};
use sheet::value::Value;
use std::collections::BTreeSet;
use std::sync::Arc;

/// What the questions of a form share.
#[derive(Clone, Copy)]
pub struct Entry {
    /// The sheet of the form.
    pub checked: Signal<Option<Arc<Checked>>>,
    /// The row that is filled in, from 0.
    pub row: RwSignal<usize>,
    /// The rows and columns of which it is said what is wrong: those that were changed and left, or
    /// that somebody wanted to send.
    pub left: RwSignal<BTreeSet<(usize, &'static str)>>,
    /// What Majora has said of the answers that stand there, as it said it.
    pub said: Signal<Vec<Complaint>>,
    /// Told an answer.
    pub on_answer: Callback<(&'static Field, String)>,
    /// Told that the question is done with, by Enter.
    pub on_next: Callback<()>,
    /// Told that a code is to be scanned, where that can be done.
    pub on_scan: Option<Callback<()>>,
}

/// Something that is wrong with an answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Complaint {
    /// The row, from 0.
    pub row: usize,
    /// The column, where it is about one.
    pub field: Option<&'static Field>,
    /// How bad it is.
    pub severity: Severity,
    /// The sentence.
    pub text: String,
}

/// The id of the element in which a question is answered.
pub fn answer_id(field: &Field) -> String {
    format!("answer-{}", field.name)
}

impl Entry {
    /// What stands in the column of a question.
    pub(super) fn answer(self, field: &'static Field) -> Memo<String> {
        Memo::new(move |_| self.of_cell(field, |c, row, at| c.sheet().cell(row, at).to_owned()))
    }

    /// The same as Majora understands it.
    pub(super) fn meaning(self, field: &'static Field) -> Memo<String> {
        Memo::new(move |_| self.of_cell(field, |c, row, at| c.meaning(row, at).into_owned()))
    }

    /// The day or moment that stands there, as calendars write it; blank where there is none.
    pub(super) fn day(self, field: &'static Field) -> Memo<String> {
        Memo::new(move |_| {
            self.of_cell(field, |checked, row, at| match checked.value(row, at) {
                Ok(Some(value)) => value.to_text().replacen(' ', "T", 1),
                _ => String::new(),
            })
        })
    }

    fn of_cell<T: Default>(
        self,
        field: &'static Field,
        of: impl Fn(&Checked, usize, usize) -> T,
    ) -> T {
        let row = self.row.get();
        self.checked.with(|checked| {
            let checked = checked.as_deref().filter(|c| row < c.sheet().rows());
            let place =
                checked.and_then(|checked| Some((checked, checked.sheet().column_of(field)?)));
            place.map(|(checked, at)| of(checked, row, at)).unwrap_or_default()
        })
    }

    /// What is to be said below a question.
    pub(super) fn complaints(self, field: &'static Field) -> Memo<Vec<Complaint>> {
        Memo::new(move |_| {
            let row = self.row.get();
            let about = |complaint: &Complaint| complaint.field == Some(field);
            let mut complaints: Vec<Complaint> =
                self.said.with(|said| said.iter().filter(|c| about(c)).cloned().collect());
            if self.left.with(|left| left.contains(&(row, field.name))) {
                let own = self.checked.with(|c| c.as_deref().map(|c| Complaint::of_row(c, row)));
                complaints.extend(own.unwrap_or_default().into_iter().filter(|c| about(c)));
            }
            complaints
        })
    }

    /// The days that an answer can be, once the question was left: more than one where it doesn't say
    /// which.
    pub(super) fn readings(self, field: &'static Field) -> Memo<Vec<Value<'static>>> {
        Memo::new(move |_| {
            let row = self.row.get();
            match self.left.with(|left| left.contains(&(row, field.name))) {
                false => Vec::new(),
                true => self.of_cell(field, |checked, row, at| {
                    form::readings(field, checked.sheet().cell(row, at), checked.reading(at))
                }),
            }
        })
    }

    /// An answer is being typed: what was wrong with it isn't said meanwhile.
    pub(super) fn type_in(self, field: &'static Field, text: &str) {
        let place = (self.row.get_untracked(), field.name);
        if self.left.with_untracked(|left| left.contains(&place)) {
            self.left.update(|left| {
                left.remove(&place);
            });
        }
        self.on_answer.run((field, form::typed(text)));
    }

    /// A question was left, by somebody who has answered it.
    pub(super) fn leave(self, field: &'static Field) {
        let place = (self.row.get_untracked(), field.name);
        if self.left.with_untracked(|left| !left.contains(&place)) {
            self.left.update(|left| {
                left.insert(place);
            });
        }
    }
}

impl Complaint {
    /// Everything that is wrong with a row.
    pub fn of_row(checked: &Checked, row: usize) -> Vec<Complaint> {
        let sheet = checked.sheet();
        let complaint = |problem: &Problem| Complaint {
            row,
            field: problem.column.and_then(|column| sheet.columns()[column].field),
            severity: problem.severity(),
            text: problem.message(sheet),
        };
        checked.problems_of(row).iter().map(complaint).collect()
    }
}
