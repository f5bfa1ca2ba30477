//! XLSX cell by cell.

use crate::archive::{page, xlsx, xlsx_with};
use crate::{first, notes, opened};
use rust_xlsxwriter::{ExcelDateTime, Format, Formula, Workbook};
use sheet::book::{About, OpenError};

/// The text and the notes of a page with these rows in XML.
fn read(rows: &str) -> (String, Vec<(u32, u32, About)>) {
    let page = first(&xlsx(&page(rows), b"<sst><si><t>shared</t></si></sst>"));
    (page.rows.clone(), notes(&page))
}

#[test]
fn a_workbook_of_excel() {
    let mut book = Workbook::new();
    let day = Format::new().set_num_format("dd/mm/yyyy");
    let clock = Format::new().set_num_format("hh:mm");
    let sheet = book.add_worksheet();
    sheet.set_name("Samples").unwrap();
    for (column, heading) in
        ["central_sample_id", "collection_date", "ct", "note"].iter().enumerate()
    {
        sheet.write(3, 1 + column as u16, *heading).unwrap();
    }
    sheet.write(4, 1, "007").unwrap();
    let moment = ExcelDateTime::parse_from_str("2021-05-04").unwrap();
    sheet.write_with_format(4, 2, &moment, &day).unwrap();
    sheet.write(4, 3, 21.4).unwrap();
    sheet.write(4, 4, " two\nlines, \"quoted\" ").unwrap();
    sheet.write(5, 1, 1_234_567_890_123_456.0).unwrap();
    let moment = ExcelDateTime::parse_from_str("2021-05-04T09:30:00").unwrap();
    sheet.write_with_format(5, 2, &moment, &day).unwrap();
    sheet.write_with_format(5, 3, 0.395_833_333_333_333, &clock).unwrap();
    sheet.write(5, 4, true).unwrap();
    sheet.write(6, 1, Formula::new("=A1&\"x\"").set_result("ax")).unwrap();
    sheet.write(6, 2, Formula::new("=1/0").set_result("#DIV/0!")).unwrap();
    sheet.set_row_hidden(6).unwrap();
    sheet.merge_range(0, 1, 1, 3, "A title", &Format::new()).unwrap();
    book.add_worksheet().set_name("Lists").unwrap().set_hidden(true).write(0, 0, "x").unwrap();
    let book = opened(&book.save_to_buffer().unwrap());
    assert_eq!(
        book.pages[0].rows,
        ",A title\n\n\n,central_sample_id,collection_date,ct,note\n\
         ,007,2021-05-04,21.4,\" two\nlines, \"\"quoted\"\" \"\n\
         ,1234567890123456,2021-05-04 09:30,09:30,TRUE\n,ax\n"
    );
    assert_eq!(
        notes(&book.pages[0]),
        [
            (1, 1, About::Merged { rows: 2, columns: 3 }),
            (5, 2, About::Moments { rows: 2 }),
            (6, 1, About::Rounded),
            (6, 3, About::Moments { rows: 1 }),
            (7, 0, About::HiddenRow),
            (7, 2, About::FormulaError),
        ]
    );
    assert!(book.pages[1].hidden && !book.pages[0].hidden);
}

