//! Problems as people work them off: the same fault of the same column is one thing to do, and cells of
//! it that say the same are mended alike.

use crate::aside::OtherPage;
use crate::check::Checked;
use crate::date::DateFault;
use crate::field::{CellFault, Kind};
use crate::fix::{Fix, Remembered, Why, fix};
use crate::problem::{Fault, FileFault, Problem, Severity};
use std::collections::HashMap;

/// The problems of one column that say the same.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Group {
    /// How bad it is.
    pub severity: Severity,
    /// The column, from 0; none where the problem is about whole rows or the file.
    pub column: Option<usize>,
    /// The sentence.
    pub message: String,
    /// The rows, from 0, in order; empty where it is about the file.
    pub rows: Vec<usize>,
    /// What is wrong.
    fault: Fault,
}

/// Cells of a group that say the same.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Alike {
    /// What they say, without white space around it.
    pub text: String,
    /// Their rows, in order.
    pub rows: Vec<usize>,
    /// What they were most likely meant to say.
    pub fix: Option<Fix>,
}

/// How cells that say different things are mended in the same way.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Way {
    /// A decimal comma becomes a point.
    Point,
    /// What says that nothing is known becomes blank.
    Blank,
}

/// Cells that are mended in the same way: each row with what shall stand there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Together {
    /// The way.
    pub way: Way,
    /// What they say, the most frequent first.
    pub texts: Vec<String>,
    /// Each row with its new text.
    pub cells: Vec<(usize, String)>,
}

impl Together {
    /// Where several texts of a problem are mended in the same way, all of these.
    pub fn of(alike: &[Alike]) -> Vec<Together> {
        let of = |way: Way| {
            let those = || alike.iter().filter(|alike| alike.way() == Some(way));
            let cells = |alike: &Alike| {
                let to = alike.fix.as_ref().map(|fix| fix.text.clone()).unwrap_or_default();
                alike.rows.iter().map(move |row| (*row, to.clone())).collect::<Vec<_>>()
            };
            let texts: Vec<String> = those().map(|alike| alike.text.clone()).collect();
            let cells = those().flat_map(cells).collect();
            (texts.len() > 1).then_some(Together { way, texts, cells })
        };
        [Way::Point, Way::Blank].into_iter().filter_map(of).collect()
    }
}

impl Alike {
    /// In which of the ways it is mended that others share.
    pub fn way(&self) -> Option<Way> {
        let fix = self.fix.as_ref().filter(|fix| fix.why != Why::Before)?;
        match fix.text.as_str() {
            "" => Some(Way::Blank),
            to => (self.text.replacen(',', ".", 1) == to).then_some(Way::Point),
        }
    }
}

/// Every problem, grouped: errors before warnings, the file before columns, columns in order.
pub fn groups(checked: &Checked) -> Vec<Group> {
    let mut groups: Vec<Group> = Vec::new();
    let mut places: HashMap<(Option<usize>, String), usize> = HashMap::new();
    // The same fault mostly follows itself, and its sentence costs more than a look.
    let mut latest: HashMap<(Option<usize>, &str), usize> = HashMap::new();
    for problem in checked.problems() {
        let Problem { row, column, fault } = *problem;
        let kind = (column, fault.code());
        let known = latest.get(&kind).copied().filter(|place| groups[*place].fault == fault);
        let place = known.unwrap_or_else(|| {
            let message = sentence(problem, checked);
            *places.entry((column, message)).or_insert_with_key(|(_, message)| {
                let (severity, message) = (problem.severity(), message.clone());
                groups.push(Group { severity, column, message, rows: Vec::new(), fault });
                groups.len() - 1
            })
        });
        latest.insert(kind, place);
        groups[place].rows.extend(row);
    }
    for group in &mut groups {
        if let (Fault::SampleTwice { .. }, [row]) = (group.fault, group.rows.as_slice()) {
            let problem = Problem { row: Some(*row), column: group.column, fault: group.fault };
            group.message = problem.message(checked.sheet());
        }
    }
    groups.sort_by_key(|group| (group.severity, !group.rows.is_empty(), group.column));
    groups
}

/// The sentence under which a problem is listed. Rows that stand in a file twice are one thing to do, whichever
/// rows they repeat.
fn sentence(problem: &Problem, checked: &Checked) -> String {
    match problem.fault {
        Fault::SampleTwice { .. } => {
            "These rows repeat the sample, library and run of earlier rows. Keep one of each".into()
        }
        _ => problem.message(checked.sheet()),
    }
}

impl Group {
    /// What tells it from every other group of a sheet.
    pub fn key(&self) -> (Option<usize>, String) {
        (self.column, self.message.clone())
    }

    /// Whether somebody must say in which order the dates of the column are written, which is asked once for
    /// all of it.
    pub fn waits_for_an_answer(&self) -> bool {
        let open = [DateFault::Ambiguous, DateFault::Contradicted];
        matches!(self.fault, Fault::Cell(CellFault::Date(fault)) if open.contains(&fault))
    }

