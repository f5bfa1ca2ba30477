//! What must hold between rows: one sample, one library, one run, each with one set of values.

mod again;

pub(crate) use again::Touched;

use crate::alike;
use crate::field::{Need, Reading, Section, Target};
use crate::fields;
use crate::heron;
use crate::named::{Named, Rows};
use crate::parts::Parts;
use crate::pieces::Breaks;
use crate::problem::{Fault, Problem};
use crate::read::Sheet;
use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet, HashMap};

/// What is wrong between rows, by what is compared: each kind by row and column.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Between {
    samples: Vec<Problem>,
    libraries: Vec<Problem>,
    runs: Vec<Problem>,
    several: Vec<Problem>,
    sources: Vec<Problem>,
    digits: Vec<Problem>,
    /// Libraries that have the name of a sample.
    taken: Vec<Problem>,
    /// Of ids, of libraries and of runs.
    alike: [Vec<Problem>; 3],
}

impl Between {
    /// All of it.
    pub(crate) fn problems(&self) -> impl Iterator<Item = &Problem> {
        let Between { samples, libraries, runs, several, sources, digits, taken, alike } = self;
        let kinds = [samples, libraries, runs, several, sources, digits, taken];
        let kinds = kinds.into_iter().chain(alike);
        kinds.flatten()
    }

    fn sort(&mut self) {
        let Between { samples, libraries, runs, several, sources, digits, taken, alike } = self;
        let kinds = [samples, libraries, runs, several, sources, digits, taken];
        let kinds = kinds.into_iter().chain(alike);
        kinds.for_each(|kind| kind.sort_by_key(|problem| (problem.row, problem.column)));
    }
}

/// The columns of the names by which rows belong together: of the sample, the library and the run.
fn names(sheet: &Sheet) -> [Option<usize>; 3] {
    [&fields::CENTRAL_SAMPLE_ID, &fields::LIBRARY_NAME, &fields::RUN_NAME]
        .map(|name| sheet.column_of(name))
}

/// Compares the rows with each other, in pieces, one for each thing that is compared.
pub(crate) async fn check_in_pieces(
    sheet: &Sheet,
    parts: &[Parts],
    readings: &[Reading],
    breaks: &mut Breaks,
) -> Between {
    let [id, library, run] = names(sheet);
    breaks.part(0.75, sheet.rows()).await;
    let mut ids = Named::of(id, sheet.rows());
    let (mut libraries, mut runs) = (Named::of(library, 0), Named::of(run, 0));
    for (row, parts) in parts.iter().enumerate() {
        ids.take(sheet, row);
        if parts.library {
            libraries.take(sheet, row);
        }
        if parts.run {
            runs.take(sheet, row);
        }
        breaks.after(1).await;
    }
    breaks.part(0.8, sheet.rows()).await;
    let mut between =
        Between { samples: samples(sheet, parts, readings, id, &ids.groups), ..Between::default() };
    breaks.part(0.85, sheet.rows()).await;
    between.libraries =
        one_value_each(sheet, &libraries.groups, Section::Library, readings, breaks).await;
    breaks.part(0.85, sheet.rows()).await;
    between.runs = one_value_each(sheet, &runs.groups, Section::Run, readings, breaks).await;
    breaks.part(0.88, sheet.rows()).await;
    between.several = runs_on_several_libraries(sheet, run, &runs.groups);
    breaks.part(0.9, sheet.rows()).await;
    between.sources = sources(sheet, id, &ids);
    breaks.part(0.92, sheet.rows()).await;
    between.digits = check_digits(id, &ids.groups);
    between.taken = names_of_samples(sheet, library, &libraries.groups, &ids);
    let all = [(id, &ids), (library, &libraries), (run, &runs)];
    for ((column, named), alike) in all.into_iter().zip(&mut between.alike) {
        breaks.part(0.95, sheet.rows()).await;
        *alike = look_alikes(sheet, column, &named.groups);
    }
    between.sort();
    between
}

