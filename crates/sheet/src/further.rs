//! Columns that no table can list: the tests after the second, and any other metadata.
//!
//! They are entries like those of [`crate::fields`], made when a heading first names them and kept for
//! as long as the program runs, so that one heading is one column in every sheet.

use crate::field::{Field, Kind, Need, Section, Target};
use crate::fields;
use crate::text;
use std::collections::HashMap;
use std::sync::{LazyLock, Mutex, PoisonError};

/// The most characters of a namespace or key of metadata (RULES.md §4.2).
pub const MOST_TAG: usize = 64;

/// The four columns of a test, as they are called after its number.
pub const OF_A_TEST: [&str; 4] = ["ct_value", "test_target", "test_platform", "test_kit"];

static MADE: LazyLock<Mutex<HashMap<String, &'static Field>>> = LazyLock::new(Mutex::default);

/// What a heading can mean that [`fields::ALL`] doesn't list: `ct_3_ct_value`, `ct_3_test_kit` and so on
/// up to 255, in any spelling; `namespace.key`, exactly so written, for metadata of the biosample. Whether it
/// is metadata, only the user knows.
pub fn column(heading: &str) -> Option<&'static Field> {
    of_a_test(heading).or_else(|| metadata(heading))
}

/// A column of a test, by the number of the test and Majora's key.
pub fn test(number: u8, key: &str) -> Option<&'static Field> {
    let nth = OF_A_TEST.iter().position(|name| *name == key)?;
    let like = TESTS[usize::from(number == 2)][nth];
    match number {
        0 => None,
        1 | 2 => Some(like),
        _ => Some(made(format!("ct_{number}_{key}"), |name| Field {
            name,
            aliases: &[],
            section: Section::Sample,
            targets: leaked([Target::Ct(number, OF_A_TEST[nth])]),
            kind: like.kind,
            need: Need::Optional,
            help: like.help.replace("the first test", &format!("test {number}")).leak(),
            example: "",
            private: like.private,
        })),
    }
}

/// The number of the test that a column belongs to, if it belongs to one.
pub fn test_number(field: &Field) -> Option<u8> {
    field.targets.iter().find_map(|target| match target {
        Target::Ct(number, _) => Some(*number),
        _ => None,
    })
}

/// Whether a column is metadata that no template names.
pub fn is_metadata(field: &Field) -> bool {
    !fields::ALL.contains(&field)
        && field.targets.iter().any(|target| matches!(target, Target::SampleTag(..)))
}

static TESTS: [[&Field; 4]; 2] = [
    [
        &fields::CT_1_CT_VALUE,
        &fields::CT_1_TEST_TARGET,
        &fields::CT_1_TEST_PLATFORM,
        &fields::CT_1_TEST_KIT,
    ],
    [
        &fields::CT_2_CT_VALUE,
        &fields::CT_2_TEST_TARGET,
        &fields::CT_2_TEST_PLATFORM,
        &fields::CT_2_TEST_KIT,
    ],
];

/// The column of a test that a heading names, in any spelling.
pub(crate) fn of_a_test(heading: &str) -> Option<&'static Field> {
    let heading = text::normalised(heading);
    let rest = heading.strip_prefix("ct")?;
    let key = rest.trim_start_matches(|c: char| c.is_ascii_digit());
    let number = rest[..rest.len() - key.len()].parse().ok()?;
    let is_it = |name: &&&str| text::normalised(name) == key;
    test(number, OF_A_TEST.iter().find(is_it)?)
}

/// Whether a heading would be metadata, were its namespace and key not longer than Majora takes.
pub fn is_too_long(heading: &str) -> bool {
    tag_and_name(heading).is_some_and(|(tag, name)| !(fits(tag) && fits(name)))
}

fn fits(part: &str) -> bool {
    part.chars().count() <= MOST_TAG
}

/// The column of metadata that a heading can be meant for, exactly so written.
pub fn metadata(heading: &str) -> Option<&'static Field> {
    let (tag, name) = tag_and_name(heading).filter(|(tag, name)| fits(tag) && fits(name))?;
    let is_it = |t: &Target| matches!(t, Target::SampleTag(a, b) if (*a, *b) == (tag, name));
    let listed = fields::ALL.iter().copied().find(|field| field.targets.iter().any(is_it));
    Some(listed.unwrap_or_else(|| {
        made(heading.to_owned(), |heading| {
            let (tag, name) = (&heading[..tag.len()], &heading[tag.len() + 1..]);
            Field {
                name: heading,
                aliases: &[],
                section: Section::Sample,
                targets: leaked([Target::SampleTag(tag, name)]),
                kind: Kind::Text { max: 128 },
                need: Need::Optional,
                help: "Metadata of the sample that no template names.",
                example: "",
                private: true,
            }
        })
    }))
}

