//! Which part of a long list is on screen, so that only that part is in the page.

use std::ops::Range;

/// A scrolled box: how far, how large, in pixels.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Viewport {
    /// Scrolled down.
    pub top: f64,
    /// Scrolled right.
    pub left: f64,
    /// Its height.
    pub height: f64,
    /// Its width.
    pub width: f64,
}

/// The items of equal `size` that a box from `start` with this `extent` shows, with a few around it.
pub fn visible(start: f64, extent: f64, size: f64, items: usize) -> Range<usize> {
    const AROUND: usize = 4;
    let first = (start.max(0.0) / size) as usize;
    let shown = (extent.max(0.0) / size).ceil() as usize + 1;
    let last = (first + shown + AROUND).min(items);
    first.saturating_sub(AROUND).min(last)..last
}

/// Where to scroll so that what stands between two lengths is wholly in a box from `start` with this
/// `extent`, if it isn't already.
pub fn scrolled_to(from: f64, to: f64, start: f64, extent: f64) -> Option<f64> {
    match (from < start, to > start + extent) {
        (true, _) => Some(from),
        // Of what is larger than the box, the beginning is shown.
        (false, true) => Some((to - extent).min(from)).filter(|scroll| *scroll != start),
        (false, false) => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_is_on_screen_is_shown() {
        assert_eq!(visible(0.0, 320.0, 32.0, 100_000), 0..15);
        assert_eq!(visible(3200.0, 320.0, 32.0, 100_000), 96..115);
        assert_eq!(visible(0.0, 320.0, 32.0, 3), 0..3);
        assert_eq!(visible(9999.0, 320.0, 32.0, 3), 3..3);
        assert_eq!(visible(-5.0, -1.0, 32.0, 0), 0..0);
    }

    #[test]
    fn scrolling_moves_no_further_than_it_must() {
        assert_eq!(scrolled_to(160.0, 192.0, 0.0, 320.0), None);
        assert_eq!(scrolled_to(320.0, 352.0, 0.0, 320.0), Some(32.0));
        assert_eq!(scrolled_to(64.0, 96.0, 320.0, 320.0), Some(64.0));
        assert_eq!(scrolled_to(64.0, 96.0, 0.0, 20.0), Some(64.0));
        assert_eq!(scrolled_to(64.0, 96.0, 64.0, 20.0), None);
    }
}
