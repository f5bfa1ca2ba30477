//! Words that more than one page uses, so that they are the same everywhere.

use protocol::session::{SignInError, World};
use sheet::field::Section;

/// A number and its noun: `1 sample`, `1,200 samples`.
pub fn count(number: usize, noun: &str) -> String {
    let plural = match (number, noun.strip_suffix('y')) {
        (1, _) => return format!("1 {noun}"),
        (_, Some(stem)) => format!("{stem}ies"),
        (_, None) => format!("{noun}s"),
    };
    format!("{} {plural}", thousands(number))
}

/// A number with its thousands set apart: `12,000`.
pub fn thousands(number: usize) -> String {
    let digits = number.to_string();
    let groups: Vec<&str> = digits
        .as_bytes()
        .rchunks(3)
        .rev()
        .filter_map(|group| std::str::from_utf8(group).ok())
        .collect();
    groups.join(",")
}

/// The noun of a record.
pub const fn noun(section: Section) -> &'static str {
    match section {
        Section::Sample => "sample",
        Section::Library => "library",
        Section::Run => "run",
    }
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_grouped_and_nouns_agree() {
        for (number, noun, expected) in [
            (0, "row", "0 rows"),
            (1, "library", "1 library"),
            (2, "library", "2 libraries"),
            (999, "row", "999 rows"),
            (1000, "row", "1,000 rows"),
            (1234567, "row", "1,234,567 rows"),
        ] {
            assert_eq!(count(number, noun), expected);
        }
    }
}
