//! Problems as people work them off: the same fault of the same column is one thing to do.

use crate::check::Checked;
use crate::problem::{Problem, Severity};
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
}

/// Every problem, grouped: errors before warnings, the file before columns, columns in order.
pub fn groups(checked: &Checked) -> Vec<Group> {
    let mut places: HashMap<(Option<usize>, String), usize> = HashMap::new();
    let mut groups: Vec<Group> = Vec::new();
    for problem in checked.problems() {
        let Problem { row, column, .. } = *problem;
        let key = (column, problem.message(checked.sheet()));
        let place = *places.entry(key).or_insert_with_key(|(column, message)| {
            let (column, message) = (*column, message.clone());
            groups.push(Group { severity: problem.severity(), column, message, rows: Vec::new() });
            groups.len() - 1
        });
        groups[place].rows.extend(row);
    }
    groups.sort_by_key(|group| (group.severity, !group.rows.is_empty(), group.column));
    groups
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn equal_faults_are_one_group_and_errors_come_first() {
        let text = "central_sample_id,adm1,collection_date,is_surveillance,notes\n\
            A-1,England,2026-11-01,Y,x\nA-2,England,2026-11-01,1,\nA-3,UK-ENG,2026-11-01,Y,\n";
        let sheet = crate::read::read(text.as_bytes().to_vec()).expect("a sheet");
        let checked = crate::check::check(sheet, jiff::civil::date(2026, 11, 20));
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
}