    /// The pages of the workbook that it is about, any of which can be read in place of this one.
    pub fn pages<'c>(&self, checked: &'c Checked) -> &'c [OtherPage] {
        match self.fault {
            Fault::File(FileFault::OtherPages) => &checked.sheet().aside().other_pages,
            _ => &[],
        }
    }

    /// Whether it can be put right by writing into its cells.
    pub fn is_of_cells(&self) -> bool {
        self.column.is_some() && !self.rows.is_empty() && self.severity == Severity::Error
    }

    /// The rows that can be taken out for it with nothing lost: they say nothing that the row doesn't say which
    /// they repeat, or nothing at all but an id.
    pub fn spare_rows(&self, checked: &Checked) -> Vec<usize> {
        let is_spare = |row: usize| match self.fault {
            Fault::OnlyAnId => true,
            Fault::SampleTwice { .. } => is_repeated(checked, row),
            _ => false,
        };
        self.rows.iter().copied().filter(|row| is_spare(*row)).collect()
    }

    /// Its cells by what they say, the most frequent first. Where each must say something of its own,
    /// every one stands for itself. What the user settled before comes before any other proposal.
    pub fn alike(&self, checked: &Checked, remembered: &Remembered) -> Vec<Alike> {
        let Some(column) = self.column.filter(|_| self.is_of_cells()) else { return Vec::new() };
        let text = |row: usize| checked.sheet().trimmed(row, column);
        let each = self.is_of_its_own(checked, column);
        let field = checked.sheet().columns()[column].field;
        let before = |from: &str| {
            let text = remembered.text(field?, from)?.to_owned();
            Some(Fix { text, why: Why::Before })
        };
        let mut alike: Vec<Alike> = Vec::new();
        let mut places: HashMap<&str, usize> = HashMap::new();
        for row in &self.rows {
            match places.get(text(*row)).filter(|_| !each) {
                Some(place) => alike[*place].rows.push(*row),
                None => {
                    places.insert(text(*row), alike.len());
                    let fix = before(text(*row)).or_else(|| fix(checked, *row, column, self.fault));
                    alike.push(Alike { text: text(*row).to_owned(), rows: vec![*row], fix });
                }
            }
        }
        alike.sort_by_key(|alike| std::cmp::Reverse(alike.rows.len()));
        alike
    }

    /// Whether one text for all of its cells would be wrong again.
    fn is_of_its_own(&self, checked: &Checked, column: usize) -> bool {
        let field = checked.sheet().columns()[column].field;
        let is_id = field.is_some_and(|field| field.kind == Kind::SampleId);
        is_id || matches!(self.fault, Fault::SampleDiffers { .. } | Fault::SampleTwice { .. })
    }
}

