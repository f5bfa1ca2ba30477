//! Which pages are hidden: their style says that they aren't displayed.

use crate::xml::{Piece, Xml, attribute};
use sheet::book::OpenError;
use std::collections::HashSet;
use std::io::BufRead;

/// The names of the styles that hide a page, out of the element that was begun last.
pub(super) fn hidden<R: BufRead>(xml: &mut Xml<R>) -> Result<HashSet<String>, OpenError> {
    let mut hidden = HashSet::new();
    let mut style = String::new();
    let mut depth = 1_usize;
    while depth > 0 {
        match xml.next()? {
            Piece::Start(element) => {
                depth += 1;
                match element.local_name().as_ref() {
                    "style" => {
                        style = attribute(&element, "name")?.unwrap_or_default().into_owned();
                    }
                    "table-properties"
                        if attribute(&element, "display")?
                            .is_some_and(|shown| shown == "false") =>
                    {
                        hidden.insert(style.clone());
                    }
                    _ => {}
                }
            }
            Piece::End => depth -= 1,
            _ => {}
        }
    }
    Ok(hidden)
}
