//! What stands in the workbooks, as a spreadsheet program finds it.

use std::io::{Cursor, Read};

use proxy::template::workbook;
use sheet::{
    choices::Choices,
    derive::Template,
    field::{Kind, Need},
    fields,
    read::{ReadError, headings_of_book, read_book},
};
use zip::ZipArchive;

/// One file of the workbook.
fn part(template: Template, name: &str) -> String {
    let mut archive = ZipArchive::new(Cursor::new(workbook(template))).unwrap();
    let mut text = String::new();
    archive.by_name(name).unwrap().read_to_string(&mut text).unwrap();
    text
}

fn worksheet(template: Template) -> String {
    part(template, "xl/worksheets/sheet1.xml")
}

/// The letters of a column, from 0.
fn letters(column: usize) -> String {
    let letter = |nth: usize| char::from(b'A' + u8::try_from(nth).unwrap());
    match column {
        0..26 => letter(column).to_string(),
        _ => format!("{}{}", letter(column / 26 - 1), letter(column % 26)),
    }
}

/// The attribute of an element that has all these words in its tag.
fn attribute(xml: &str, words: &[&str], name: &str) -> String {
    let tag = xml.split('<').find(|tag| words.iter().all(|word| tag.contains(word)));
    let tag = tag.unwrap_or_else(|| panic!("no {words:?}"));
    let value = tag.split_once(&format!("{name}=\"")).unwrap_or_else(|| panic!("no {name}: {tag}"));
    value.1.split('"').next().unwrap().to_owned()
}

#[test]
fn what_has_a_list_has_a_drop_down() {
    let sheet = worksheet(Template::All);
    let mut lists = 0;
    for (column, field) in Template::All.columns().enumerate() {
        let options = match field.kind {
            Kind::Choice { options, .. } => options,
            Kind::YesNo => &["Y", "N"],
            _ => continue,
        };
        let letters = letters(column);
        let below = format!("sqref=\"{letters}2:{letters}1048576\"");
        let rule = sheet.split("<dataValidation ").find(|rule| rule.contains(&below));
        let rule = rule.unwrap_or_else(|| panic!("{} has no drop-down", field.name));
        let list = format!("<formula1>\"{}\"</formula1>", options.join(","));
        assert!(rule.contains("type=\"list\"") && rule.contains(&list), "{}: {rule}", field.name);
        lists += 1;
    }
    assert!(lists > 15, "only {lists}");
}

#[test]
fn each_heading_has_its_help_and_says_whether_it_is_needed() {
    for template in [Template::All, Template::Biosamples] {
        let notes = part(template, "xl/comments1.xml");
        let notes: Vec<&str> = notes.split("<comment ").skip(1).collect();
        assert_eq!(notes.len(), template.columns().count());
        for (column, field) in template.columns().enumerate() {
            let cell = format!("ref=\"{}1\"", letters(column));
            let note = notes.iter().find(|note| note.contains(&cell)).unwrap();
            assert!(note.contains(field.help), "{}", field.name);
            assert_eq!(note.contains("Needed"), field.need != Need::Optional, "{}", field.name);
        }
    }
}

#[test]
fn ids_are_text_and_days_are_shown_as_iso() {
    let (sheet, styles) = (worksheet(Template::All), part(Template::All, "xl/styles.xml"));
    let formats = styles.split("<cellXfs").nth(1).unwrap().split("</cellXfs>").next().unwrap();
    let formats: Vec<String> =
        formats.split("<xf ").skip(1).map(|xf| attribute(xf, &["numFmtId"], "numFmtId")).collect();
    let code = |field| {
        let column = Template::All.columns().position(|other| other == field).unwrap() + 1;
        // Neighbours of one width and style are one element.
        let number =
            |tag: &str, name: &str| attribute(tag, &[name], name).parse::<usize>().unwrap();
        let of_columns = sheet.split("<col ").skip(1);
        let mut of_columns = of_columns.map(|tag| tag.split('>').next().unwrap());
        let found = of_columns
            .find(|tag| (number(tag, "min")..=number(tag, "max")).contains(&column))
            .unwrap();
        let style = attribute(found, &["style"], "style");
        match formats[style.parse::<usize>().unwrap()].as_str() {
            "49" => "@".to_owned(),
            id => attribute(&styles, &["numFmt ", &format!("numFmtId=\"{id}\"")], "formatCode"),
        }
    };
    for (field, expected) in [
        (&fields::CENTRAL_SAMPLE_ID, "@"),
        (&fields::ROOT_SAMPLE_ID, "@"),
        (&fields::BIOSAMPLE_SOURCE_ID, "@"),
        (&fields::LIBRARY_NAME, "@"),
        (&fields::COLLECTION_DATE, "yyyy-mm-dd"),
        (&fields::START_TIME, "yyyy-mm-dd hh:mm"),
    ] {
        assert_eq!(code(field), expected, "{}", field.name);
    }
}

#[test]
fn headings_and_ids_stay_in_sight() {
    let sheet = worksheet(Template::Biosamples);
    let pane = |name| attribute(&sheet, &["pane ", "topLeftCell"], name);
    assert_eq!(
        (pane("xSplit"), pane("ySplit"), pane("state")),
        ("1".into(), "1".into(), "frozen".into())
    );
    // Headings and nothing else: an example row would be sent.
    assert_eq!(sheet.matches("<row ").count(), 1);
}

#[test]
fn our_own_reader_knows_every_heading_of_it() {
    for template in [Template::All, Template::Biosamples] {
        let book = ::workbook::open(&workbook(template)).unwrap();
        let choices = Choices::default();
        assert_eq!(read_book(&book, &choices).unwrap_err(), ReadError::NoRows);
        let headings = headings_of_book(&book, &choices).unwrap();
        let fields: Vec<_> = headings.iter().filter_map(|heading| heading.field).collect();
        assert_eq!(fields, template.columns().collect::<Vec<_>>());
    }
}
