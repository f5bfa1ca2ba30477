//! What is wrong between rows, found out again after a change, where only some rows were touched: rows
//! are compared that share a name with those, and the rest stays as it was.

use super::{
    Between, check_digits, look_alikes, names, names_of_samples, one_value_each,
    runs_on_several_libraries, samples, sources,
};
use crate::alike;
use crate::field::{Reading, Section, Target};
use crate::fields;
use crate::heron;
use crate::named::Named;
use crate::parts::Parts;
use crate::pieces::{Breaks, at_once};
use crate::problem::Problem;
use crate::python;
use crate::read::Sheet;
use crate::table::Changed;
use std::cell::Cell;
use std::collections::{BTreeSet, HashSet};

/// What a change touches, for samples, libraries and runs.
pub(crate) struct Touched {
    /// The names by which touched rows belong, or belonged, together with others.
    names: [HashSet<String>; 3],
    /// The touched rows themselves: what was wrong with one may be over with its name.
    rows: [BTreeSet<usize>; 3],
    /// Whether a name, a source, or which records a row holds may have changed.
    anew: bool,
}

impl Touched {
    /// What a change touches; `parts` are the rows that hold other records than before.
    pub(crate) fn of(sheet: &Sheet, changed: &Changed, parts: &BTreeSet<usize>) -> Touched {
        let columns = names(sheet);
        let source = sheet.column_of(&fields::BIOSAMPLE_SOURCE_ID);
        let is_name = |column: usize| columns.contains(&Some(column)) || source == Some(column);
        let anew = !changed.rows.is_empty()
            || !parts.is_empty()
            || changed.cells.keys().any(|(_, column)| is_name(*column));
        let shared = changed.cells.keys().filter(|(_, column)| is_shared(sheet, *column));
        let shared = shared.map(|(row, _)| *row).chain(changed.rows.iter().chain(parts).copied());
        let shared: BTreeSet<usize> = shared.collect();
        let all = changed.cells.keys().map(|(row, _)| *row).chain(shared.iter().copied());
        let rows = [all.collect(), shared.clone(), shared];
        let mut touched = Touched { names: Default::default(), rows, anew };
        for (nth, column) in columns.into_iter().enumerate() {
            for row in touched.rows[nth].clone() {
                touched.add(nth, name(sheet, row, column));
            }
        }
        for ((_, column), before) in &changed.cells {
            if let Some(nth) = columns.iter().position(|name| *name == Some(*column)) {
                touched.add(nth, python::strip(before));
            }
        }
        touched
    }

    fn add(&mut self, nth: usize, name: &str) {
        if !name.is_empty() && !self.names[nth].contains(name) {
            self.names[nth].insert(name.to_owned());
        }
    }
}

impl Between {
    /// What is wrong between rows now. What of the rows was touched is compared anew.
    pub(crate) fn again(
        self,
        sheet: &Sheet,
        parts: &[Parts],
        readings: &[Reading],
        touched: &Touched,
    ) -> Between {
        let columns = names(sheet);
        let [id, _, run] = columns;
        let held = |section: Section| move |row: &usize| parts[*row].has(section);
        let all = |_: &usize| true;
        let ids = of_names(sheet, id, &touched.names[0], all);
        let libraries = of_names(sheet, columns[1], &touched.names[1], held(Section::Library));
        let runs = of_names(sheet, run, &touched.names[2], held(Section::Run));
        let breaks = &mut Breaks::default();
        let keep = |nth: usize, kind: Vec<Problem>| -> Vec<Problem> {
            let is_touched = |row: usize| {
                touched.rows[nth].contains(&row)
                    || touched.names[nth].contains(name(sheet, row, columns[nth]))
            };
            kind.into_iter().filter(|problem| !problem.row.is_some_and(is_touched)).collect()
        };
        let mut next = Between {
            samples: keep(0, self.samples),
            libraries: keep(1, self.libraries),
            runs: keep(2, self.runs),
            several: keep(2, self.several),
            ..self
        };
        next.samples.extend(samples(sheet, parts, readings, id, &ids.groups));
        let of_libraries =
            one_value_each(sheet, &libraries.groups, Section::Library, readings, breaks);
        next.libraries.extend(at_once(of_libraries));
        let of_runs = one_value_each(sheet, &runs.groups, Section::Run, readings, breaks);
        next.runs.extend(at_once(of_runs));
        next.several.extend(runs_on_several_libraries(sheet, run, &runs.groups));
        if touched.anew {
            next.compare_names(sheet, parts, touched);
        }
        next.sort();
        next
    }

