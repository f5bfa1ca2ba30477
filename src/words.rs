//! Words that more than one page uses, so that they are the same everywhere.

use crate::browser::camera::NoCamera;
use protocol::receipt::{Head, State};
use protocol::session::{SignInError, World};

use sheet::text::Encoding;

pub use sheet::words::{all_of, count, long_date, noun, short_date, thousands};

/// The most letters of a cell that are shown as an example.
const EXAMPLE: usize = 24;

/// An encoding, as people tell them apart.
pub const fn encoding(encoding: Encoding) -> &'static str {
    match encoding {
        Encoding::Utf8 => "UTF-8",
        Encoding::Windows1252 => "Windows-1252 (western European)",
        Encoding::Utf16Le => "UTF-16",
        Encoding::Utf16Be => "UTF-16, high byte first",
    }
}

/// How long something still takes, as far as one can say.
pub fn time_left(seconds: u64) -> String {
    let minutes = (seconds + 30) / 60;
    match (minutes / 60, minutes % 60) {
        _ if seconds < 50 => "less than a minute left".to_owned(),
        (0, minutes) => format!("about {} left", count(minutes as usize, "minute")),
        (hours, 0) => format!("about {} left", count(hours as usize, "hour")),
        (hours, minutes) => format!(
            "about {} and {} left",
            count(hours as usize, "hour"),
            count(minutes as usize, "minute")
        ),
    }
}

/// How an upload has ended, in one line: `90 of 96 rows are in Majora, 2 in part`.
pub fn ended(head: &Head) -> String {
    let rows = count(head.rows_in_all, "row");
    let verb = if head.whole() == 1 { "is" } else { "are" };
    let part = match head.count(State::SavedInPart) {
        0 => String::new(),
        some => format!(", {} in part", thousands(some)),
    };
    format!("{} of {rows} {verb} in Majora{part}", thousands(head.whole()))
}

/// Those of a sheet that can go: `the same 96 rows`, or `the 24 rows that are ready`.
pub fn those_ready(ready: usize, to_mend: usize) -> String {
    match (ready, to_mend) {
        (1, 0) => "the same row".to_owned(),
        (ready, 0) => format!("the same {}", count(ready, "row")),
        (0, _) => "the same sheet".to_owned(),
        (1, _) => "the 1 row that is ready".to_owned(),
        (ready, _) => format!("the {} that are ready", count(ready, "row")),
    }
}

/// Cells as examples: `‘UK-ENG’, ‘UK-WLS’`.
pub fn quoted(cells: &[String]) -> String {
    let quoted = cells.iter().map(|cell| match cell.char_indices().nth(EXAMPLE) {
        Some((end, _)) => format!("‘{}…’", &cell[..end]),
        None => format!("‘{cell}’"),
    });
    quoted.collect::<Vec<_>>().join(", ")
}

/// What stands on the band of every page of such a Majora.
pub const fn band(world: World) -> (&'static str, &'static str) {
    match world {
        World::Test => ("TEST SERVER", "practice data only"),
        World::Production => ("PRODUCTION", "real data"),
    }
}

/// The icon of a tab that is about such a Majora, or about none.
pub const fn icon(world: Option<World>) -> &'static str {
    match world {
        Some(World::Test) => "/favicon-test.svg",
        Some(World::Production) => "/favicon-production.svg",
        None => "/favicon.svg",
    }
}

/// The one word for a world in a button or title.
pub const fn world(world: World) -> &'static str {
    match world {
        World::Test => "TEST",
        World::Production => "PRODUCTION",
    }
}

/// What the tour says at the start, at each step, and at the form, which stands for the third stop.
pub const TOUR: [&str; 7] = [
    "A sheet goes to Majora in five steps, and nothing is stored there before the fourth. The band at the top of every page says which server you are at: TEST to practise, PRODUCTION for real data.",
    "Choose the sheet that your laboratory keeps: its columns may stand in any order. It is read on this computer. No sheet at hand? Below are templates, and on the test server an example to practise with.",
    "Everything that Majora would refuse is listed before anything is sent. A line leads to its cell; many can be fixed with one press. Undo takes back whatever you do. F8 goes to the next problem.",
    "Majora was asked what it holds, and here is what would change there. Nothing that is stored is erased unless you tick it. Nothing is stored before you press Submit.",
    "You can leave this tab in the background, pause, or stop. If it closes, you can go on from where it was, and nothing is sent twice.",
    "The receipt says what became of every row. Download or print it. Rows that need attention can be fixed and sent again from here.",
    "Answer what you know: only what is marked ‘needed’ must be answered, and nothing is called wrong before you leave it. Enter goes to the next question, and a barcode can be scanned into an answer. Add the library and run if there are any, and further samples below.",
];

