//! The container of a workbook ([MS-CFB]), made what the `cfb` crate takes.

use std::borrow::Cow;

/// How a chain of sectors ends in the table of sectors, and what stands there of one that isn't used.
const END_OF_CHAIN: u32 = 0xFFFF_FFFE;
const FREE: u32 = 0xFFFF_FFFF;

/// Where the header has the power of two that a sector is long, the first sector with places of the table, and
/// the first places.
const SHIFT: usize = 30;
const NEXT: usize = 68;
const PLACES: std::ops::Range<usize> = 76..512;

/// `SheetJS` ends chains in the table of sectors also for sectors that the file hasn't, where nothing may stand.
/// Excel doesn't mind; `cfb` 0.16 forgives other marks there, but not this one. So it becomes nothing.
pub(super) fn tidied(bytes: &[u8]) -> Cow<'_, [u8]> {
    let found = too_many_ends(bytes).unwrap_or_default();
    if found.is_empty() {
        return Cow::Borrowed(bytes);
    }
    let mut tidied = bytes.to_vec();
    for at in found {
        tidied[at..at + 4].copy_from_slice(&FREE.to_le_bytes());
    }
    Cow::Owned(tidied)
}

/// Where chains end of sectors that the file hasn't.
fn too_many_ends(bytes: &[u8]) -> Option<Vec<usize>> {
    let shift = bytes.get(SHIFT..SHIFT + 2)?;
    let length = 1_usize << u16::from_le_bytes([shift[0], shift[1]]).clamp(9, 12);
    let sectors = bytes.len().div_ceil(length).checked_sub(1)?;
    let mut ends = Vec::new();
    for (nth, start) in table(bytes, length, sectors)?.into_iter().enumerate() {
        let first = nth * length / 4;
        // The marks of sectors that there are stay as they are.
        for entry in sectors.max(first)..first + length / 4 {
            let at = start + (entry - first) * 4;
            if number(bytes, at) == Some(END_OF_CHAIN) {
                ends.push(at);
            }
        }
    }
    Some(ends)
}

/// Where the sectors begin that hold the table. There are no more of them than sectors at all.
fn table(bytes: &[u8], length: usize, sectors: usize) -> Option<Vec<usize>> {
    let begin = |sector: u32| Some((sector as usize).checked_add(1)?.saturating_mul(length));
    let (mut places, mut next) = (PLACES, number(bytes, NEXT)?);
    let mut table = Vec::new();
    for _ in 0..=sectors {
        for sector in places.step_by(4).map_while(|at| number(bytes, at)) {
            if sector == FREE || table.len() == sectors {
                return Some(table);
            }
            table.push(begin(sector)?);
        }
        let sector = begin(next)?;
        let last = sector.saturating_add(length - 4);
        let Some(after) = number(bytes, last) else { break };
        (places, next) = (sector..last, after);
    }
    Some(table)
}

fn number(bytes: &[u8], at: usize) -> Option<u32> {
    let four = bytes.get(at..at.checked_add(4)?)?;
    Some(u32::from_le_bytes(four.try_into().ok()?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whatever_the_bytes_are_it_ends() {
        let file = include_bytes!("../../tests/fixtures/sheetjs.xls");
        assert_eq!(tidied(file).iter().zip(file).filter(|(a, b)| a != b).count(), 122);
        for length in [0, 30, 32, 71, 72, 511, 512, 513, 1024] {
            assert_eq!(tidied(&file[..length]).len(), length);
        }
        // Tables that name themselves as what comes next, or lie beyond the end.
        for sector in [0_u32, 1, FREE - 1, FREE] {
            let mut strange = file.to_vec();
            strange[NEXT..NEXT + 4].copy_from_slice(&sector.to_le_bytes());
            for at in PLACES.step_by(4) {
                strange[at..at + 4].copy_from_slice(&sector.to_le_bytes());
            }
            assert_eq!(tidied(&strange).len(), strange.len());
        }
    }
}