    /// Compares the names themselves.
    fn compare_names(&mut self, sheet: &Sheet, parts: &[Parts], touched: &Touched) {
        let columns = names(sheet);
        let id = columns[0];
        let has_source = sheet.column_of(&fields::BIOSAMPLE_SOURCE_ID).is_some_and(|column| {
            (0..sheet.rows()).any(|row| !sheet.trimmed(row, column).is_empty())
        });
        // How many barcodes there are, right and wrong, changes with a barcode alone.
        let has_barcode = touched.names[0].iter().any(|name| heron::is_barcode(name));
        let needed = has_source || has_barcode;
        let all = if needed { sheet.rows() } else { 0 };
        let ids = grouped(sheet, id, 0..all);
        self.sources = sources(sheet, id, &ids);
        if has_barcode {
            self.digits = check_digits(id, &ids.groups);
        }
        self.compare_with_samples(sheet, parts, touched);
        let sections = [None, Some(Section::Library), Some(Section::Run)];
        for (nth, alike) in self.alike.iter_mut().enumerate() {
            if touched.names[nth].is_empty() {
                continue;
            }
            let looks: HashSet<u64> =
                touched.names[nth].iter().map(|name| alike::look_of(name)).collect();
            // Most rows have the library and run of the row above.
            let last = Cell::new(("", false));
            let is_touched = |row: usize| {
                let name = name(sheet, row, columns[nth]);
                if name != last.get().0 {
                    last.set((name, looks.contains(&alike::look_of(name))));
                }
                last.get().1
            };
            let is_over = |row: usize| touched.rows[nth].contains(&row) || is_touched(row);
            alike.retain(|problem| !problem.row.is_some_and(is_over));
            let rows = (0..sheet.rows()).filter(|row| {
                sections[nth].is_none_or(|section| parts[*row].has(section)) && is_touched(*row)
            });
            let groups = grouped(sheet, columns[nth], rows);
            alike.extend(look_alikes(sheet, columns[nth], &groups.groups));
        }
    }
}

impl Between {
    /// Compares the names of libraries with those of samples, where one of either is touched.
    fn compare_with_samples(&mut self, sheet: &Sheet, parts: &[Parts], touched: &Touched) {
        let [id, library, _] = names(sheet);
        let names: HashSet<String> = touched.names[0].union(&touched.names[1]).cloned().collect();
        let is_over = |row: usize| {
            touched.rows[1].contains(&row) || names.contains(name(sheet, row, library))
        };
        self.taken.retain(|problem| !problem.row.is_some_and(is_over));
        let ids = of_names(sheet, id, &names, |_| true);
        let libraries = of_names(sheet, library, &names, |row| parts[*row].library);
        self.taken.extend(names_of_samples(sheet, library, &libraries.groups, &ids));
    }
}

/// Whether a cell of this column matters to other rows than those of its own sample. In doubt it does.
fn is_shared(sheet: &Sheet, column: usize) -> bool {
    let of_row = |target: &Target| {
        use Target::{Ct, LibraryTag, Member, Sample, SampleTag};
        matches!(target, Sample(_) | SampleTag(..) | Ct(..) | Member(_) | LibraryTag(..))
    };
    let field = sheet.columns()[column].field;
    names(sheet).contains(&Some(column))
        || field.is_some_and(|field| !field.targets.iter().all(of_row))
}

/// A name as it stands in a row, even of one that was taken out.
fn name(sheet: &Sheet, row: usize, column: Option<usize>) -> &str {
    column.map_or("", |column| python::strip(sheet.cell(row, column)))
}

/// The rows of each of these names.
fn of_names<'s>(
    sheet: &'s Sheet,
    column: Option<usize>,
    names: &HashSet<String>,
    wanted: impl Fn(&usize) -> bool,
) -> Named<'s> {
    let Some(at) = column.filter(|_| !names.is_empty()) else { return Named::of(None, 0) };
    let rows = 0..sheet.rows();
    // Mostly one cell is changed, and a name is sooner compared than hashed.
    let is_one = |name: &str| match names.len() {
        0..=4 => names.iter().any(|other| other == name),
        _ => names.contains(name),
    };
    let rows = rows.filter(|row| is_one(sheet.trimmed(*row, at)) && wanted(row));
    grouped(sheet, column, rows)
}

fn grouped(sheet: &Sheet, column: Option<usize>, rows: impl Iterator<Item = usize>) -> Named<'_> {
    let mut named = Named::of(column, 0);
    rows.for_each(|row| named.take(sheet, row));
    named
}