/// A heading of metadata, parted at its first point. Neither part is empty or of several words:
/// `No. of samples` is no metadata.
fn tag_and_name(heading: &str) -> Option<(&str, &str)> {
    let is_word = |text: &str| {
        text.starts_with(char::is_alphanumeric)
            && text.chars().all(|c| !c.is_whitespace() && c != '\0')
    };
    heading.split_once('.').filter(|(tag, name)| is_word(tag) && is_word(name))
}

fn leaked(targets: [Target; 1]) -> &'static [Target] {
    Box::leak(Box::new(targets))
}

/// The column of a name, made if this is the first time that it is asked for.
fn made(name: String, make: impl FnOnce(&'static str) -> Field) -> &'static Field {
    let mut columns = MADE.lock().unwrap_or_else(PoisonError::into_inner);
    columns.entry(name).or_insert_with_key(|name| Box::leak(Box::new(make(name.clone().leak()))))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tests_of_any_number() {
        for (heading, name) in [
            ("ct_3_ct_value", Some("ct_3_ct_value")),
            ("CT 3 Test-Kit", Some("ct_3_test_kit")),
            ("ct_255_test_target", Some("ct_255_test_target")),
            ("ct_03_test_platform", Some("ct_3_test_platform")),
            ("ct_1_ct_value", Some("ct_1_ct_value")),
            ("ct_02_test_kit", Some("ct_2_test_kit")),
            ("ct_0_ct_value", None),
            ("ct_256_ct_value", None),
            ("ct__ct_value", None),
            ("ct_3_colour", None),
            ("ct_3", None),
        ] {
            assert_eq!(column(heading).map(|field| field.name), name, "{heading}");
        }
        let third = column("ct_3_test_kit").expect("it is a column");
        assert_eq!(third.targets, [Target::Ct(3, "test_kit")]);
        assert_eq!(third.kind, fields::CT_1_TEST_KIT.kind);
        assert_eq!(third.help, "The kit of test 3.");
        assert_eq!(column("CT3 test kit"), Some(third));
        assert_eq!(test(2, "test_kit"), Some(&fields::CT_2_TEST_KIT));
        assert_eq!((test_number(third), test_number(&fields::ADM1)), (Some(3), None));
    }

    #[test]
    fn metadata_is_a_namespace_and_a_key() {
        for (heading, target) in [
            ("foo.bar", Some(("foo", "bar"))),
            ("Foo.bar", Some(("Foo", "bar"))),
            ("a.b.c", Some(("a", "b.c"))),
            ("epi.cluster", Some(("epi", "cluster"))),
            ("No. of samples", None),
            ("Sample no.", None),
            (".bar", None),
            ("foo.", None),
            ("foo..bar", None),
            ("foo", None),
            ("a b.c", None),
        ] {
            let targets = column(heading).map(|field| field.targets);
            let expected = target.map(|(tag, name)| [Target::SampleTag(tag, name)]);
            assert_eq!(targets, expected.as_ref().map(<[_; 1]>::as_slice), "{heading}");
        }
        assert_eq!(column("epi.cluster"), Some(&fields::EPI_CLUSTER));
        assert_eq!(column("foo.bar"), column("foo.bar"));
        assert_ne!(column("foo.bar"), column("Foo.bar"));
        assert!(column("foo.bar").is_some_and(is_metadata));
        assert!(!is_metadata(&fields::EPI_CLUSTER));
        assert!(!column("ct_3_ct_value").is_some_and(is_metadata));
    }

    #[test]
    fn a_namespace_or_key_has_its_length() {
        let heading = |tag: usize, name: usize| format!("{}.{}", "é".repeat(tag), "n".repeat(name));
        let longest = heading(64, 64);
        assert!(column(&longest).is_some() && !is_too_long(&longest));
        for heading in [heading(65, 64), heading(64, 65)] {
            assert!(column(&heading).is_none() && is_too_long(&heading));
        }
        assert!(!is_too_long(&"n".repeat(200)));
    }
}
