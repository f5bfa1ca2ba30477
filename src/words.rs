//! Words that more than one page uses, so that they are the same everywhere.

use protocol::session::{SignInError, World};

use sheet::text::Encoding;

pub use sheet::words::{count, long_date, noun, short_date, thousands};

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

/// The one word for a world in a button or title.
pub const fn world(world: World) -> &'static str {
    match world {
        World::Test => "TEST",
        World::Production => "PRODUCTION",
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
            "Its client id or secret is wrong. Tell the people who run the uploader; only they can mend this.",
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
