//! Files as laboratories and shells have them, and those that can't be read.

use std::{
    fs::File,
    io::Read,
    process::{Command, Stdio},
};

use rust_xlsxwriter::Workbook;

use super::{GOOD, Ran, TODAY, documented, file, piped, program, run};

/// One error, so that row and column show that the cells were found.
fn sheet() -> String {
    GOOD.to_owned() + "HOOT-2,UK-ENG,2026-11-01,maybe\n"
}

fn check(bytes: &[u8]) -> Ran {
    let (_folder, path) = file(bytes);
    run(["check", "--json", path.to_str().unwrap()].iter().chain(&TODAY))
}

fn utf16(text: &str, unit: fn(u16) -> [u8; 2]) -> Vec<u8> {
    std::iter::once('\u{FEFF}')
        .chain(text.chars())
        .flat_map(|c| c.encode_utf16(&mut [0; 2]).to_vec())
        .flat_map(unit)
        .collect()
}

#[test]
fn one_sheet_in_every_clothing_gives_one_answer() {
    let plain = check(sheet().as_bytes());
    assert_eq!(plain.code, Some(1));
    let place = (Some(3), Some("is_surveillance".to_owned()));
    assert_eq!(plain.problems().iter().map(|p| (p.0, p.1.clone())).collect::<Vec<_>>(), [place]);
    for (what, bytes) in [
        ("CRLF", sheet().replace('\n', "\r\n").into_bytes()),
        ("CR", sheet().replace('\n', "\r").into_bytes()),
        ("no line feed at the end", sheet().trim_end().as_bytes().to_vec()),
        ("byte order mark", format!("\u{FEFF}{}", sheet()).into_bytes()),
        ("UTF-16, little end first", utf16(&sheet(), u16::to_le_bytes)),
        ("UTF-16, big end first", utf16(&sheet(), u16::to_be_bytes)),
        ("semicolons", sheet().replace(',', ";").into_bytes()),
        ("tabs", sheet().replace(',', "\t").into_bytes()),
    ] {
        assert_eq!(check(&bytes), plain, "{what}");
    }
    assert_eq!(piped(&["check", "--json", "-"], sheet().as_bytes()), plain);
}

/// A workbook of pages, each a name, whether it is hidden, and its cells as CSV.
fn workbook(pages: &[(&str, bool, &str)]) -> Vec<u8> {
    let mut workbook = Workbook::new();
    for (name, hidden, text) in pages {
        let page = workbook.add_worksheet();
        page.set_name(*name).unwrap().set_hidden(*hidden);
        for (row, line) in (0..).zip(text.lines()) {
            for (column, cell) in (0..).zip(line.split(',')) {
                page.write(row, column, cell).unwrap();
            }
        }
    }
    workbook.save_to_buffer().unwrap()
}

#[test]
fn a_workbook_gives_the_answer_of_its_page_with_samples() {
    let plain = check(sheet().as_bytes());
    let notes = "Read me,first\n";
    let alone = workbook(&[("May", false, &sheet())]);
    assert_eq!(check(&alone), plain);
    let bytes = workbook(&[("Notes", false, notes), ("Old", true, GOOD), ("May", false, &sheet())]);
    // Of several, the answer says which.
    let told = plain.stdout.replacen("\"rows\"", "\"sheet\":\"May\",\"rows\"", 1);
    let plain = Ran { stdout: told, ..plain };
    assert_eq!(check(&bytes), plain);
    assert_eq!(piped(&["check", "--json", "-"], &bytes), plain);

    let (_folder, path) = file(&bytes);
    let path = path.to_str().unwrap();
    let of = |name: &str| run(["check", "--json", path, "--sheet", name].iter().chain(&TODAY));
    assert_eq!(of("May"), plain);
    assert_eq!(of("Old").code, Some(0));
    let text = run(["check", path].iter().chain(&TODAY)).stdout;
    assert_eq!(text.lines().next(), Some("Sheet ‘May’ of the workbook"));
    for (name, code) in [("Notes", "no_key_column"), ("June", "no_such_page")] {
        let ran = of(name);
        assert_eq!(ran.code, Some(2));
        assert_eq!(ran.json()["error"]["code"], code);
    }
    let planned = run(["plan", "--json", path, "--sheet", "Old"].iter().chain(&TODAY));
    assert_eq!(planned.json()["requests"].as_array().unwrap().len(), 1);
}

#[test]
fn a_workbook_that_cannot_be_opened_says_why() {
    const PROTECTED: &[u8] = include_bytes!("../../../../workbook/tests/fixtures/password.xlsx");
    let whole = workbook(&[("May", false, GOOD)]);
    for (bytes, code) in [
        (PROTECTED, "password_protected"),
        (&whole[..whole.len() / 2], "corrupt"),
        (&workbook(&[("May", false, "")]), "empty"),
        (b"PK\x05\x06\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0", "not_a_table"),
    ] {
        let ran = check(bytes);
        assert_eq!(ran.code, Some(2), "{code}");
        assert_eq!(ran.json()["error"]["code"], code);
        documented(code);
    }
    let (_folder, path) = file(GOOD.as_bytes());
    let ran =
        run(["check", "--json", path.to_str().unwrap(), "--sheet", "May"].iter().chain(&TODAY));
    assert_eq!((ran.code, &ran.json()["error"]["code"]), (Some(2), &"no_such_page".into()));
}

