//! The templates as workbooks: drop-downs for what has a list, each column's help in the note of its
//! heading. They say what the table of columns says, so they are made when first asked for.

use std::sync::LazyLock;

use axum::body::Bytes;
use rust_xlsxwriter::{
    Color, DataValidation, DataValidationErrorStyle, DataValidationRule, DocProperties,
    ExcelDateTime, Format, FormatAlign, FormatBorder, Formula, Note, Workbook, Worksheet,
    XlsxError,
};
use sheet::{
    derive::{self, Template},
    field::{Field, Fold, Kind, Need, Section, Span},
    fields::EXAMPLE_TODAY,
};

use crate::opaque::Digest;

/// The last row that a worksheet has, from 0.
const LAST_ROW: u32 = 1_048_575;

/// The number of the built-in format for text (ECMA-376, part 1, §18.8.30).
const TEXT: u8 = 49;

static BIOSAMPLES: LazyLock<(Bytes, Digest)> = LazyLock::new(|| made(Template::Biosamples));
static ALL: LazyLock<(Bytes, Digest)> = LazyLock::new(|| made(Template::All));

fn made(template: Template) -> (Bytes, Digest) {
    let workbook = workbook(template);
    let digest = Digest::of_bytes(&workbook);
    (workbook.into(), digest)
}

/// The template that is served under this path, with its digest.
pub(crate) fn file(path: &str) -> Option<(Bytes, Digest)> {
    match path {
        "template/biosamples.xlsx" => Some(BIOSAMPLES.clone()),
        "template/all.xlsx" => Some(ALL.clone()),
        _ => None,
    }
}

/// A template as an XLSX workbook of one worksheet, the same bytes each time.
pub fn workbook(template: Template) -> Vec<u8> {
    write(template).expect("the table of columns is constant and fits a worksheet, as tests show")
}

fn write(template: Template) -> Result<Vec<u8>, XlsxError> {
    let mut workbook = Workbook::new();
    let born = ExcelDateTime::from_ymd(2020, 1, 1)?;
    workbook.set_properties(&DocProperties::new().set_creation_datetime(&born));
    let sheet = workbook.add_worksheet();
    sheet.set_name("Samples")?;
    sheet.set_default_note_author("Majora uploader");
    // The headings and the ids stay in sight.
    sheet.set_freeze_panes(1, 1)?;
    sheet.set_row_height(0, 30)?;
    for (column, field) in (0..).zip(template.columns()) {
        head(sheet, column, field)?;
        body(sheet, column, field)?;
    }
    workbook.save_to_buffer()
}

/// The heading, alone in its cell, so that the sheet reads back; all else is in its note.
fn head(sheet: &mut Worksheet, column: u16, field: &Field) -> Result<(), XlsxError> {
    let width = u16::try_from(field.name.len()).unwrap_or(u16::MAX);
    sheet.set_column_width(column, f64::from(width.max(10)) + 3.0)?;
    sheet.write_string_with_format(0, column, field.name, &heading(field.need))?;
    let text = note(field);
    let lines: usize = text.lines().map(|line| 1 + line.len() / 48).sum();
    let height = u32::try_from(lines).unwrap_or(u32::MAX).saturating_mul(18).saturating_add(12);
    sheet.insert_note(0, column, &Note::new(text).set_width(320).set_height(height))?;
    Ok(())
}

/// What is needed differs from the rest in weight as in colour.
fn heading(need: Need) -> Format {
    let heading = Format::new()
        .set_align(FormatAlign::VerticalCenter)
        .set_border_bottom(FormatBorder::Thin)
        .set_num_format_index(TEXT);
    match need {
        Need::Optional => heading.set_background_color(Color::RGB(0xEEF1F4)),
        Need::Required | Need::OneOfDates => heading
            .set_bold()
            .set_font_color(Color::White)
            .set_background_color(Color::RGB(0x1D3C6E)),
    }
}

fn note(field: &Field) -> String {
    let needed = match (field.need, field.section) {
        (Need::Optional, _) => "",
        (Need::OneOfDates, _) => "Needed, unless the other of the two dates is filled in.\n",
        (Need::Required, Section::Sample) => "Needed for each sample.\n",
        (Need::Required, Section::Library) => "Needed if the row holds a library.\n",
        (Need::Required, Section::Run) => "Needed if the row holds a sequencing run.\n",
    };
    let example = match field.example {
        "" | EXAMPLE_TODAY => String::new(),
        example => format!("\nExample: {example}"),
    };
    format!("{needed}{}\nAllowed: {}.{example}", field.help, derive::allowed(field))
}

/// What stands below the heading: how it is shown, and what the spreadsheet says of a wrong cell.
fn body(sheet: &mut Worksheet, column: u16, field: &Field) -> Result<(), XlsxError> {
    let shown = match field.kind {
        Kind::Date(_) => Format::new().set_num_format("yyyy-mm-dd"),
        Kind::DateTime => Format::new().set_num_format("yyyy-mm-dd hh:mm"),
        Kind::Whole | Kind::Number => Format::new(),
        // A spreadsheet rounds long numbers and drops their zeros; of text it leaves each digit.
        _ => Format::new().set_num_format_index(TEXT),
    };
    sheet.set_column_format(column, &shown)?;
    if let Some(rule) = rule(field.kind)? {
        let message = format!("{}: {}", field.name, derive::allowed(field));
        let rule =
            rule.set_error_title("Check this cell")?.set_error_message(shortened(message))?;
        sheet.add_data_validation(1, column, LAST_ROW, column, &rule)?;
    }
    Ok(())
}

/// What a spreadsheet can check as it is typed. It stops only what the uploader would stop, whatever
/// the day.
fn rule(kind: Kind) -> Result<Option<DataValidation>, XlsxError> {
    let rule = DataValidation::new();
    let warning = DataValidationErrorStyle::Warning;
    Ok(Some(match kind {
        Kind::Choice { options, fold: Fold::Exact } => rule.allow_list_strings(options)?,
        Kind::Choice { options, .. } => rule.allow_list_strings(options)?.set_error_style(warning),
        Kind::YesNo => rule.allow_list_strings(&["Y", "N"])?.set_error_style(warning),
        Kind::Whole => rule
            .allow_whole_number(DataValidationRule::GreaterThanOrEqualTo(0))
            .set_error_style(warning),
        Kind::Number => rule
            .allow_decimal_number(DataValidationRule::GreaterThanOrEqualTo(0.0))
            .set_error_style(warning),
        Kind::Date(Span::LastYear) => {
            let (first, last) = (Formula::new("=TODAY()-365"), Formula::new("=TODAY()"));
            rule.allow_date_formula(DataValidationRule::Between(first, last))
                .set_error_style(warning)
        }
        _ => return Ok(None),
    }))
}

/// A spreadsheet shows at most 255 characters; the note has the rest.
fn shortened(mut message: String) -> String {
    if let Some((end, _)) = message.char_indices().nth(254) {
        message.truncate(end);
        message.push('…');
    }
    message
}
