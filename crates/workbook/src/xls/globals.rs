//! What all pages of a workbook share ([MS-XLS] §2.1.7.20.3): strings, formats, the epoch, the list of
//! pages.

use super::records::{Records, u8_at, u16_at, u32_at};
use super::strings;
use crate::budget::Budget;
use crate::moment::{Epoch, Shape};
use sheet::book::OpenError;
use std::collections::HashMap;

pub(super) const BOF: u16 = 0x0809;
pub(super) const EOF: u16 = 0x000A;
const FILE_PASS: u16 = 0x002F;
const DATE_1904: u16 = 0x0022;
const FORMAT: u16 = 0x041E;
const XF: u16 = 0x00E0;
const BOUND_SHEET: u16 = 0x0085;
const SHARED_STRINGS: u16 = 0x00FC;

/// The version that a BIFF8 stream begins with.
const BIFF8: u16 = 0x0600;

/// What all pages share.
pub(super) struct Globals {
    pub(super) epoch: Epoch,
    pub(super) strings: Vec<String>,
    /// What the cells of each style hold.
    pub(super) shapes: Vec<Shape>,
    pub(super) pages: Vec<Listed>,
}

/// A page as the workbook lists it.
pub(super) struct Listed {
    pub(super) name: String,
    pub(super) hidden: bool,
    /// Where its records begin.
    pub(super) start: usize,
}

pub(super) fn read(stream: &[u8], budget: &mut Budget) -> Result<Globals, OpenError> {
    let mut records = Records::new(stream);
    let first = records.next()?;
    if first.kind != BOF || u16_at(first.data, 0)? != BIFF8 {
        return Err(OpenError::OtherFormat);
    }
    let (strings, shapes, pages) = (Vec::new(), Vec::new(), Vec::new());
    let mut globals = Globals { epoch: Epoch::Of1900, strings, shapes, pages };
    let mut formats: Vec<u16> = Vec::new();
    let mut spelt_out = HashMap::new();
    loop {
        let record = records.next()?;
        let data = record.data;
        match record.kind {
            // Nothing behind it can be read.
            FILE_PASS => return Err(OpenError::PasswordProtected),
            DATE_1904 if u16_at(data, 0)? == 1 => globals.epoch = Epoch::Of1904,
            FORMAT => {
                let format = strings::long(data.get(2..).unwrap_or_default())?;
                spelt_out.insert(u16_at(data, 0)?, Shape::of_format(&format));
            }
            XF => formats.push(u16_at(data, 2)?),
            BOUND_SHEET => globals.pages.extend(listed(data)?),
            SHARED_STRINGS => {
                globals.strings = strings::shared(record, &mut records, budget)?;
            }
            EOF => break,
            _ => {}
        }
    }
    let of = |id: u16| spelt_out.get(&id).copied().unwrap_or_else(|| Shape::of_builtin(id.into()));
    globals.shapes = formats.into_iter().map(of).collect();
    Ok(globals)
}

/// A page (§2.4.28); none where it is a chart or a macro sheet.
fn listed(data: &[u8]) -> Result<Option<Listed>, OpenError> {
    let (start, state, kind) = (u32_at(data, 0)?, u8_at(data, 4)?, u8_at(data, 5)?);
    let mut name = strings::short(data.get(6..).unwrap_or_default())?;
    name.retain(|character| character != '\0');
    let page = Listed { name, hidden: state & 3 != 0, start: start as usize };
    Ok(Some(page).filter(|_| kind == 0))
}
