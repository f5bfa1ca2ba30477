//! Which numbers are dates: the styles of a workbook say in which format a cell shows its number.

use crate::moment::Shape;
use crate::parts::Parts;
use crate::xml::{Piece, attribute};
use quick_xml::events::BytesStart;
use sheet::book::OpenError;
use std::collections::HashMap;

/// What the cells of each style hold, by the number of the style (ECMA-376 part 1 §18.8).
pub(super) fn read(parts: &mut Parts, path: &str) -> Result<Vec<Shape>, OpenError> {
    let Some(mut xml) = parts.xml(path)? else { return Ok(Vec::new()) };
    let mut spelt_out = HashMap::new();
    let mut formats: Vec<u32> = Vec::new();
    let mut in_cell_styles = false;
    loop {
        match xml.next()? {
            Piece::Start(element) => match element.local_name().as_ref() {
                "numFmt" => {
                    if let Some(code) = attribute(&element, "formatCode")? {
                        spelt_out.insert(number(&element)?, Shape::of_format(&code));
                    }
                }
                "cellXfs" => in_cell_styles = true,
                // Styles that have names, and those of differences, are counted apart.
                "cellStyleXfs" | "dxfs" => xml.skip()?,
                "xf" if in_cell_styles => formats.push(number(&element)?),
                _ => {}
            },
            Piece::Eof => break,
            _ => {}
        }
    }
    let shape = |id: u32| spelt_out.get(&id).copied().unwrap_or_else(|| Shape::of_builtin(id));
    Ok(formats.into_iter().map(shape).collect())
}

fn number(element: &BytesStart) -> Result<u32, OpenError> {
    let number = attribute(element, "numFmtId")?;
    number.map_or(Ok(0), |number| number.parse().map_err(|_| OpenError::Corrupt))
}
