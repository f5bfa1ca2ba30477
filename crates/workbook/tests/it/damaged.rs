//! Good files with something wrong, and bytes that were never a file: nothing panics.

use proptest::prelude::*;

const GOOD: [&[u8]; 5] = [
    include_bytes!("../fixtures/samples.ods"),
    include_bytes!("../fixtures/samples.xls"),
    include_bytes!("../fixtures/samples.xlsx"),
    include_bytes!("../fixtures/openpyxl.xlsx"),
    include_bytes!("../fixtures/xlwt-1904.xls"),
];

#[test]
fn a_file_cut_short_anywhere_is_refused() {
    for good in GOOD {
        for end in (0..good.len()).step_by(97) {
            // The end of a container may be padding, so that nothing is missing.
            if let Ok(book) = workbook::open(&good[..end]) {
                assert_eq!(Ok(book), workbook::open(good));
            }
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_bytes_end_in_a_book_or_a_sentence(start in 0..3_usize, bytes in prop::collection::vec(any::<u8>(), 0..3_000)) {
        let start: &[u8] = [&b"PK\x03\x04"[..], b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1", b""][start];
        let _ = workbook::open(&[start, &bytes].concat());
    }

    #[test]
    fn any_bytes_changed_end_in_a_book_or_a_sentence(
        file in 0..GOOD.len(),
        changes in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..8),
    ) {
        let mut bytes = GOOD[file].to_vec();
        for (place, byte) in changes {
            let place = place.index(bytes.len());
            bytes[place] = byte;
        }
        let _ = workbook::open(&bytes);
    }

    /// Inside the compression, where a changed byte isn't found out by a checksum.
    #[test]
    fn any_xml_changed_ends_in_a_book_or_a_sentence(
        changes in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..8),
        ods in any::<bool>(),
    ) {
        let rows = if ods { ODS_ROWS } else { XLSX_ROWS };
        let mut rows = rows.to_vec();
        for (place, byte) in changes {
            let place = place.index(rows.len());
            rows[place] = byte;
        }
        let rows = String::from_utf8_lossy(&rows);
        let _ = match ods {
            true => workbook::open(&crate::archive::ods(&rows)),
            false => workbook::open(&crate::archive::xlsx(&crate::archive::page(&rows), b"<sst><si><t>a</t></si></sst>")),
        };
    }
}

const XLSX_ROWS: &[u8] = br#"<row r="2" hidden="1"><c r="A2" t="s"><v>0</v></c><c r="B2" s="1"><f>A1</f><v>21.4</v></c>
    <c r="C2" t="b"><v>1</v></c><c r="D2" t="inlineStr"><is><r><t>a</t></r></is></c><c r="E2" t="d"><v>2021-05-04</v></c></row>"#;

const ODS_ROWS: &[u8] = b"<table:table-row table:number-rows-repeated='2'><table:table-cell office:value-type='date' \
    office:date-value='2021-05-04'/><table:table-cell table:number-columns-repeated='3' office:value-type='time' \
    office:time-value='PT09H30M00S'/><table:table-cell office:value-type='float' office:value='1'><text:p>1<text:s text:c='2'/>\
    </text:p></table:table-cell></table:table-row>";
