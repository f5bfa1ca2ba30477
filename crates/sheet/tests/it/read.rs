//! bytes → sheet.

use crate::sheets::{checked, sheet};
use sheet::choices::Choices;
use sheet::layout::{Delimiter, Source};
use sheet::read::{MAX_BYTES, MAX_COLUMNS, ReadError, Sheet, headings, read};
use sheet::text::Encoding;

/// The rows of a file as `line:cell|cell`, without the columns that were added.
fn rows(bytes: impl Into<Vec<u8>>) -> Result<String, ReadError> {
    let sheet = read(bytes.into())?;
    let columns = sheet.columns().iter().filter(|column| !column.added).count();
    let row = |row: usize| {
        let cells: Vec<&str> = (0..columns).map(|column| sheet.cell(row, column)).collect();
        format!("{}:{}", sheet.line(row), cells.join("|"))
    };
    Ok((0..sheet.rows()).map(row).collect::<Vec<_>>().join(" "))
}

#[track_caller]
fn reads(bytes: impl Into<Vec<u8>>, expected: &str) {
    assert_eq!(rows(bytes).as_deref(), Ok(expected));
}

#[track_caller]
fn refuses(bytes: impl Into<Vec<u8>>, error: ReadError, sentence: &str) {
    let refused = rows(bytes).expect_err("the file is refused");
    assert_eq!(refused, error);
    assert_eq!(refused.to_string(), sentence);
}

#[track_caller]
fn refuses_as(bytes: impl Into<Vec<u8>>, error: ReadError) {
    assert_eq!(rows(bytes).err(), Some(error));
}

#[test]
fn cells_stand_as_they_do_in_the_file() {
    reads("sample_id,x\nA, b \nB,\"c,d\"\"e\"\n", "2:A| b  3:B|c,d\"e");
    reads("sample_id,x\nA,b", "2:A|b");
    reads("sample_id,x\nA,5\" tube\nB,\"\"\n", "2:A|5\" tube 3:B|");
}

#[test]
fn rows_are_numbered_as_a_spreadsheet_shows_them() {
    for (csv, expected) in [
        ("sample_id\nA\nB\n", "2:A 3:B"),
        ("sample_id\n\nA\n\n\nB\n", "3:A 6:B"),
        ("\n\nsample_id\nA\n", "4:A"),
        (",,,\nsample_id,x\nA,b\n", "3:A|b"),
        ("sample_id,x\n,\n , \nA,b\n", "4:A|b"),
        ("sample_id,x\nA,\"one\ntwo\"\nB,c\n", "2:A|one\ntwo 3:B|c"),
        ("sample_id,x\nA,\"one\n\ntwo\"\n\nB,c\n", "2:A|one\n\ntwo 4:B|c"),
        ("sample_id\n   \nA\n", "3:A"),
        ("\nsample_id\n\"\"\nA\n", "4:A"),
    ] {
        reads(csv, expected);
        let marks = expected.matches('\n').count() > 0;
        for ending in ["\r\n", "\r"] {
            let expected = if marks { expected.replace('\n', ending) } else { expected.into() };
            reads(csv.replace('\n', ending), &expected);
        }
    }
}

#[test]
fn line_endings_may_be_mixed() {
    reads("sample_id\r\nA\nB\rC\r\n\r\nD\n\rE", "2:A 3:B 4:C 6:D 8:E");
    reads("sample_id\r\n\nA\r\r\nB", "3:A 5:B");
}

#[test]
fn a_line_is_found_again() {
    let sheet = sheet("sample_id\nA\n\nB\n");
    let found = [1, 2, 3, 4, 5].map(|line| sheet.row_at_line(line));
    assert_eq!(found, [None, Some(0), None, Some(1), None]);
}