/// Whether the row that a row repeats has every cell that is filled in it.
fn is_repeated(checked: &Checked, row: usize) -> bool {
    let sheet = checked.sheet();
    let earlier = checked.problems_of(row).iter().find_map(|problem| match problem.fault {
        Fault::SampleTwice { line } => sheet.row_at_line(line),
        _ => None,
    });
    earlier.is_some_and(|earlier| {
        (0..sheet.columns().len()).all(|column| {
            let cell = sheet.trimmed(row, column);
            cell.is_empty() || cell == sheet.trimmed(earlier, column)
        })
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn checked(text: &str) -> Checked {
        let sheet = crate::read::read(text.as_bytes()).expect("a sheet");
        crate::check::check(sheet, jiff::civil::date(2026, 11, 20))
    }

    #[test]
    fn equal_faults_are_one_group_and_errors_come_first() {
        let checked = checked(
            "central_sample_id,adm1,collection_date,is_surveillance,notes\n\
            A-1,England,2026-11-01,Y,x\nA-2,England,2026-11-01,1,\nA-3,UK-ENG,2026-11-01,Y,\n",
        );
        let found: Vec<_> = groups(&checked)
            .into_iter()
            .map(|group| (group.severity, group.column, group.rows))
            .collect();
        let expected = vec![
            (Severity::Error, Some(1), vec![0, 1]),
            (Severity::Error, Some(3), vec![1]),
            (Severity::Warning, Some(4), vec![]),
        ];
        assert_eq!(found, expected);
    }

    #[test]
    fn rows_that_stand_there_twice_are_one_group_and_go_if_nothing_is_lost() {
        let head = "central_sample_id,adm1,collection_date,is_surveillance,notes\n";
        let (a, b) = ("A-1,UK-ENG,2026-11-01,Y,x\n", "A-2,UK-ENG,2026-11-01,Y,\n");
        let of = |rows: &[&str]| {
            let checked = checked(&(head.to_owned() + &rows.concat()));
            let twice = |group: &Group| matches!(group.fault, Fault::SampleTwice { .. });
            let groups = groups(&checked).into_iter().filter(twice);
            let told = groups.map(|g| (g.rows.clone(), g.spare_rows(&checked), g.message));
            told.collect::<Vec<_>>()
        };
        let one = of(&[a, b, b]);
        let message = "Row 3 has the same sample, library and run. Keep one of them";
        assert_eq!(one, [(vec![2], vec![2], message.to_owned())]);
        let both = of(&[a, b, a, b, a]);
        assert_eq!((both.len(), &both[0].0, &both[0].1), (1, &vec![2, 3, 4], &vec![2, 3, 4]));
        // What no column of Majora's takes may matter to the laboratory.
        let other = "A-2,UK-ENG,2026-11-01,Y,repeat\n";
        assert_eq!(of(&[a, b, a, other])[0].1, [2]);
    }

    #[test]
    fn a_row_of_an_id_alone_is_spare() {
        let checked = checked("central_sample_id,adm1\nA-1,\n");
        let of_rows = groups(&checked).into_iter().filter(|group| group.column.is_none());
        let spare: Vec<_> = of_rows.flat_map(|group| group.spare_rows(&checked)).collect();
        assert_eq!(spare, [] as [usize; 0], "a sample that lacks everything is not spare");
        let checked = self::checked("central_sample_id,library_name\nA-1,\nA-2,LIB-1\n");
        let spare: Vec<_> =
            groups(&checked).into_iter().flat_map(|group| group.spare_rows(&checked)).collect();
        assert_eq!(spare, [0]);
    }

    #[test]
    fn cells_that_say_the_same_are_mended_alike() {
        let checked = checked(
            "central_sample_id,adm1,collection_date,is_surveillance\n\
            A-1,Cornwall,2026-11-01,Y\nA-2,England,2026-11-01,Y\nA-3, England ,2026-11-01,Y\n",
        );
        let groups = groups(&checked);
        let found: Vec<_> = groups[0]
            .alike(&checked, &Remembered::default())
            .into_iter()
            .map(|alike| (alike.text, alike.rows, alike.fix.map(|fix| fix.text)))
            .collect();
        let england = ("England".to_owned(), vec![1, 2], Some("UK-ENG".to_owned()));
        assert_eq!(found, [england, ("Cornwall".to_owned(), vec![0], None)]);
    }

    #[test]
    fn what_was_settled_before_is_proposed_again() {
        let checked = checked(
            "central_sample_id,adm1,collection_date,is_surveillance\n\
            A-1,Albion,2026-11-01,Y\nA-2,albion ,2026-11-01,Y\nA-3,England,2026-11-01,Y\n",
        );
        let mut remembered = Remembered::default();
        assert!(remembered.note(&crate::fields::ADM1, "Albion", "UK-WLS"));
        let found: Vec<_> = groups(&checked)[0]
            .alike(&checked, &remembered)
            .into_iter()
            .map(|alike| (alike.rows, alike.fix.map(|fix| (fix.text, fix.why))))
            .collect();
        let wales = Some(("UK-WLS".to_owned(), Why::Before));
        let england = Some(("UK-ENG".to_owned(), Why::Meant));
        let expected = [(vec![0], wales.clone()), (vec![1], wales), (vec![2], england)];
        assert_eq!(found, expected);
    }

    #[test]
    fn what_is_mended_in_the_same_way_is_mended_together() {
        let row = |(nth, (age, ct)): (usize, &(&str, &str))| {
            format!("A-{nth},UK-ENG,2026-11-01,Y,{age},\"{ct}\"\n")
        };
        let of = |cells: &[(&str, &str)]| -> Vec<(Way, Vec<(usize, String)>)> {
            let rows: String = cells.iter().enumerate().map(row).collect();
            let checked = checked(&format!(
                "central_sample_id,adm1,collection_date,is_surveillance,source_age,ct_1_ct_value\n{rows}"
            ));
            let alike = groups(&checked);
            let alike = alike.iter().map(|group| group.alike(&checked, &Remembered::default()));
            let together = alike.flat_map(|alike| Together::of(&alike));
            together.map(|together| (together.way, together.cells)).collect()
        };
        let to = |cells: &[(usize, &str)]| -> Vec<(usize, String)> {
            cells.iter().map(|(row, text)| (*row, (*text).to_owned())).collect()
        };
        assert_eq!(
            of(&[
                ("30", "18,0"),
                ("N/A", "18,1"),
                ("-", "18,0"),
                ("unknown", "Undetermined"),
                ("x", "?")
            ]),
            [
                (Way::Blank, to(&[(1, ""), (2, ""), (3, "")])),
                (Way::Point, to(&[(0, "18.0"), (2, "18.0"), (1, "18.1")])),
                (Way::Blank, to(&[(3, ""), (4, "")])),
            ]
        );
        // One text is one press already.
        assert_eq!(of(&[("N/A", "18,0"), ("N/A", "18,0"), ("x", "19.0")]), []);
    }

    #[test]
    fn ids_are_mended_one_by_one() {
        let checked = checked(
            "central_sample_id,adm1,collection_date,is_surveillance\n\
            A-1,UK-ENG,2026-11-01,Y\nA-1,UK-ENG,2026-11-01,Y\nA-1,UK-ENG,2026-11-01,Y\n",
        );
        let groups = groups(&checked);
        assert_eq!(groups.len(), 1);
        let alike = groups[0].alike(&checked, &Remembered::default());
        assert_eq!(alike.iter().map(|alike| alike.rows.clone()).collect::<Vec<_>>(), [[1], [2]]);
        assert!(!groups[0].message.is_empty() && groups[0].is_of_cells());
    }
}
