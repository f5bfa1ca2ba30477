//! Barcode scanners that stand in for a keyboard: they type a code faster than anybody can, and end it
//! with a key.

use leptos::ev::KeyboardEvent;

/// The fewest letters of a code. What is shorter tells too little of its pace.
const FEWEST: u32 = 5;

/// The most milliseconds between two letters of a scanner, on average. People who type fast need three
/// times as long.
const PACE: f64 = 35.0;

/// Whether a key ends a line: Enter, or Ctrl with M or J, which is how some scanners send a carriage
/// return or line feed. Browsers open their downloads by the latter.
pub fn is_line_end(event: &KeyboardEvent) -> bool {
    if event.is_composing() || event.alt_key() {
        return false;
    }
    let control = event.ctrl_key() && !event.shift_key();
    match event.key().as_str() {
        "Enter" => true,
        "m" | "M" | "j" | "J" => control,
        _ => false,
    }
}

/// How fast a line is typed.
#[derive(Clone, Copy, Debug, Default)]
pub struct Pace {
    letters: u32,
    first: f64,
    last: f64,
}

impl Pace {
    /// A letter was typed at this moment, in milliseconds.
    pub fn letter(&mut self, at: f64) {
        if self.letters == 0 {
            self.first = at;
        }
        self.letters += 1;
        self.last = at;
    }

    /// Whether a scanner has typed the line.
    pub fn is_a_scanners(self) -> bool {
        self.letters >= FEWEST && self.last - self.first < PACE * f64::from(self.letters - 1)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn typed(letters: u32, gap: f64) -> Pace {
        let mut pace = Pace::default();
        (0..letters).for_each(|nth| pace.letter(5_000.0 + f64::from(nth) * gap));
        pace
    }

    #[test]
    fn a_scanner_is_told_from_a_person_by_its_pace() {
        assert!(typed(10, 4.0).is_a_scanners());
        assert!(typed(5, 30.0).is_a_scanners());
        assert!(!typed(10, 90.0).is_a_scanners(), "a fast typist");
        assert!(!typed(2, 1.0).is_a_scanners(), "two keys at once");
        assert!(!typed(0, 0.0).is_a_scanners());
    }

    #[test]
    fn a_line_that_was_begun_slowly_was_typed() {
        let mut pace = typed(1, 0.0);
        (0..6).for_each(|nth| pace.letter(6_000.0 + f64::from(nth)));
        assert!(!pace.is_a_scanners());
    }
}