#[test]
fn the_delimiter_is_the_one_that_gives_known_headings() {
    for (csv, delimiter) in [
        ("sample_id,adm1\nA,b", Delimiter::Comma),
        ("sample_id;adm1\nA;b", Delimiter::Semicolon),
        ("sample_id\tadm1\nA\tb", Delimiter::Tab),
        // A tie: no delimiter at all.
        ("sample_id\nA", Delimiter::Comma),
        // More commas than semicolons, all within one heading.
        ("sample_id;\"a, b, c, d\"\nA;b", Delimiter::Semicolon),
        ("sample_id;a, b, c, d\nA;b", Delimiter::Semicolon),
        ("x,sample_id\tadm1\tadm2\nA,b", Delimiter::Tab),
        ("sample_id,x;adm1;adm2\nA,b", Delimiter::Comma),
    ] {
        let read = read(csv).map(|sheet| source(&sheet).1);
        match csv.starts_with("x,") {
            // The key column counts before the number of known ones.
            true => assert_eq!(read, Err(key_missing(&["x,sample_id", "adm1", "adm2"])), "{csv}"),
            false => assert_eq!(read, Ok(delimiter), "{csv}"),
        }
    }
}

fn source(sheet: &Sheet) -> (Encoding, Delimiter) {
    match sheet.layout().source {
        Source::Text { encoding, delimiter } => (encoding, delimiter),
        Source::Page { .. } => panic!("it was read from text"),
    }
}

fn key_missing(headings: &[&str]) -> ReadError {
    ReadError::NoKeyColumn { headings: headings.iter().map(|h| (*h).to_owned()).collect() }
}

#[test]
fn every_encoding_gives_the_same_cells() {
    let text = "sample_id,adm2\r\nA,Ynys Môn\r\n";
    let utf16 = |bytes: fn(u16) -> [u8; 2]| -> Vec<u8> {
        "\u{FEFF}".encode_utf16().chain(text.encode_utf16()).flat_map(bytes).collect()
    };
    let latin = text.chars().map(|c| u8::try_from(u32::from(c)).expect("Latin-1")).collect();
    for (bytes, encoding) in [
        (text.as_bytes().to_vec(), Encoding::Utf8),
        (["\u{FEFF}".as_bytes(), text.as_bytes()].concat(), Encoding::Utf8),
        (utf16(u16::to_le_bytes), Encoding::Utf16Le),
        (utf16(u16::to_be_bytes), Encoding::Utf16Be),
        (latin, Encoding::Windows1252),
    ] {
        let sheet = read(bytes).expect("it is text");
        assert_eq!((sheet.cell(0, 1), source(&sheet).0), ("Ynys Môn", encoding));
    }
}

#[test]
fn utf16_may_hold_any_letter() {
    // U+0142 and U+0107 have a byte below the tab, which in other text is none of a text's.
    let text = "\u{FEFF}sample_id,adm2\nA,Łódź ł ć\n";
    reads(text.encode_utf16().flat_map(u16::to_le_bytes).collect::<Vec<_>>(), "2:A|Łódź ł ć");
    reads(text.encode_utf16().flat_map(u16::to_be_bytes).collect::<Vec<_>>(), "2:A|Łódź ł ć");
}

#[test]
fn headings_are_known_however_they_are_written() {
    for heading in [
        "central_sample_id",
        "Central Sample ID",
        " CENTRAL-SAMPLE-ID ",
        "centralsampleid",
        "sample_id",
        "COGUK ID",
    ] {
        let sheet = sheet(&format!("{heading},x\nA,b"));
        let column = &sheet.columns()[0];
        assert_eq!(column.field.map(|field| field.name), Some("central_sample_id"), "{heading}");
        assert_eq!(column.heading, heading.trim());
    }
}

#[test]
fn columns_without_a_heading() {
    let columns = |sheet: &Sheet| -> Vec<String> {
        let columns = sheet.columns().iter().filter(|column| !column.added);
        columns.map(|column| column.name().to_owned()).collect()
    };
    // Trailing ones are no columns; what stands there is beyond the headings.
    let trailing = sheet("sample_id,x,, \nA,b,,\nB,c,d,e");
    assert_eq!(columns(&trailing), ["sample_id", "x"]);
    assert_eq!([0, 1].map(|row| trailing.cells_beyond(row)), [0, 2]);
    assert_eq!(columns(&sheet("sample_id,,x\nA,b,c")), ["sample_id", "(no heading)", "x"]);
}

#[test]
fn ragged_rows() {
    reads("sample_id,x,y\nA\nB,c\nC,d,e,\nD,f,g,h, ,i\n", "2:A|| 3:B|c| 4:C|d|e 5:D|f|g");
    let sheet = sheet("sample_id,x,y\nA\nB,c\nC,d,e,\nD,f,g,h, ,i\n");
    assert_eq!([0, 1, 2, 3].map(|row| sheet.cells_beyond(row)), [0, 0, 0, 2]);
    // What stands beyond never slips into the columns that were added.
    let added = sheet.columns().iter().position(|column| column.added).expect("adm1 is added");
    assert_eq!(sheet.cell(3, added), "");
}