/// Names that a person can take for one another, each told once.
fn look_alikes(sheet: &Sheet, column: Option<usize>, groups: &[(&str, Rows)]) -> Vec<Problem> {
    let names: Vec<&str> = groups.iter().map(|(name, _)| *name).collect();
    let first = |place: usize| groups[place].1[0];
    let problem = |(place, other)| {
        let fault = Fault::LooksLike { line: sheet.line(first(other)) };
        Problem { row: Some(first(place)), column, fault }
    };
    alike::pairs(&names).into_iter().map(problem).collect()
}

/// Heron barcodes with a wrong check digit. Where most are wrong, they are no Heron barcodes.
fn check_digits(column: Option<usize>, ids: &[(&str, Rows)]) -> Vec<Problem> {
    let barcodes = ids.iter().filter(|(id, _)| heron::is_barcode(id)).count();
    let wrong = ids.iter().filter_map(|(id, rows)| Some((rows[0], heron::expected(id)?)));
    let problems: Vec<Problem> = wrong
        .map(|(row, expected)| {
            let fault = Fault::CheckDigit { expected };
            Problem { row: Some(row), column, fault }
        })
        .collect();
    let few = barcodes < 4 || problems.len() * 2 <= barcodes;
    if few { problems } else { Vec::new() }
}

/// Libraries that have the name of a sample of the sheet. To Majora both are artifacts, and of these each has
/// a name of its own (RULES.md §5).
fn names_of_samples(
    sheet: &Sheet,
    column: Option<usize>,
    libraries: &[(&str, Rows)],
    ids: &Named<'_>,
) -> Vec<Problem> {
    let taken = libraries.iter().filter_map(|(name, rows)| Some((rows, *ids.rows(name)?.first()?)));
    let problems = taken.flat_map(|(rows, sample)| {
        let fault = Fault::NameOfASample { line: sheet.line(sample) };
        rows.iter().map(move |row| Problem { row: Some(*row), column, fault })
    });
    problems.collect()
}

/// Samples whose source is another sample of the sheet, which itself names a third as its source.
fn sources(sheet: &Sheet, id: Option<usize>, ids: &Named<'_>) -> Vec<Problem> {
    let (Some(id), Some(column)) = (id, sheet.column_of(&fields::BIOSAMPLE_SOURCE_ID)) else {
        return Vec::new();
    };
    let source = |row: usize| sheet.trimmed(row, column);
    let chained = |row: usize| {
        let own = source(row);
        let first = *ids.rows(own)?.first()?;
        let is_chain = own != sheet.trimmed(row, id) && !["", own].contains(&source(first));
        let fault = Fault::SourceOfSource { line: sheet.line(first) };
        is_chain.then_some(Problem { row: Some(row), column: Some(column), fault })
    };
    (0..sheet.rows()).filter(|row| !source(*row).is_empty()).filter_map(chained).collect()
}

fn samples(
    sheet: &Sheet,
    parts: &[Parts],
    readings: &[Reading],
    id: Option<usize>,
    groups: &[(&str, Rows)],
) -> Vec<Problem> {
    let own = columns_of(sheet, |target| {
        matches!(target, Target::Sample(_) | Target::SampleTag(..) | Target::Ct(..))
    });
    let of_place = columns_of(sheet, |target| matches!(target, Target::Member(_)));
    let mut problems = Vec::new();
    for (_, rows) in groups.iter().filter(|(_, rows)| rows.len() > 1) {
        let described: Vec<usize> = rows.iter().copied().filter(|row| parts[*row].sample).collect();
        let mut differing = differing(sheet, &described, &own, readings);
        if differing.is_empty() {
            differing = places_differing(sheet, parts, rows, &of_place, readings);
        }
        match differing.is_empty() {
            true => problems.extend(said_twice(sheet, id, rows)),
            false => problems.extend(differing.iter().map(|(row, line)| Problem {
                row: Some(*row),
                column: id,
                fault: Fault::SampleDiffers { line: *line },
            })),
        }
    }
    problems
}