#[test]
fn cells_of_every_type() {
    for (cell, expect) in [
        (r#"<c r="A1"><v>5</v></c>"#, "5\n"),
        (r#"<c r="A1" t="s"><v>0</v></c>"#, "shared\n"),
        (r#"<c r="A1" t="str"><f>B1</f><v> a_x000D_b </v></c>"#, "\" a\rb \"\n"),
        (
            r#"<c r="A1" t="inlineStr"><is><r><t>a</t></r><r><t xml:space="preserve"> b</t></r><rPh><t>c</t></rPh></is></c>"#,
            "a b\n",
        ),
        (
            r#"<c r="A1" t="inlineStr"><is><t>_x005F_x000D_ &amp; &#233;</t></is></c>"#,
            "_x000D_ & é\n",
        ),
        (r#"<c r="A1" t="b"><v>1</v></c>"#, "TRUE\n"),
        (r#"<c r="A1" t="b"><v>0</v></c>"#, "FALSE\n"),
        (r#"<c><v>1</v></c><c r="D1"><v>2</v></c><c><v>3</v></c>"#, "1,,,2,3\n"),
        (r#"<c r="C1"/><c r="D1" s="9"><v>1</v></c>"#, ",,,1\n"),
    ] {
        let read = read(&format!(r#"<row r="1">{cell}</row>"#));
        assert_eq!(read, (expect.to_owned(), Vec::new()), "{cell}");
    }
}

#[test]
fn dates_that_stand_below_one_another_are_noted_once() {
    let day =
        |row: u32| format!(r#"<row r="{row}"><c r="B{row}" t="d"><v>2021-05-04</v></c></row>"#);
    let rows: String = [1, 2, 3, 5].map(day).concat();
    let noted = vec![(1, 1, About::Moments { rows: 3 }), (5, 1, About::Moments { rows: 1 })];
    assert_eq!(read(&rows).1, noted);
}

#[test]
fn a_number_that_is_shown_as_more_than_it_is_is_noted() {
    let mut book = Workbook::new();
    let formats = ["\"HOOT-\"00000", "000000", "0.00", "#,##0"];
    let sheet = book.add_worksheet();
    for (column, format) in (0..).zip(formats) {
        let format = Format::new().set_num_format(format);
        sheet.write_with_format(0, column, 123, &format).unwrap();
    }
    let page = first(&book.save_to_buffer().unwrap());
    assert_eq!(page.rows, "123,123,123,123\n");
    assert_eq!(notes(&page), [(1, 0, About::Dressed), (1, 1, About::Dressed)]);
}

#[test]
fn hidden_columns_are_noted() {
    let mut book = Workbook::new();
    let sheet = book.add_worksheet();
    sheet.write(0, 0, "a").unwrap().write(0, 5, "f").unwrap();
    sheet.set_column_hidden(2).unwrap().set_column_hidden(3).unwrap();
    sheet.set_column_hidden(5).unwrap();
    let page = first(&book.save_to_buffer().unwrap());
    let hidden: Vec<u32> = notes(&page)
        .into_iter()
        .flat_map(|(row, first, about)| match about {
            About::HiddenColumns { columns } if row == 1 => first..first + columns,
            other => panic!("{other:?}"),
        })
        .collect();
    assert_eq!(hidden, [2, 3, 5]);
}

#[test]
fn formulas_that_give_nothing_are_noted() {
    let rows = r#"<row r="2" hidden="1"><c r="A2" t="str"><f>""</f><v></v></c><c r="B2"><f>1+1</f></c>
        <c r="C2" t="e"><f>1/0</f><v>#DIV/0!</v></c><c r="D2"><v>1</v></c></row><row r="4" hidden="1"/>"#;
    assert_eq!(
        read(rows),
        (
            "\n,,,1\n".to_owned(),
            vec![
                (2, 0, About::HiddenRow),
                (2, 1, About::FormulaWithoutResult),
                (2, 2, About::FormulaError),
            ]
        )
    );
}

#[test]
fn rows_without_numbers_follow_each_other() {
    let rows = "<row><c><v>1</v></c></row><row/><row r='7'><c><v>2</v></c></row><row><c><v>3</v></c></row>";
    assert_eq!(read(rows).0, "1\n\n\n\n\n\n2\n3\n");
}

#[test]
fn the_epoch_of_1904_counts_from_there() {
    let styles =
        br#"<styleSheet><numFmts><numFmt numFmtId="170" formatCode="dd\-mm\-yy;@"/></numFmts>
        <cellStyleXfs><xf numFmtId="14"/></cellStyleXfs>
        <cellXfs><xf numFmtId="0"/><xf numFmtId="170"/></cellXfs></styleSheet>"#;
    let rows =
        r#"<row r="1"><c r="A1" s="1"><v>42858</v></c><c r="B1" s="0"><v>42858</v></c></row>"#;
    for (epoch, expect) in [("1", "2021-05-04,42858\n"), ("0", "2017-05-03,42858\n")] {
        let workbook = format!(
            r#"<x:workbook><x:workbookPr date1904="{epoch}"/><x:sheets><x:sheet name="S" r:id="a"/></x:sheets></x:workbook>"#
        );
        let of_workbook = br#"<Relationships><Relationship Id="a" Type="x/worksheet" Target="/xl/worksheets/sheet1.xml"/>
            <Relationship Id="b" Type="x/styles" Target="sharedStrings.xml"/></Relationships>"#;
        let bytes = xlsx_with(workbook.as_bytes(), of_workbook, &page(rows), styles);
        assert_eq!(first(&bytes).rows, expect);
    }
}

#[test]
fn what_breaks_the_format_is_refused() {
    for (rows, expect) in [
        (r#"<row r="0"><c><v>1</v></c></row>"#, OpenError::Corrupt),
        (r#"<row r="2"/><row r="2"/>"#, OpenError::Corrupt),
        (r#"<row r="1"><c r="B1"><v>1</v></c><c r="A1"><v>1</v></c></row>"#, OpenError::Corrupt),
        (r#"<row r="1"><c r="A2"><v>1</v></c></row>"#, OpenError::Corrupt),
        (r#"<row r="1"><c r="A1" t="s"><v>1</v></c></row>"#, OpenError::Corrupt),
        (r#"<row r="1"><c r="A1" t="?"><v>1</v></c></row>"#, OpenError::Corrupt),
        (r#"<row r="1048577"><c><v>1</v></c></row>"#, OpenError::TooManyRows),
        (r#"<row r="1"><c r="XFE1"><v>1</v></c></row>"#, OpenError::TooManyColumns),
        ("", OpenError::Empty),
    ] {
        assert_eq!(workbook::open(&xlsx(&page(rows), b"<sst/>")), Err(expect), "{rows}");
    }
}
