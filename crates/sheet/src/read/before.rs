//! The row before in a text, which most of a row is like.

/// Where the row before stands in the text, if that is known. While a row is read, the ends of its cells
/// take the place of those before, one after the other.
#[derive(Default)]
pub(super) struct Before {
    /// Where it begins.
    start: usize,
    /// Where each of its cells ends, counted from there: the place of a delimiter, or of the end of its
    /// line. None if nothing is known.
    ends: Vec<usize>,
    /// Where the row begins that is being read, how many of its cells have been, and where the next one
    /// begins in the row before, counted from there.
    next: usize,
    known: usize,
    from: usize,
}

/// Cells that a row has as the row before.
pub(super) struct Again {
    /// How many.
    pub(super) count: usize,
    /// Where the last of them ends.
    pub(super) end: usize,
    /// Whether the row before has no more.
    pub(super) is_all: bool,
}

impl Before {
    pub(super) fn forget(&mut self) {
        self.ends.clear();
    }

    /// A row begins at a place.
    pub(super) fn begin(&mut self, place: usize) {
        (self.next, self.known, self.from) = (place, 0, 0);
    }

    /// The cells from a place on that are as in the row before, each with what ends it; nothing where the
    /// first isn't.
    pub(super) fn again(&mut self, text: &[u8], place: usize) -> Option<Again> {
        let old = self.ends.get(self.known..)?;
        let before = text.get(self.start + self.from..=self.start + *old.last()?)?;
        let same = self.from + alike(before, &text[place..]);
        let count = old.iter().take_while(|end| **end < same).count();
        let last = *old[..count].last()?;
        let from = place - self.next;
        // Where what precedes is as long as in the row before, they stand at the same distance.
        if from != self.from {
            let those = &mut self.ends[self.known..self.known + count];
            those.iter_mut().for_each(|end| *end = *end - self.from + from);
        }
        let end = self.next + last - self.from + from;
        self.from = last + 1;
        self.known += count;
        Some(Again { count, end, is_all: self.known == self.ends.len() })
    }

    /// The next cell is another, and ends at a place.
    pub(super) fn ends_at(&mut self, place: usize) {
        let end = place - self.next;
        match self.ends.get_mut(self.known) {
            Some(old) => self.from = std::mem::replace(old, end) + 1,
            None => self.ends.push(end),
        }
        self.known += 1;
    }

    /// The row is over, and the next one is compared with it.
    pub(super) fn done(&mut self) {
        self.ends.truncate(self.known);
        self.start = self.next;
    }
}

/// How many bytes two texts have in common at their beginning.
fn alike(one: &[u8], other: &[u8]) -> usize {
    // Eight are one number to the machine.
    let number = |eight: &[u8; 8]| u64::from_le_bytes(*eight);
    let eights = one.as_chunks().0.iter().zip(other.as_chunks().0);
    let eights = eights.take_while(|(one, other)| number(one) == number(other)).count() * 8;
    let rest = one[eights..].iter().zip(&other[eights..]);
    eights + rest.take_while(|(one, other)| one == other).count()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_two_texts_have_in_common() {
        let long = b"0123456789abcdef0123456789abcdef";
        assert_eq!(alike(long, long), 32);
        assert_eq!(alike(&long[..20], long), 20);
        for at in 0..long.len() {
            let mut other = *long;
            other[at] = b'!';
            assert_eq!(alike(long, &other), at);
        }
        assert_eq!(alike(b"", long), 0);
    }
}