/// Rows of one sample that say nothing but what one before them says. A library may have been run more than
/// once, and a sample is in several libraries.
fn said_twice(sheet: &Sheet, id: Option<usize>, rows: &[usize]) -> Vec<Problem> {
    let columns = [&fields::LIBRARY_NAME, &fields::RUN_NAME].map(|field| sheet.column_of(field));
    let mut seen: HashMap<[&str; 2], usize> = HashMap::new();
    let twice = rows.iter().filter_map(|row| {
        let names = columns.map(|column| column.map_or("", |column| sheet.trimmed(*row, column)));
        let first = *seen.entry(names).or_insert(*row);
        let fault = Fault::SampleTwice { line: sheet.line(first) };
        (first != *row).then_some(Problem { row: Some(*row), column: id, fault })
    });
    twice.collect()
}

/// Every row of one sample's place in a library, if they disagree, as [`differing`].
fn places_differing(
    sheet: &Sheet,
    parts: &[Parts],
    rows: &[usize],
    columns: &[usize],
    readings: &[Reading],
) -> Vec<(usize, u32)> {
    let name = sheet.column_of(&fields::LIBRARY_NAME);
    let mut places: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
    for row in rows.iter().copied().filter(|row| parts[*row].library) {
        let name = name.map_or("", |column| sheet.trimmed(row, column));
        places.entry(name).or_default().push(row);
    }
    places.values().flat_map(|rows| differing(sheet, rows, columns, readings)).collect()
}

/// Every row of one sample, if they disagree, each with the line of one that says something else.
fn differing(
    sheet: &Sheet,
    rows: &[usize],
    columns: &[usize],
    readings: &[Reading],
) -> Vec<(usize, u32)> {
    let same = |a: usize, b: usize| {
        columns.iter().all(|column| {
            sheet.trimmed(a, *column) == sheet.trimmed(b, *column)
                || meaning(sheet, a, *column, readings) == meaning(sheet, b, *column, readings)
        })
    };
    let Some((first, others)) = rows.split_first() else { return Vec::new() };
    let Some(other) = others.iter().copied().find(|row| !same(*first, *row)) else {
        return Vec::new();
    };
    let partner = |row: usize| if same(row, *first) { other } else { *first };
    rows.iter().map(|row| (*row, sheet.line(partner(*row)))).collect()
}

fn meaning<'a>(sheet: &'a Sheet, row: usize, column: usize, readings: &[Reading]) -> Cow<'a, str> {
    let cell = sheet.cell(row, column);
    sheet.columns()[column]
        .field
        .map_or(Cow::Borrowed(cell), |field| field.meaning(cell, readings[column]))
}

fn columns_of(sheet: &Sheet, takes: impl Fn(&Target) -> bool) -> Vec<usize> {
    let columns = sheet.columns().iter().enumerate();
    let mine = columns.filter(|(_, column)| {
        column.field.is_some_and(|field| {
            *field != fields::CENTRAL_SAMPLE_ID && field.targets.iter().any(&takes)
        })
    });
    mine.map(|(at, _)| at).collect()
}

/// Columns of the library or run itself: all rows of one name must agree on each.
async fn one_value_each(
    sheet: &Sheet,
    groups: &[(&str, Rows)],
    section: Section,
    readings: &[Reading],
    breaks: &mut Breaks,
) -> Vec<Problem> {
    let own = columns_of(sheet, |target| match section {
        Section::Run => matches!(target, Target::Run(_) | Target::RunRequest(_)),
        _ => matches!(target, Target::Library(_)),
    });
    let mut problems = Vec::new();
    for (_, rows) in groups {
        for column in uneven(sheet, rows, &own, breaks).await {
            let odd = odd_ones(sheet, rows, column, readings).into_iter();
            problems.extend(odd.map(|(row, line)| {
                let fault = Fault::Differs { section, line };
                Problem { row: Some(row), column: Some(column), fault }
            }));
        }
    }
    problems
}

