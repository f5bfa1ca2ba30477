//! The texts of a file's cells, those that stand below one another held once.
//!
//! In most columns most rows say what the row above says. A cell that does has the sign of the one
//! above, so that a sheet takes a fraction of its file's room, and whoever goes through its cells sees
//! at a glance which of them are as before.

/// What stands for a text. Cells with one sign have one text; one text may have several signs.
pub(crate) type Sign = u32;

/// What stands for no text.
pub(crate) const NONE: Sign = Sign::MAX;

/// The sign of the empty text, which has no other.
const EMPTY: Sign = 0;

/// Texts, and what stands for each.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Texts {
    /// Every text, one after the other, and where each ends.
    all: String,
    ends: Vec<u32>,
}

impl Texts {
    pub(super) fn new() -> Texts {
        Texts { all: String::new(), ends: vec![0] }
    }

    /// Takes a text in. All together they are at most three times [`crate::read::MAX_BYTES`], as a byte
    /// of Windows-1252 is at most three of UTF-8.
    pub(super) fn add(&mut self, text: &str) -> Sign {
        if text.is_empty() {
            return EMPTY;
        }
        self.all.push_str(text);
        self.ends.push(self.all.len() as u32);
        self.ends.len() as u32 - 1
    }

    pub(super) fn get(&self, sign: Sign) -> &str {
        let Some(before) = (sign as usize).checked_sub(1) else { return "" };
        &self.all[self.ends[before] as usize..self.ends[sign as usize] as usize]
    }

    /// All of them, in the order of what stands for them.
    pub(super) fn all(&self) -> impl Iterator<Item = &str> {
        (0..self.ends.len()).map(|sign| self.get(sign as Sign))
    }

    /// How many there are; all that ever get a sign from now on follow them.
    pub(super) fn count(&self) -> usize {
        self.ends.len()
    }

    /// Forgets all but the first of them.
    pub(super) fn truncate(&mut self, count: usize) {
        self.ends.truncate(count);
        self.all.truncate(self.ends.last().map_or(0, |end| *end as usize));
    }

    /// Makes room for so many times those that are there.
    pub(super) fn reserve(&mut self, times: f64) {
        self.all.reserve((self.all.len() as f64 * times) as usize);
        self.ends.reserve((self.ends.len() as f64 * times) as usize);
    }
}