#[test]
fn a_file_that_is_no_sheet_ends_with_two_and_says_why() {
    let twice = GOOD.replace("adm1", "adm1,ADM 1");
    for (bytes, code) in [
        (&b""[..], "empty"),
        (b"PK\x03\x04workbook", "corrupt"),
        (b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1", "corrupt"),
        (b"%PDF-1.7", "not_a_table"),
        (b"<html><body>Sign in</body></html>", "not_a_table"),
        (b"HOOT-1,UK-ENG,2026-11-01,Y\n", "no_key_column"),
        (twice.as_bytes(), "duplicate_heading"),
        (b"central_sample_id,adm1\nHOOT-1,\"UK-ENG\n", "quotes"),
        (b"central_sample_id,adm1\n", "no_rows"),
    ] {
        let ran = check(bytes);
        assert_eq!((ran.code, ran.stderr.as_str()), (Some(2), ""), "{code}");
        assert_eq!(ran.stdout.lines().count(), 1, "{code}");
        let document = ran.json();
        assert_eq!(document["version"], 1);
        assert_eq!(document["error"]["code"], code);
        documented(code);
        let message = document["error"]["message"].as_str().unwrap();
        for command in ["check", "plan"] {
            let ran = piped(&[command, "-"], bytes);
            assert_eq!((ran.code, ran.stdout.as_str()), (Some(2), ""), "{code}");
            assert_eq!(ran.stderr, format!("majora-uploader: standard input: {message}\n"));
            let ran = piped(&[command, "-", "--json"], bytes);
            assert_eq!((ran.code, ran.json()), (Some(2), document.clone()), "{code}");
        }
    }
}

#[test]
fn what_is_no_file_ends_with_two_and_says_why() {
    let folder = tempfile::tempdir().unwrap();
    let absent = folder.path().join("absent.csv");
    for (path, code, message) in [
        (absent.as_path(), "file_not_found", "There is no such file"),
        (folder.path(), "file_is_a_folder", "This is a folder, not a file"),
    ] {
        let path = path.to_str().unwrap();
        let text = run(["check", path]);
        assert_eq!((text.code, text.stdout.as_str()), (Some(2), ""));
        assert_eq!(text.stderr, format!("majora-uploader: {path}: {message}\n"));
        let json = run(["check", path, "--json"]);
        let expected =
            format!(r#"{{"version":1,"error":{{"code":"{code}","message":"{message}"}}}}"#) + "\n";
        assert_eq!((json.code, json.stdout, json.stderr), (Some(2), expected, String::new()));
        documented(code);
    }
}

#[test]
fn an_endless_file_is_too_large() {
    let ran = run(["check", "--json", "/dev/zero"]);
    assert_eq!((ran.code, ran.json()["error"]["code"].as_str()), (Some(2), Some("too_large")));
}

#[test]
fn arguments_that_mean_nothing_end_with_two() {
    for arguments in [
        &[][..],
        &["check"],
        &["check", "-", "--today", "20/11/2026"],
        &["check", "-", "--today", "2026-02-30"],
        &["check", "-", "--csv"],
        &["check", "-", "-"],
        &["plan"],
        &["template"],
        &["template", "runs"],
        &["upload", "-"],
    ] {
        let ran = run(arguments);
        assert_eq!((ran.code, ran.stdout.as_str()), (Some(2), ""), "{arguments:?}");
        assert!(ran.stderr.contains("Usage") || ran.stderr.contains("--help"), "{}", ran.stderr);
    }
}

#[test]
fn a_reader_that_goes_away_changes_nothing() {
    let row = "HOOT,England,2026-11-01,Y\n";
    let rows: String = (0..5000).map(|n| row.replace("HOOT", &format!("HOOT-{n}"))).collect();
    let (_folder, path) = file(format!("{}\n{rows}", GOOD.lines().next().unwrap()).as_bytes());
    let mut child = program()
        .args(["check", "--json", path.to_str().unwrap()])
        .args(TODAY)
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    // More stands ready than a pipe holds, so the program is writing when its reader goes.
    let mut stdout = child.stdout.take().unwrap();
    stdout.read_exact(&mut [0; 1]).unwrap();
    drop(stdout);
    let ran = Ran::from(child.wait_with_output().unwrap());
    assert_eq!((ran.code, ran.stderr.as_str()), (Some(1), ""));
}

#[test]
fn output_that_is_lost_is_no_success() {
    let full = || Stdio::from(File::options().write(true).open("/dev/full").unwrap());
    let into_full = |command: &mut Command| Ran::from(command.stdout(full()).output().unwrap());
    let (_folder, path) = file(GOOD.as_bytes());
    for ran in [
        into_full(program().args(["template", "all"])),
        into_full(program().arg("check").arg(&path).args(TODAY)),
        into_full(program().arg("plan").arg(&path).arg("--json").args(TODAY)),
    ] {
        assert_eq!(ran.code, Some(2));
        assert!(ran.stderr.contains("the output can't be written"), "{}", ran.stderr);
    }
}
