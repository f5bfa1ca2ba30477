//! Office Open XML workbooks (ECMA-376, both the transitional and the strict kind): XLSX and XLSM.
//!
//! Not calamine 0.38, though its reader of single cells could be bounded from outside: it gives neither
//! hidden rows nor whether a formula has a result, so that the same XML would be gone through twice.

mod strings;
mod styles;
mod cells;

use crate::budget::Budget;
use crate::moment::Epoch;
use crate::parts::Parts;
use crate::xml::{Piece, attribute};
use cells::Context;
use sheet::book::{Book, OpenError};
use std::collections::HashMap;
use strings::Strings;

/// Reads every page of a workbook. Charts and macro sheets are no pages.
pub(crate) fn open(parts: &mut Parts, budget: &mut Budget) -> Result<Book, OpenError> {
    let path = workbook_path(parts)?;
    let (folder, file) = path.rsplit_once('/').unwrap_or(("", &path));
    let related = relations(parts, folder, file)?;
    let workbook = workbook(parts, &path)?;
    let of_kind = |kind: &str| related.values().find(|relation| relation.kind == kind);
    let strings = match of_kind("sharedStrings") {
        Some(part) => Strings::read(parts, &part.target, budget)?,
        None => Strings::default(),
    };
    let shapes = match of_kind("styles") {
        Some(part) => styles::read(parts, &part.target)?,
        None => Vec::new(),
    };
    let context = Context { strings, shapes, epoch: workbook.epoch };
    let mut book = Book::default();
    for listed in workbook.pages {
        let relation = related.get(&listed.relation).ok_or(OpenError::Corrupt)?;
        if relation.kind == "worksheet" {
            let xml = parts.xml(&relation.target)?.ok_or(OpenError::Corrupt)?;
            let writer = cells::read(xml, &context, budget)?;
            book.pages.push(writer.finish(listed.name, listed.hidden));
        }
    }
    Ok(book)
}

/// Where the main part is: the package's own relations say so (ECMA-376 part 2 §6.5).
fn workbook_path(parts: &mut Parts) -> Result<String, OpenError> {
    let related = relations(parts, "", "")?;
    let main = related.into_values().find(|relation| relation.kind == "officeDocument");
    let path = main.map_or_else(|| "xl/workbook.xml".to_owned(), |relation| relation.target);
    let is_workbook = path.rsplit('/').next().is_some_and(|file| file.starts_with("workbook."));
    match parts.has(&path) {
        true if path.ends_with(".bin") && is_workbook => Err(OpenError::OtherFormat),
        true => Ok(path),
        false => Err(OpenError::NotAWorkbook),
    }
}

/// What one part says of another.
struct Relation {
    /// The last word of its type: `worksheet`, `styles` …
    kind: String,
    /// The path of the other part.
    target: String,
}

/// The relations of a part, by their ids.
fn relations(
    parts: &mut Parts,
    folder: &str,
    file: &str,
) -> Result<HashMap<String, Relation>, OpenError> {
    let mut found = HashMap::new();
    let Some(mut xml) = parts.xml(&format!("{folder}/_rels/{file}.rels"))? else {
        return Ok(found);
    };
    loop {
        match xml.next()? {
            Piece::Start(element) if element.local_name().as_ref() == "Relationship" => {
                let [id, kind, target] =
                    ["Id", "Type", "Target"].map(|name| attribute(&element, name));
                let (Some(id), Some(kind), Some(target)) = (id?, kind?, target?) else { continue };
                let kind = kind.rsplit('/').next().unwrap_or_default().to_owned();
                let target = resolved(folder, &target);
                found.insert(id.into_owned(), Relation { kind, target });
            }
            Piece::Eof => return Ok(found),
            _ => {}
        }
    }
}

/// The path that a target means, seen from a folder.
fn resolved(folder: &str, target: &str) -> String {
    let from_root = target.starts_with(['/', '\\']);
    let folder = if from_root { "" } else { folder };
    let mut path: Vec<&str> = Vec::new();
    for step in folder.split('/').chain(target.split(['/', '\\'])) {
        match step {
            "" | "." => {}
            ".." => drop(path.pop()),
            step => path.push(step),
        }
    }
    path.join("/")
}

/// The main part.
struct Workbook {
    epoch: Epoch,
    pages: Vec<Listed>,
}

/// A page as the main part lists it.
struct Listed {
    name: String,
    hidden: bool,
    relation: String,
}

fn workbook(parts: &mut Parts, path: &str) -> Result<Workbook, OpenError> {
    let mut xml = parts.xml(path)?.ok_or(OpenError::NotAWorkbook)?;
    let mut workbook = Workbook { epoch: Epoch::Of1900, pages: Vec::new() };
    let mut root = true;
    loop {
        match xml.next()? {
            Piece::Start(element) => {
                match element.local_name().as_ref() {
                    "workbook" if root => {}
                    _ if root => return Err(OpenError::NotAWorkbook),
                    "workbookPr" if is_true(attribute(&element, "date1904")?.as_deref()) => {
                        workbook.epoch = Epoch::Of1904;
                    }
                    "sheet" => {
                        let state = attribute(&element, "state")?;
                        let name = attribute(&element, "name")?.ok_or(OpenError::Corrupt)?;
                        let relation = attribute(&element, "id")?.ok_or(OpenError::Corrupt)?;
                        workbook.pages.push(Listed {
                            name: name.into_owned(),
                            hidden: state.is_some_and(|state| state != "visible"),
                            relation: relation.into_owned(),
                        });
                    }
                    _ => {}
                }
                root = false;
            }
            Piece::Eof => return Ok(workbook),
            _ => {}
        }
    }
}

fn is_true(value: Option<&str>) -> bool {
    matches!(value, Some("1" | "true" | "on"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn targets_are_seen_from_their_folder() {
        for (target, expect) in [
            ("worksheets/sheet1.xml", "xl/worksheets/sheet1.xml"),
            ("/xl/worksheets/sheet1.xml", "xl/worksheets/sheet1.xml"),
            ("../sheet1.xml", "sheet1.xml"),
            ("../../../sheet1.xml", "sheet1.xml"),
            ("./worksheets\\sheet1.xml", "xl/worksheets/sheet1.xml"),
        ] {
            assert_eq!(resolved("xl", target), expect);
        }
    }
}
