//! XML as both kinds of workbook use it: elements by their local names, no entity but the five that XML
//! itself defines. One that a document type defines is an error, so none can multiply.

use crate::budget::bounded;
use quick_xml::Reader;
use quick_xml::XmlVersion;
use quick_xml::escape::resolve_xml_entity;
use quick_xml::events::{BytesRef, BytesStart, Event};
use sheet::book::OpenError;
use std::borrow::Cow;
use std::io::{self, BufRead, Read};

/// The longest piece of a document that is read, in bytes. A cell of a spreadsheet has 32,767 characters.
const MAX_PIECE: usize = 16 * 1024 * 1024;

/// A reader of one document.
pub(crate) struct Xml<R> {
    reader: Reader<Bounded<R>>,
    buffer: Vec<u8>,
    /// How many elements are open.
    depth: usize,
}

/// What comes next in a document.
pub(crate) enum Piece<'a> {
    Start(BytesStart<'a>),
    /// The element that was begun last and hasn't ended yet ends.
    End,
    Text(Cow<'a, str>),
    /// A comment or the like.
    Other,
    /// The document ends, with every element.
    Eof,
}

impl<R: BufRead> Xml<R> {
    pub(crate) fn new(source: R) -> Xml<R> {
        let mut reader = Reader::from_reader(Bounded { source, used: 0 });
        reader.config_mut().expand_empty_elements = true;
        Xml { reader, buffer: Vec::new(), depth: 0 }
    }

    /// The next piece.
    pub(crate) fn next(&mut self) -> Result<Piece<'_>, OpenError> {
        self.buffer.clear();
        self.reader.get_mut().used = 0;
        Ok(match self.reader.read_event_into(&mut self.buffer).map_err(refusal)? {
            Event::Start(element) => {
                self.depth += 1;
                Piece::Start(element)
            }
            Event::End(_) => {
                self.depth -= 1;
                Piece::End
            }
            Event::Text(text) => Piece::Text(text.xml10_content()),
            Event::CData(text) => Piece::Text(text.xml10_content()),
            Event::GeneralRef(entity) => Piece::Text(resolved(&entity)?.into()),
            Event::Eof if self.depth > 0 => return Err(OpenError::Corrupt),
            Event::Eof => Piece::Eof,
            _ => Piece::Other,
        })
    }

    /// Passes over the rest of the element that was begun last.
    pub(crate) fn skip(&mut self) -> Result<(), OpenError> {
        let outside = self.depth - 1;
        while self.depth > outside {
            self.next()?;
        }
        Ok(())
    }

    /// Adds the text of the element that was begun last, without that of elements within it.
    pub(crate) fn text(&mut self, out: &mut String) -> Result<(), OpenError> {
        loop {
            match self.next()? {
                Piece::Text(text) => {
                    out.push_str(&text);
                    bounded(out)?;
                }
                Piece::Start(_) => self.skip()?,
                Piece::End => return Ok(()),
                Piece::Other | Piece::Eof => {}
            }
        }
    }
}

/// A source that ends where a single piece of the document grows too long.
struct Bounded<R> {
    source: R,
    /// How much of it the piece has taken.
    used: usize,
}

impl<R: BufRead> Read for Bounded<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let count = self.fill_buf()?.read(buffer)?;
        self.consume(count);
        Ok(count)
    }
}

impl<R: BufRead> BufRead for Bounded<R> {
    fn fill_buf(&mut self) -> io::Result<&[u8]> {
        match self.used {
            ..=MAX_PIECE => self.source.fill_buf(),
            _ => Err(io::Error::other(OpenError::TooManyCells)),
        }
    }

    fn consume(&mut self, count: usize) {
        self.used += count;
        self.source.consume(count);
    }
}

fn resolved(entity: &BytesRef) -> Result<String, OpenError> {
    if let Some(text) = resolve_xml_entity(entity) {
        return Ok(text.to_owned());
    }
    let character = entity.resolve_char_ref().map_err(refusal)?;
    character.map(String::from).ok_or(OpenError::Corrupt)
}

/// What a fault of the XML, or of the file below it, says about the workbook.
fn refusal(error: quick_xml::Error) -> OpenError {
    let quick_xml::Error::Io(error) = error else { return OpenError::Corrupt };
    let inner = error.get_ref().and_then(|inner| inner.downcast_ref::<OpenError>());
    inner.copied().unwrap_or(OpenError::Corrupt)
}

/// An attribute of an element, by its local name.
pub(crate) fn attribute<'a>(
    element: &'a BytesStart,
    name: &str,
) -> Result<Option<Cow<'a, str>>, OpenError> {
    for attribute in element.attributes().with_checks(false) {
        let attribute = attribute.map_err(|_| OpenError::Corrupt)?;
        if attribute.key.local_name().as_ref() == name {
            let value = attribute.normalized_value(XmlVersion::Implicit1_0).map_err(refusal)?;
            return Ok(Some(value));
        }
    }
    Ok(None)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text_of(document: &str) -> Result<String, OpenError> {
        let mut xml = Xml::new(document.as_bytes());
        let mut text = String::new();
        loop {
            match xml.next()? {
                Piece::Start(element) if element.local_name().as_ref() == "t" => {
                    xml.text(&mut text)?;
                }
                Piece::Eof => return Ok(text),
                _ => {}
            }
        }
    }

    #[test]
    fn text_is_read_with_references() {
        let document = "<a><x:t>1 &lt; 2 &amp; &#x41;<b>no</b><![CDATA[<&>]]></x:t><!-- c --></a>";
        assert_eq!(text_of(document).as_deref(), Ok("1 < 2 & A<&>"));
    }

    #[test]
    fn entities_of_a_document_type_are_refused() {
        let laughs = "<!DOCTYPE a [<!ENTITY b \"ha\"><!ENTITY c \"&b;&b;&b;\">]><a><t>&c;</t></a>";
        assert_eq!(text_of(laughs), Err(OpenError::Corrupt));
    }

    #[test]
    fn a_piece_that_never_ends_is_refused() {
        for start in ["<a><t>", "<a b='", "<!--", "<a><![CDATA["] {
            let document = start.to_owned() + &"b".repeat(MAX_PIECE + 10_000);
            assert_eq!(text_of(&document), Err(OpenError::TooManyCells), "{start}");
        }
    }

    #[test]
    fn an_element_left_open_is_an_error() {
        for document in
            ["<a><t>1</t>", "<a><t>1", "<a></b>", "</a>", "<a b='", "<a><t>&#x110000;</t></a>"]
        {
            assert_eq!(text_of(document), Err(OpenError::Corrupt), "{document}");
        }
    }
}
