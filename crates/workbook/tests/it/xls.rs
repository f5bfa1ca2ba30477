//! XLS as no program at hand writes it.

use crate::{first, notes};
use sheet::book::{About, OpenError};
use std::io::{Cursor, Write};

fn record(kind: u16, data: &[u8]) -> Vec<u8> {
    [&kind.to_le_bytes()[..], &(data.len() as u16).to_le_bytes(), data].concat()
}

fn container(name: &str, stream: &[u8]) -> Vec<u8> {
    let mut file = cfb::CompoundFile::create(Cursor::new(Vec::new())).unwrap();
    file.create_stream(name).unwrap().write_all(stream).unwrap();
    file.into_inner().into_inner()
}

const BOF: [u8; 4] = [0, 6, 5, 0];

/// A workbook of one page with these records, listed so many times.
fn xls(records: &[u8], times: usize) -> Vec<u8> {
    let bound =
        |start: u32| record(0x85, &[&start.to_le_bytes()[..], &[0, 0, 1, 0, b'a']].concat());
    let start = (8 + times * bound(0).len() + 4) as u32;
    let listed: Vec<u8> = (0..times).flat_map(|_| bound(start)).collect();
    let end = record(10, &[]);
    let parts = [&record(0x809, &BOF)[..], &listed, &end, &record(0x809, &BOF), records, &end];
    container("/Workbook", &parts.concat())
}

fn number(row: u16, column: u16, number: f64) -> Vec<u8> {
    let place = [row.to_le_bytes(), column.to_le_bytes(), [0, 0]].concat();
    record(0x203, &[&place[..], &number.to_le_bytes()].concat())
}

#[test]
fn cells_may_stand_in_no_order_and_the_last_one_counts() {
    let records = [number(3, 1, 4.0), number(1, 2, 2.0), number(1, 0, 1.0), number(3, 1, 5.0)];
    assert_eq!(first(&xls(&records.concat(), 1)).rows, "\n1,,2\n\n,5\n");
}

#[test]
fn hidden_columns_are_noted() {
    let column = |first: u8, last: u8, flags: u8| {
        record(0x7D, &[first, 0, last, 0, 0, 8, 15, 0, flags, 0, 0, 0])
    };
    let records = [column(0, 0, 0), column(1, 3, 1), number(0, 0, 1.0)].concat();
    let page = first(&xls(&records, 1));
    assert_eq!(notes(&page), [(1, 1, About::HiddenColumns { columns: 3 })]);
}

#[test]
fn one_cell_far_off_costs_no_grid() {
    let rows = first(&xls(&number(u16::MAX, 255, 1.0), 1)).rows;
    assert_eq!(rows.len(), 65_535 + 255 + 2);
}

#[test]
fn a_page_that_is_listed_many_times_is_refused() {
    let many = vec![number(0, 0, 1.0); 1_000].concat();
    assert_eq!(workbook::open(&xls(&many, 1_000)), Err(OpenError::Corrupt));
}

#[test]
fn a_password_is_named() {
    let stream = [record(0x809, &BOF), record(0x2F, &[1, 0, 1, 0])].concat();
    assert_eq!(workbook::open(&container("/Workbook", &stream)), Err(OpenError::PasswordProtected));
}

#[test]
fn other_files_in_the_same_container_are_told_apart() {
    let check = |name: &str, stream: &[u8], error: OpenError| {
        assert_eq!(workbook::open(&container(name, stream)), Err(error), "{name}");
    };
    check("/WordDocument", b"text", OpenError::NotAWorkbook);
    check("/Book", &record(0x809, &[0, 5, 5, 0]), OpenError::OtherFormat);
    check("/Workbook", &record(0x809, &[0, 5, 5, 0]), OpenError::OtherFormat);
    check("/Workbook", &record(0x809, &BOF), OpenError::Corrupt);
}
