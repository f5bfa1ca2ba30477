//! The text of a cell: paragraphs, with white space as ODF 1.2 part 1 §6.1.2 has it.

use crate::budget::bounded;
use crate::xml::{Piece, Xml, attribute};
use quick_xml::events::BytesStart;
use sheet::book::OpenError;
use std::io::BufRead;

/// The most spaces that one element stands for; a cell of a spreadsheet holds no more characters.
const MAX_SPACES: usize = 32_767;

/// Adds the text of the paragraph that was begun last.
pub(super) fn paragraph<R: BufRead>(xml: &mut Xml<R>, out: &mut String) -> Result<(), OpenError> {
    let start = out.len();
    let mut depth = 1_usize;
    while depth > 0 {
        bounded(out)?;
        match xml.next()? {
            Piece::Text(text) => push_collapsed(out, start, &text),
            Piece::End => depth -= 1,
            Piece::Start(element) => match element.local_name().as_ref() {
                "s" => {
                    out.extend(std::iter::repeat_n(' ', spaces(&element)?));
                    xml.skip()?;
                }
                "tab" => {
                    out.push('\t');
                    xml.skip()?;
                }
                "line-break" => {
                    out.push('\n');
                    xml.skip()?;
                }
                // Comments and pictures may stand within a paragraph, and have paragraphs of their own.
                "annotation" | "note" | "frame" | "ruby-text" => xml.skip()?,
                _ => depth += 1,
            },
            _ => {}
        }
    }
    Ok(())
}

/// Several spaces in the file are one; those that count are elements.
fn push_collapsed(out: &mut String, start: usize, text: &str) {
    for character in text.chars() {
        match character {
            ' ' | '\t' | '\r' | '\n' => {
                if out.len() > start && !out.ends_with(' ') {
                    out.push(' ');
                }
            }
            other => out.push(other),
        }
    }
}

fn spaces(element: &BytesStart) -> Result<usize, OpenError> {
    let count = attribute(element, "c")?;
    let count = count.map_or(Ok(1), |count| count.parse().map_err(|_| OpenError::Corrupt))?;
    match count {
        ..=MAX_SPACES => Ok(count),
        _ => Err(OpenError::Corrupt),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(paragraph_in: &str) -> String {
        let document = format!("<p>{paragraph_in}</p>");
        let mut xml = Xml::new(document.as_bytes());
        let Ok(Piece::Start(_)) = xml.next() else { panic!("no paragraph") };
        let mut text = String::new();
        paragraph(&mut xml, &mut text).unwrap();
        text
    }

    #[test]
    fn spaces_that_count_are_elements() {
        for (paragraph, expect) in [
            ("\n  a \n b", "a b"),
            ("<s/>a<s c='2'/>b<s/>", " a  b "),
            ("a<span>b <a>c</a></span><tab/>d<line-break/>e", "ab c\td\ne"),
            ("a<annotation><p>not this</p></annotation>b", "ab"),
            ("a &amp; b", "a & b"),
        ] {
            assert_eq!(read(paragraph), expect, "{paragraph}");
        }
    }
}