#[test]
fn needed_columns_are_added_where_their_record_is_begun() {
    for (headings, added) in [
        ("sample_id", "adm1 is_surveillance collection_date"),
        ("sample_id,x", "adm1 is_surveillance collection_date"),
        ("sample_id,adm1,received_date", "is_surveillance"),
        ("sample_id,source_age,collection_date", "adm1 is_surveillance"),
        ("sample_id,run_name,instrument_make", "instrument_model"),
        (
            "sample_id,barcode,library_name,library_seq_kit,library_source",
            "library_seq_protocol library_layout_config library_selection library_strategy",
        ),
    ] {
        let sheet = sheet(&format!("{headings}\nA"));
        let columns = sheet.columns().iter().filter(|column| column.added);
        let names: Vec<&str> = columns.map(|column| column.name()).collect();
        assert_eq!(names.join(" "), added, "{headings}");
    }
}

#[test]
fn edits_can_be_made_and_taken_back() {
    let mut sheet = sheet("sample_id,x\nA,b\nB\n");
    let untouched = sheet.clone();
    sheet.set(0, 1, "c".into());
    sheet.set(1, 1, "d".into());
    sheet.set(1, 2, "UK-ENG".into());
    assert_eq!(sheet.edits().collect::<Vec<_>>(), [(0, 1, "c"), (1, 1, "d"), (1, 2, "UK-ENG")]);
    assert_eq!((sheet.cell(0, 1), sheet.original(0, 1)), ("c", "b"));
    assert_eq!((sheet.cell(1, 2), sheet.original(1, 2)), ("UK-ENG", ""));
    sheet.set(0, 1, "b".into());
    sheet.set(1, 1, String::new());
    sheet.set(1, 2, String::new());
    assert_eq!(sheet, untouched);
    sheet.set(2, 0, "outside".into());
    sheet.set(0, 99, "outside".into());
    assert_eq!(sheet, untouched);
}

#[test]
fn the_sheet_as_csv_holds_what_the_file_and_the_edits_say() {
    let mut sheet = sheet("Sample ID,,x\nA,b,\"c,d\"\nB,,,beyond\n");
    sheet.set(0, 3, "UK-ENG".into());
    assert_eq!(
        sheet.to_csv(),
        "Sample ID,,x,adm1,is_surveillance,collection_date\n\
         A,b,\"c,d\",UK-ENG,,\n\
         B,,,,,,beyond\n"
    );
    let again = read(sheet.to_csv().into_bytes()).expect("it is a sheet");
    assert_eq!(again.cells_beyond(1), 1);
}

#[test]
fn examples_of_a_column() {
    let sheet = sheet("sample_id,x\nA,\nB, b\nC,b \nD,c\nE,d\nF,e\n");
    assert_eq!(sheet.examples(1, 3), ["b", "c", "d"]);
    assert_eq!(sheet.examples(0, 9).len(), 6);
    assert!(sheet.examples(2, 3).is_empty());
}

#[test]
fn examples_are_not_looked_for_through_all_of_a_large_sheet() {
    let far = |row: usize| if row < 10_000 { "near" } else { "far" };
    let rows: String = (0..10_001).map(|row| format!("A-{row},{}\n", far(row))).collect();
    let sheet = read(format!("central_sample_id,Where\n{rows}").into_bytes()).expect("a sheet");
    assert_eq!((sheet.cell(10_000, 1), sheet.examples(1, 3)), ("far", vec!["near"]));
}

