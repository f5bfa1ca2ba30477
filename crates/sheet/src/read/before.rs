//! The row before in a text, which most of a row is like.

/// Where the row before stands in the text, if that is known.
#[derive(Default)]
pub(super) struct Before {
    pub(super) start: usize,
    /// Where each of its cells ends: the place of a delimiter, or of the end of its line. None if
    /// nothing is known.
    pub(super) ends: Vec<usize>,
    /// Those of the row that is being read.
    pub(super) next: Vec<usize>,
}

impl Before {
    pub(super) fn forget(&mut self) {
        self.ends.clear();
    }

    /// How many of its cells, from the nth on, stand at a place as well, each with what ends it. What
    /// precedes is known to be the same.
    pub(super) fn again(&self, text: &[u8], nth: usize, place: usize) -> usize {
        let [.., last] = self.ends[..] else { return 0 };
        let from = self.start_of(nth);
        let Some(before) = text.get(from..=last) else { return 0 };
        let same = from + alike(before, &text[place..]);
        self.ends[nth..].iter().take_while(|end| **end < same).count()
    }

    pub(super) fn start_of(&self, nth: usize) -> usize {
        nth.checked_sub(1).map_or(self.start, |before| self.ends[before] + 1)
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
