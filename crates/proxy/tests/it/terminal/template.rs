//! The headings that `template` prints.

use std::{fs::File, io::Read, process::Stdio};

use sheet::derive::Template;

use super::{piped, program, run};

fn headings(columns: &str) -> Vec<String> {
    let ran = run(["template", columns]);
    assert_eq!((ran.code, ran.stderr.as_str()), (Some(0), ""));
    let line = ran.stdout.strip_suffix("\r\n").unwrap();
    line.split(',').map(str::to_owned).collect()
}

#[test]
fn there_is_one_of_all_columns_and_one_of_the_samples() {
    let all = headings("all");
    assert_eq!(all.len(), 66);
    assert_eq!((all[0].as_str(), all[65].as_str()), ("central_sample_id", "bioinfo_pipe_version"));
    let library = all.iter().position(|name| name == "sequencing_org_received_date").unwrap();
    assert_eq!(headings("biosamples"), all[..library]);
    assert_eq!(all[library - 1], "ct_2_test_kit");
}

#[test]
fn an_empty_template_is_no_sheet_and_a_filled_one_is() {
    for columns in ["all", "biosamples"] {
        let template = run(["template", columns]).stdout;
        let ran = piped(&["check", "-"], template.as_bytes());
        assert_eq!(ran.code, Some(2));
        assert!(ran.stderr.contains("headings but no rows"), "{}", ran.stderr);

        let filled = template + "HOOT-1,UK-ENG,,2026-11-01,,,Y\n";
        let ran = piped(&["check", "-"], filled.as_bytes());
        let expected = "1 row, 1 ready: nothing to fix\n";
        assert_eq!((ran.code, ran.stdout.as_str()), (Some(0), expected));
    }
}

#[test]
fn a_workbook_is_the_same_each_time() {
    for (columns, template) in [("all", Template::All), ("biosamples", Template::Biosamples)] {
        let output = program().args(["template", columns, "--xlsx"]).output().unwrap();
        assert_eq!((output.status.code(), output.stderr.as_slice()), (Some(0), &b""[..]));
        assert!(output.stdout == proxy::template::workbook(template), "{columns}");
    }
}

#[test]
fn a_terminal_gets_no_workbook() {
    let terminal = nix::pty::openpty(None, None).unwrap();
    let mut program = program();
    program.args(["template", "all", "--xlsx"]).stdout(terminal.slave);
    let output = program.stderr(Stdio::piped()).spawn().unwrap().wait_with_output().unwrap();
    assert_eq!(output.status.code(), Some(2));
    let said = String::from_utf8(output.stderr).unwrap();
    assert!(said.ends_with("majora-uploader template all --xlsx > all.xlsx\n"), "{said}");
    // Nobody holds the terminal's other side any more, so reading ends there.
    drop(program);
    let mut shown = Vec::new();
    let _ = File::from(terminal.master).read_to_end(&mut shown);
    assert_eq!(shown, b"");
}