#[test]
fn the_template_of_the_sanger_institute() {
    let band = "REQUIRED,REQUIRED,REQUIRED,TRANSFER TO PHE\n";
    let headings = "central_sample_id,adm1,is_surveillance,sender_sample_id\n";
    let hints = "COG-UK barcode,Choose one of UK-ENG and so on,Y or N,Free text\n";
    let rows = "A-1,UK-ENG,Y,x\nA-2,England,Y,y\n";
    reads(format!("{band}{headings}{hints}{rows}"), "4:A-1|UK-ENG|Y|x 5:A-2|England|Y|y");
    reads(format!("{band}{headings}{rows}"), "3:A-1|UK-ENG|Y|x 4:A-2|England|Y|y");
    // A row that may be a sample is one, whatever is wrong with it.
    for (hints, expected) in [
        ("barcode,,,\n", None),
        (",UK-ENG,Y,\n", None),
        ("the id,UK-ENG,yes or no,\n", None),
        ("the id,,,\n", Some(3)),
        ("id,nation,yes or no,\n", Some(3)),
    ] {
        let read = read(format!("{band}{headings}{hints}{rows}").into_bytes()).expect("a sheet");
        let rows = if expected.is_some() { 2 } else { 3 };
        assert_eq!((read.hints(), read.rows()), (expected, rows), "{hints}");
    }
    let twice = format!("{band}{headings}{hints}{hints}{rows}");
    assert_eq!(read(twice.into_bytes()).map(|sheet| sheet.rows()), Ok(3));
    // Elsewhere the row below the headings is a row.
    assert_eq!(sheet(&format!("{headings}{hints}{rows}")).hints(), None);
    refuses_as(band, ReadError::NoRows);
}