/// The columns in which not all rows have the same cell. It goes through the rows and not through the
/// columns, because the cells of a row stand together: of a large sheet that took half of all checking.
async fn uneven(
    sheet: &Sheet,
    rows: &[usize],
    columns: &[usize],
    breaks: &mut Breaks,
) -> Vec<usize> {
    struct Even<'s> {
        required: bool,
        first: Option<&'s str>,
    }
    let mut still: Vec<Option<Even>> = sheet.columns().iter().map(|_| None).collect();
    for column in columns {
        still[*column] = Some(Even { required: is_required(sheet, *column), first: None });
    }
    let (mut uneven, mut before) = (Vec::new(), None);
    for row in rows {
        let signs = sheet.signs(*row);
        let mut look = |column: usize| {
            let Some(even) = &mut still[column] else { return };
            let cell = sheet.trimmed(*row, column);
            if !(even.required && cell.is_empty() || *even.first.get_or_insert(cell) == cell) {
                still[column] = None;
                uneven.push(column);
            }
        };
        match signs.zip(before) {
            Some((signs, before)) => signs.other_than(before, &mut look),
            None => columns.iter().copied().for_each(&mut look),
        }
        before = signs;
        breaks.after(1).await;
    }
    uneven.sort_unstable();
    uneven
}

/// Whether a blank in the column is missing, and told so elsewhere.
fn is_required(sheet: &Sheet, column: usize) -> bool {
    sheet.columns()[column].field.is_some_and(|field| field.need == Need::Required)
}

/// The rows that don't say in a column what most of them say, with the line of one that does.
fn odd_ones(
    sheet: &Sheet,
    rows: &[usize],
    column: usize,
    readings: &[Reading],
) -> Vec<(usize, u32)> {
    let value = |row: usize| sheet.trimmed(row, column);
    let meaning = |row: usize| meaning(sheet, row, column, readings);
    let required = is_required(sheet, column);
    let rows: Vec<usize> =
        rows.iter().copied().filter(|row| !(required && value(*row).is_empty())).collect();
    let Some(first) = rows.first().copied() else { return Vec::new() };
    if rows.iter().all(|row| value(*row) == value(first)) {
        return Vec::new();
    }
    let mut votes: BTreeMap<Cow<str>, (usize, usize)> = BTreeMap::new();
    for row in &rows {
        votes.entry(meaning(*row)).or_insert((0, *row)).0 += 1;
    }
    // The most rows win, then the value that stands first; blank never outvotes a value.
    let rank = |(text, (count, first)): &(&Cow<str>, &(usize, usize))| {
        (!text.is_empty(), *count, usize::MAX - *first)
    };
    let Some((usual, (_, row))) = votes.iter().max_by_key(rank) else { return Vec::new() };
    let line = sheet.line(*row);
    rows.iter().filter(|row| meaning(**row) != *usual).map(|row| (*row, line)).collect()
}

fn runs_on_several_libraries(
    sheet: &Sheet,
    column: Option<usize>,
    groups: &[(&str, Rows)],
) -> Vec<Problem> {
    let libraries = sheet.column_of(&fields::LIBRARY_NAME);
    let library = |row: &usize| libraries.map_or("", |at| sheet.trimmed(*row, at));
    let several = groups.iter().filter_map(|(_, rows)| {
        let named = rows.iter().map(library).filter(|name| !name.is_empty());
        let libraries = named.collect::<BTreeSet<_>>().len();
        let fault = Fault::RunOnSeveralLibraries { libraries };
        (libraries > 1).then_some(Problem { row: Some(rows[0]), column, fault })
    });
    several.collect()
}
