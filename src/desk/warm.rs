//! Reading and checking, before there is anything to read.

use crate::browser::slices::Slices;
use crate::browser::{self, Sha256};
use futures_util::future::join;
use sheet::check::{Checked, check_in_pieces};
use sheet::choices::Choices;
use sheet::derive;
use sheet::read::read_in_pieces;
use sheet::value::Date;
use std::hint::black_box;
use std::sync::Arc;

/// How many rows are read: so many that the browser compiles well what goes through them.
const ROWS: usize = 3_000;

/// Room that a sheet of some ten thousand rows needs with its file, in bytes.
const ROOM: usize = 16 << 20;

/// How much of it is made at once.
const PIECE: usize = 1 << 20;

/// Makes ready what a file will need: the worker that hashes it, what reads and checks it, and the room.
/// The sheet that was made up for that is the answer.
pub(super) async fn warm_up() -> Option<Arc<Checked>> {
    let (_, made_up) = join(Sha256::prepare(), read_made_up()).await;
    make_room().await;
    made_up
}

/// Has the browser give the page its memory before a file needs it: it does so when that is first written
/// to, and that took longer than to copy a file there. What is given back here stays with the page.
async fn make_room() {
    let (mut room, mut slices) = (Vec::with_capacity(ROOM), Slices::begin());
    while room.len() < ROOM {
        room.resize(room.len() + PIECE, 1_u8);
        slices.rest().await;
    }
    black_box(&room);
}

/// Has a made-up sheet read and checked. A browser compiles a function when it first runs it, and compiles it
/// well once it has run for a while; the first sheet of a visit took twice as long for that. While somebody
/// looks for a file, there is time for it.
async fn read_made_up() -> Option<Arc<Checked>> {
    let today = browser::today();
    let text = made_up(today);
    let mut slices = Slices::begin();
    let reading = async |_| {
        slices.rest().await;
    };
    let sheet = read_in_pieces(text.as_bytes(), &Choices::default(), reading).await.ok()?;
    let checking = async |_| {
        slices.rest().await;
    };
    Some(Arc::new(check_in_pieces(sheet, today, checking).await))
}

/// The example, with another id in each row and other cells left out.
fn made_up(today: Date) -> String {
    let example = derive::example(today, 1);
    let mut lines = example.lines();
    let (headings, cells) = (lines.next().unwrap_or_default(), lines.next().unwrap_or_default());
    let row = |row: usize| {
        let cells = cells.split(',').enumerate().map(|(at, cell)| match at {
            0 => row.to_string(),
            _ if (at + row).is_multiple_of(4) => String::new(),
            _ => cell.to_owned(),
        });
        cells.collect::<Vec<_>>().join(",")
    };
    std::iter::once(headings.to_owned()).chain((1..=ROWS).map(row)).collect::<Vec<_>>().join("\n")
}

#[cfg(test)]
mod tests {
    use super::*;
    use sheet::check::check;
    use sheet::read::read;

    #[test]
    fn the_made_up_sheet_goes_the_whole_way() {
        let today = Date::constant(2026, 11, 20);
        let sheet = read(made_up(today)).expect("a sheet");
        assert_eq!(sheet.rows(), ROWS);
        let same = |column| sheet.cell(1, column) == sheet.cell(2, column);
        let others = (0..sheet.columns().len()).filter(|column| !same(*column)).count();
        assert!(
            others * 3 > sheet.columns().len(),
            "a row of cells that are known is not looked at"
        );
        let found = check(sheet, today).problems().len();
        assert!(found > ROWS, "what is wrong is told, too");
    }
}