#[test]
fn no_sheet_at_all() {
    let workbook = "The selected file is a workbook. Save the sheet with the samples as CSV UTF-8 and choose that file";
    let no_table =
        "The selected file must be a CSV, TSV, Excel or ODS spreadsheet. This one holds no table";
    refuses("", ReadError::Empty, "The selected file is empty");
    for blank in ["\n\n", "\u{FEFF}", " \r\n\t", ",,,\n,,,\n"] {
        refuses_as(blank, ReadError::Empty);
    }
    refuses(b"PK\x03\x04 xlsx".to_vec(), ReadError::Workbook, workbook);
    refuses(b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1 xls".to_vec(), ReadError::Workbook, workbook);
    refuses(b"%PDF-1.7".to_vec(), ReadError::NotATable, no_table);
    for bytes in [
        vec![0; 1],
        vec![0; 2],
        vec![0; 100_000],
        b"\x89PNG\r\n\x1A\n".to_vec(),
        b"\xFF\xD8\xFF\xE0".to_vec(),
        b"\x1F\x8B\x08".to_vec(),
        b"{\\rtf1".to_vec(),
        // UTF-32, and an archive of a name and zeros.
        "sample_id,x\nA,b\n".chars().flat_map(|c| u32::from(c).to_le_bytes()).collect(),
        [b"sheet.csv".as_slice(), &[0; 91], b"sample_id\nA\n"].concat(),
        b"sample_id,x\nA,\x01\nB,\x01\x02\nC,\x03\x04\x05\n".to_vec(),
        b"sample_id,\xE9\nA,\0\n".to_vec(),
        b"<!DOCTYPE html>\n<html><body>A, B</body></html>".to_vec(),
        b"\n <?xml version=\"1.0\"?>".to_vec(),
        b"{\"samples\": [1, 2]}".to_vec(),
        b"[\n  1,\n  2\n]".to_vec(),
    ] {
        refuses_as(bytes, ReadError::NotATable);
    }
}

#[test]
fn libraries_and_runs_without_samples_are_told_what_to_add() {
    let advice = "Your file has libraries or runs, but no samples. Majora takes a library or run with its samples: add a column called ‘central_sample_id’, and a row for each sample";
    let alone = "library_name,run_name,instrument_make,instrument_model,start_time\n";
    let row = "LIB-1,RUN-1,ILLUMINA,MiSeq,2026-11-28 09:30\n";
    refuses(format!("{alone}{row}"), ReadError::NoSampleColumn, advice);
    // A column that nobody knows may hold the ids, and only such a one, or one of other ids.
    let text = "library_name,run_name,sender_sample_id,source_age,Tube\nLIB-1,RUN-1,S-1,30,T-1\n";
    assert!(matches!(rows(text), Err(ReadError::NoKeyColumn { .. })));
    let headings = headings(text.as_bytes(), &Choices::default()).expect("headings");
    let may_be: Vec<_> = headings.iter().filter(|h| h.may_be_ids()).map(|h| &*h.heading).collect();
    assert_eq!(may_be, ["sender_sample_id", "Tube"]);
}

#[test]
fn a_plate_as_it_is_drawn_is_no_table() {
    let advice = "The selected file is drawn as a plate, with a cell for each well. Write the samples below one another, a row for each, with their ids in a column called ‘central_sample_id’";
    let numbers: String = (1..=12).map(|nth| format!(",{nth}")).collect();
    let row = |name: &str| format!("{name}{}\n", ",P-1".repeat(12));
    let plate = format!("Plate P1\n{numbers}\n{}{}", row("A"), row("B"));
    refuses(plate.replace(',', ";"), ReadError::Plate, advice);
    refuses(plate, ReadError::Plate, advice);
    let other = format!("Plate P1\n{numbers}\n{}{}", row("x"), row("y"));
    assert!(matches!(rows(other), Err(ReadError::NoKeyColumn { .. })));
}

#[test]
fn the_row_that_tells_excel_the_delimiter_is_no_row() {
    for delimiter in [';', ',', '\t'] {
        for first in [format!("sep={delimiter}"), format!("SEP={delimiter}{delimiter}")] {
            let text = format!("{first}\nsample_id,x\nA,b\n").replace(',', &delimiter.to_string());
            let sheet = read(text.clone()).expect("a sheet");
            assert_eq!((sheet.rows(), sheet.line(0), sheet.above()), (1, 3, &[][..]), "{text}");
        }
    }
    let sheet = read("separate\nsample_id,x\nA,b\n").expect("a sheet");
    assert_eq!(sheet.above(), [1]);
}

#[test]
fn tables_as_a_web_page_or_xml_are_told_apart() {
    let advice = "The selected file is a web page or XML, whatever its name says. Open it in Excel or LibreOffice, save it as an XLSX workbook and choose that file";
    for text in [
        "<html><head/><body><table><tr><td>central_sample_id</td></tr></table></body></html>",
        "\n<TABLE BORDER=1><TR><TD>central_sample_id</TD></TR></TABLE>",
        "<?xml version=\"1.0\"?>\n<?mso-application progid=\"Excel.Sheet\"?>\n<Workbook><Worksheet ss:Name=\"S\"><Table/></Worksheet></Workbook>",
    ] {
        refuses(text, ReadError::Markup, advice);
    }
}

#[test]
fn what_a_scanner_slips_in_is_a_problem_of_the_cell() {
    let told = checked("sample_id,adm1\n\u{2}A-1,UK-ENG\nA-2,UK-ENG\nA-3,UK-ENG\n");
    let codes: Vec<&str> = told.problems_of(0).iter().map(|p| p.fault.code()).collect();
    assert!(codes.contains(&"invisible_character"), "{codes:?}");
}

#[test]
fn a_file_of_two_encodings_is_damaged() {
    let western = b"sample_id,adm2\nA,YNYS M\xD4N\n".to_vec();
    assert!(read(&western).is_ok());
    let both = [western, b"B,YNYS M\xC3\x94N\n".to_vec()].concat();
    refuses_as(both, ReadError::Encoding { line: 2 });
}

#[test]
fn a_nul_in_a_cell_is_a_problem_of_the_cell() {
    reads("sample_id,x\nA,b\0c\n", "2:A|b\0c");
    reads("sample_id,x\nA,\0\0\0\n", "2:A|\0\0\0");
}

#[test]
fn text_that_no_encoding_fits() {
    refuses(
        b"sample_id,adm2\nA,M\xC3\xB4n\nB,\xF4\n".to_vec(),
        ReadError::Encoding { line: 3 },
        "Line 3 of the file has characters that can't be read. Save the file as CSV UTF-8 and choose it again",
    );
}

#[test]
fn no_key_column() {
    let needs = "Your file needs a column called ‘central_sample_id’. Right now it has ";
    for (csv, headings, has) in [
        ("a\n1", &["a"][..], "one column, called ‘a’"),
        ("a,b\n1,2", &["a", "b"], "columns called ‘a’ and ‘b’"),
        ("a,,c,d", &["a", "", "c", "d"], "columns called ‘a’, ‘c’ and ‘d’"),
        ("a,b,c,d,e,f", &["a", "b", "c", "d", "e", "f"], "columns called ‘a’, ‘b’ and 4 more"),
        (
            "Dear all, here are the samples that we spoke about yesterday in the meeting",
            &["Dear all", "here are the samples that we spoke about yesterday in the meeting"],
            "columns called ‘Dear all’ and ‘here are the samples that we spoke about…’",
        ),
    ] {
        refuses(csv, key_missing(headings), &format!("{needs}{has}"));
    }
}

#[test]
fn two_columns_that_mean_the_same() {
    refuses(
        "sample_id,x,Central Sample ID\nA,b,c",
        ReadError::DuplicateHeading { name: "central_sample_id", first: 0, second: 2 },
        "More than one column means ‘central_sample_id’: columns A and C. Keep one: delete, rename or leave out the other",
    );
    for headings in ["sample_id,adm1,adm1", "sample_id,adm1,ADM-1"] {
        let error = ReadError::DuplicateHeading { name: "adm1", first: 1, second: 2 };
        refuses_as(format!("{headings}\nA"), error);
    }
    // Columns that mean nothing may have any name.
    reads("sample_id,x,x,,\nA,b,c\n", "2:A|b|c");
}

#[test]
fn headings_alone() {
    let sentence = "The file has headings but no rows below them";
    for csv in ["sample_id,adm1", "sample_id,adm1\n", "sample_id,adm1\n,\n\n , \n"] {
        refuses(csv, ReadError::NoRows, sentence);
    }
}

#[test]
fn a_quotation_mark_that_swallows_rows() {
    refuses(
        "sample_id,x\nA,b\n\nB,\"c\nC,d\nD,e\n",
        ReadError::Quotes { line: 4 },
        "Row 4 has a quotation mark (\") too many or too few, so that cells or rows run together. Fix it and choose the file again",
    );
    for (csv, line) in [
        ("sample_id,x\nA,\"b", 2),
        ("sample_id,x\r\nA,\"b,c\r\n", 2),
        ("\"sample_id,x\nA,b\n", 1),
        ("sample_id,\"x\nA,b\n", 1),
        // Two of them: the rows between are one cell.
        ("sample_id,x\nA,\"b\nB,c\nC,\"d\nE,f\n", 2),
        ("sample_id,x\nA,\"b\nB,c\"d\nE,f\n", 2),
        ("sample_id\tx\nA\t\"b\nB\tc\n", 2),
        // It has swallowed a cell, and what follows stands one to the left.
        ("sample_id,x,y,z\nA,\"b,c,\"d,e\nB,c,d,e\n", 2),
    ] {
        refuses_as(csv, ReadError::Quotes { line });
    }
}

#[test]
fn quotation_marks_that_swallow_nothing() {
    reads(
        "sample_id,x\nA,\"b\"c\nB,d\"e\nC,\"f \"\"g\"\"\nh\"\n",
        "2:A|bc 3:B|d\"e 4:C|f \"g\"\nh",
    );
    reads("sample_id,x\r\n\"A\",\"b\"", "2:A|b");
    reads("sample_id,x\nA,\"b\nc\"\r\nB,d", "2:A|b\nc 3:B|d");
    reads("sample_id,x\nA,\"\n\"\nB,\"\"\"\"", "2:A|\n 3:B|\"");
}

#[test]
fn as_many_columns_as_may_be() {
    let headings = |count: usize| (1..count).map(|n| format!(",x{n}")).collect::<String>();
    let csv = |count: usize| format!("sample_id{}\nA", headings(count));
    assert_eq!(rows(csv(MAX_COLUMNS)).map(|rows| rows.len()), Ok("2:A".len() + MAX_COLUMNS - 1));
    refuses(
        csv(MAX_COLUMNS + 1),
        ReadError::TooManyColumns,
        "The file has more than 1,000 columns. A sample sheet has at most 68",
    );
}

#[test]
fn as_many_bytes_and_rows_as_may_be() {
    let mut csv = b"sample_id,adm1\n".to_vec();
    csv.resize(MAX_BYTES + 1, b'\n');
    refuses(
        csv.clone(),
        ReadError::TooLarge,
        "The selected file must be smaller than 64 MB. Split it and upload the parts",
    );
    csv.pop();
    refuses_as(csv, ReadError::NoRows);
    let sheet = read(format!("sample_id\n{}", "A\n".repeat(1_000_000)).into_bytes());
    assert_eq!(sheet.map(|sheet| sheet.line(999_999)), Ok(1_000_001));
    refuses(
        format!("sample_id\n{}", "A\n".repeat(1_000_001)),
        ReadError::TooManyRows,
        "The file has more than 1,000,000 rows. Split it and upload the parts",
    );
}