/// The keys that can be pressed, by where they work.
pub const KEYS: &[(&str, &[(&str, &str)])] = &[
    (
        "On every page",
        &[("?", "Shows this list"), ("Escape", "Closes it, or leaves what was begun")],
    ),
    (
        "To go about in the sheet",
        &[
            ("← or → or ↑ or ↓", "To the next cell"),
            ("Home or End", "To the first or last column"),
            ("Ctrl+→ or Ctrl+↓", "To the last column or row, likewise back with the other arrows"),
            ("Ctrl+Home or Ctrl+End", "To the first or last cell"),
            ("PageUp or PageDown", "A screen up or down"),
            ("F8 or Shift+F8", "To the next problem, or the one before"),
            ("Ctrl+F", "Finds a text"),
            ("Ctrl+G", "Goes to a row"),
            ("Tab", "Leaves the sheet"),
        ],
    ),
    (
        "To change the sheet",
        &[
            ("Enter or F2 or Space", "Edits the cell; typing replaces what is in it"),
            ("Backspace", "Empties the cell and edits it"),
            ("Delete", "Empties what is selected"),
            ("Ctrl+Z or Ctrl+Y", "Undoes, or makes it again; so does Ctrl+Shift+Z"),
            ("Shift+→", "Selects more cells, likewise with the other arrows"),
            ("Shift+Space or Ctrl+Space", "Selects the row or the column"),
            ("Ctrl+A", "Selects everything"),
            ("Escape", "Selects no more than the one cell"),
            ("Ctrl+C or Ctrl+X or Ctrl+V", "Copies, cuts or pastes"),
            ("Ctrl+D", "Fills the selection with its first row"),
            ("Ctrl+Delete", "Removes rows, or restores them"),
        ],
    ),
    (
        "While a cell is edited",
        &[
            ("Enter", "Keeps it, and goes down"),
            ("Tab or Shift+Tab", "Keeps it, and goes right or left"),
            ("Escape", "Leaves the cell as it was"),
        ],
    ),
    (
        "With a barcode scanner that types",
        &[
            (
                "Enter",
                "As the scanner sends it after a code: keeps the code, and waits in the row below for the next. After the last row it adds one",
            ),
            ("Tab", "If the scanner sends that: keeps the code, and goes right"),
        ],
    ),
    (
        "In the form",
        &[("Enter", "Keeps the answer, and goes to the next question; so does a scanner")],
    ),
    (
        "In a picture of the sheet",
        &[
            ("Tab", "To the picture, and out of it"),
            ("← or → or ↑ or ↓", "To the next part of it"),
            ("Home or End", "To the first or last part"),
            ("Enter or Space", "Shows the rows that the part is about"),
        ],
    ),
];

/// Why nothing can be scanned, and what to do.
pub const fn no_camera(why: NoCamera) -> (&'static str, &'static str) {
    match why {
        NoCamera::Insecure => (
            "The camera can only be used on a secure page",
            "Open the uploader at its address that begins with https, or type the id.",
        ),
        NoCamera::Unsupported => (
            "This browser can’t use a camera",
            "Open the uploader in a current Firefox, Chrome, Edge or Safari, or type the id.",
        ),
        NoCamera::Missing => ("No camera was found", "Connect one and try again, or type the id."),
        NoCamera::Refused => (
            "The camera is not allowed for this page",
            "Allow it in the browser’s settings for this site and try again, or type the id.",
        ),
        NoCamera::InUse => (
            "The camera can’t be started, because another program uses it",
            "Close that program and try again, or type the id.",
        ),
        NoCamera::Lost => (
            "The camera was switched off or disconnected",
            "Connect it and try again, or type the id.",
        ),
        NoCamera::NoReader => (
            "What reads the barcodes could not be loaded",
            "Check your connection and try again, or type the id.",
        ),
    }
}

/// What happened at a sign-in, and what to do.
pub const fn sign_in_error(error: SignInError) -> (&'static str, &'static str) {
    match error {
        SignInError::Denied => (
            "You did not allow the uploader to use your Majora account",
            "Nothing was changed. Sign in again and press Authorise when Majora asks.",
        ),
        SignInError::MissingPermission => (
            "Your Majora account lacks a permission that uploading needs",
            "Ask Majora’s administrators for the permissions of an uploader, then sign in again.",
        ),
        SignInError::NoSecondFactor => (
            "Your Majora account has no second factor",
            "Set up two-step verification on your Majora profile, then sign in again.",
        ),
        SignInError::NotOurs => (
            "That sign-in was used already or was begun in another browser",
            "Sign in again from here.",
        ),
        SignInError::NoCookie => (
            "Your browser did not keep the sign-in’s cookie",
            "Allow cookies for this site, then sign in again, in the same browser from beginning to end.",
        ),
        SignInError::TooLate => {
            ("The sign-in took too long, so it ran out", "Sign in again. You have ten minutes.")
        }
        SignInError::ClientRejected => (
            "Majora does not accept this uploader",
            "Its client id or secret is wrong. Tell the people who run the uploader; only they can fix this.",
        ),
        SignInError::MajoraDown => {
            ("Majora can’t be reached", "Wait a few minutes, then sign in again.")
        }
        SignInError::Unusable => (
            "Majora’s answer to the sign-in could not be read",
            "Sign in again. If it goes on, tell the people who run the uploader.",
        ),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_time_left_is_no_more_exact_than_one_can_know() {
        for (seconds, words) in [
            (0, "less than a minute left"),
            (49, "less than a minute left"),
            (50, "about 1 minute left"),
            (95, "about 2 minutes left"),
            (3_600, "about 1 hour left"),
            (7_500, "about 2 hours and 5 minutes left"),
        ] {
            assert_eq!(time_left(seconds), words);
        }
    }
}
