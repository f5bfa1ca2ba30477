//! What must never come out: cells, and what commands a terminal.

use super::{piped, run};

/// It is long, has a slash, a space and digits, so that it breaks nearly every rule.
const CELL: &str = "canary/cell 9434765919";

fn said(arguments: &[&str], sheet: &str) -> (Option<i32>, String) {
    let ran = piped(arguments, sheet.as_bytes());
    (ran.code, ran.stdout + &ran.stderr)
}

#[test]
fn no_cell_is_in_any_answer() {
    let template = run(["template", "all"]).stdout;
    let full = vec![CELL; 66].join(",");
    let headings: Vec<&str> = template.trim_end().split(',').collect();
    // Each column by itself, then all of them, twice so that rows are compared, and beyond the last.
    let mut sheets: Vec<String> = (0..66)
        .map(|at| {
            let mut row = vec![""; 66];
            row[at] = CELL;
            format!("{template}{}\n", row.join(","))
        })
        .collect();
    sheets.push(format!("{template}{full},{CELL}\n{full}\n{full}\n"));
    // A title above the headings.
    sheets.push(format!("{CELL}\n{template}{full}\n"));
    // No heading, a broken quotation mark, one column twice.
    let unreadable = [format!("{full}\n"), format!("{template}\"{full}\n")];
    let twice = format!("{},{}\n{full},{CELL}\n", headings.join(","), headings[1]);
    for (sheet, code) in sheets
        .iter()
        .map(|sheet| (sheet, 1))
        .chain(unreadable.iter().chain([&twice]).map(|sheet| (sheet, 2)))
    {
        for arguments in [
            &["check", "-"][..],
            &["check", "--json", "-"],
            &["plan", "-"],
            &["plan", "--json", "-"],
        ] {
            let (ended, said) = said(arguments, sheet);
            assert_eq!(ended, Some(code), "{arguments:?} {sheet}");
            assert!(!said.contains("canary") && !said.contains("9434765919"), "{said}");
        }
    }
}

#[test]
fn a_heading_can_not_command_the_terminal() {
    let sheet = "central_sample_id,adm1,collection_date,is_surveillance,\"no\x1b[2J\x7ftes\nerror: x\"\n\
        HOOT-1,UK-ENG,2026-11-01,Y,x\n";
    let (_, said) = said(&["check", "-"], sheet);
    assert!(said.contains("no\u{FFFD}[2J\u{FFFD}tes\u{FFFD}error: x is not a column"), "{said}");
    assert_eq!(said.lines().count(), 2);
    assert!(said.chars().all(|c| c == '\n' || !c.is_control()));
}
