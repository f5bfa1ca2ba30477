//! What a cell that is wrong was most likely meant to say. Only ever a proposal: whose sheet it is
//! decides.

use crate::check::Checked;
use crate::date::DateFault;
use crate::field::{CellFault, Field, Kind, Need};
use crate::fields;
use crate::intake;
use crate::problem::{Fault, FileFault};
use crate::spoiled;
use crate::suggest::distance;
use std::collections::BTreeMap;

/// What may stand in place of a cell that is wrong.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fix {
    /// The text; it passes the check of its column.
    pub text: String,
    /// Why it is proposed.
    pub why: Why,
}

/// Why a text is proposed in place of another.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Why {
    /// The cell can hardly mean anything else.
    Meant,
    /// It is near to what stands there, or what other rows say.
    Near,
    /// The user made it so before.
    Before,
}

/// What laboratories write where Majora wants an option: the column, the option, other words for it.
/// Case, spaces and signs make no difference.
const WORDS: &[(&Field, &str, &[&str])] = &[
    (&fields::ADM1, "UK-ENG", &["England", "ENG", "GB-ENG", "UK England"]),
    (&fields::ADM1, "UK-SCT", &["Scotland", "SCT", "SCO", "GB-SCT", "UK Scotland"]),
    (&fields::ADM1, "UK-WLS", &["Wales", "Cymru", "WLS", "GB-WLS", "UK Wales"]),
    (&fields::ADM1, "UK-NIR", &["Northern Ireland", "N Ireland", "NI", "NIR", "GB-NIR"]),
    (&fields::SOURCE_SEX, "M", &["Male", "Man", "Boy"]),
    (&fields::SOURCE_SEX, "F", &["Female", "Woman", "Girl"]),
    (&fields::COLLECTION_PILLAR, "1", &["Pillar 1", "P1", "One"]),
    (&fields::COLLECTION_PILLAR, "2", &["Pillar 2", "P2", "Two"]),
    (&fields::SAMPLE_TYPE_COLLECTED, "swab", &["Swabs", "Viral swab", "Wet swab", "VTM swab"]),
    (&fields::SAMPLE_TYPE_COLLECTED, "dry swab", &["Swab dry"]),
    (&fields::SAMPLE_TYPE_COLLECTED, "BAL", &["Bronchoalveolar lavage", "BAL fluid", "Lavage"]),
    (&fields::SAMPLE_TYPE_RECEIVED, "extract", &["RNA", "RNA extract", "Extracted RNA"]),
    (&fields::SAMPLE_TYPE_RECEIVED, "primary", &["Primary sample", "Primary specimen"]),
    (&fields::SAMPLE_TYPE_RECEIVED, "lysate", &["Lysed", "Lysed sample"]),
    (&fields::SAMPLE_TYPE_RECEIVED, "culture", &["Cultured", "Viral culture", "Isolate"]),
    (&fields::SWAB_SITE, "nose", &["Nasal", "Nostril", "Nares", "Nose swab", "Nasal swab"]),
    (&fields::SWAB_SITE, "throat", &["Oropharyngeal", "Oropharynx", "OP", "Throat swab"]),
    (
        &fields::SWAB_SITE,
        "nose-throat",
        &["Nose and throat", "Throat and nose", "Nasal and throat", "N/T"],
    ),
    (&fields::SWAB_SITE, "endotracheal", &["ET", "ETA", "Trachea", "Endotracheal tube"]),
    (&fields::SWAB_SITE, "rectal", &["Rectum", "Rectal swab"]),
    (&fields::LIBRARY_LAYOUT_CONFIG, "SINGLE", &["Single-end", "SE", "Single read"]),
    (&fields::LIBRARY_LAYOUT_CONFIG, "PAIRED", &["Paired-end", "PE", "Pair"]),
    (&fields::LIBRARY_STRATEGY, "AMPLICON", &["Amplicon sequencing", "Tiled amplicon", "ARTIC"]),
    (&fields::LIBRARY_STRATEGY, "WGS", &["Whole genome sequencing", "Whole genome"]),
    (
        &fields::INSTRUMENT_MAKE,
        "OXFORD_NANOPORE",
        &["ONT", "Nanopore", "Oxford Nanopore Technologies", "ONT Nanopore"],
    ),
    (&fields::INSTRUMENT_MAKE, "ION_TORRENT", &["Ion"]),
    (&fields::CT_1_TEST_TARGET, "ORF1AB", &["ORF1a", "ORF1"]),
    (&fields::CT_2_TEST_TARGET, "ORF1AB", &["ORF1a", "ORF1"]),
];

const YES: &[&str] = &["true", "t", "1"];
const NO: &[&str] = &["false", "f", "0"];

/// What laboratories write where they know nothing, as [`folded`] leaves it; of signs alone, it leaves nothing.
const UNKNOWN: &[&str] = &[
    "",
    "na",
    "none",
    "null",
    "nil",
    "unknown",
    "unk",
    "notknown",
    "notavailable",
    "notapplicable",
    "missing",
    "undetermined",
    "undet",
    "nodata",
    "notrecorded",
];

/// What a user has settled before: in a column, one text for another. It is kept in the browser, so it
/// holds nothing that can be about a person.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Remembered {
    texts: BTreeMap<(&'static str, String), String>,
}

impl Remembered {
    /// The longest text that is remembered, in characters: what is longer is no word for an option.
    const LONGEST: usize = 32;

    /// Notes that one text of a column was made another, if that may be kept: the column has a list and
    /// is not about persons, the new text is of that list, and the old one is a short word.
    pub fn note(&mut self, field: &'static Field, from: &str, to: &str) -> bool {
        let options = match field.kind {
            Kind::Choice { options, .. } => options,
            Kind::YesNo => &["Y", "N"],
            _ => return false,
        };
        let is_word = |c: char| c.is_alphabetic() || matches!(c, ' ' | '-' | '_' | '/' | '&');
        let from = folded_spaces(from);
        let is_short = !from.is_empty() && from.chars().count() <= Remembered::LONGEST;
        if field.private || !options.contains(&to) || !is_short || !from.chars().all(is_word) {
            return false;
        }
        self.texts.insert((field.name, from), to.to_owned());
        true
    }

    /// What a text of a column was made before.
    pub fn text(&self, field: &'static Field, from: &str) -> Option<&str> {
        self.texts.get(&(field.name, folded_spaces(from))).map(String::as_str)
    }

    /// As text: one column, text and new text a line, with tabs between them.
    pub fn to_text(&self) -> String {
        let line =
            |((column, from), to): (&(&str, String), &String)| format!("{column}\t{from}\t{to}\n");
        self.texts.iter().map(line).collect()
    }

    /// What [`Remembered::to_text`] wrote; lines that may not be kept are left out.
    pub fn from_text(text: &str) -> Remembered {
        let mut remembered = Remembered::default();
        for line in text.lines() {
            let mut parts = line.split('\t');
            let (Some(column), Some(from), Some(to)) = (parts.next(), parts.next(), parts.next())
            else {
                continue;
            };
            if let Some(field) = fields::ALL.iter().find(|field| field.name == column) {
                remembered.note(field, from, to);
            }
        }
        remembered
    }
}

/// A text in lower case, with one space where there are several.
fn folded_spaces(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ").to_lowercase()
}

/// What a cell with this fault was most likely meant to say, if that can be told.
pub fn fix(checked: &Checked, row: usize, column: usize, fault: Fault) -> Option<Fix> {
    let sheet = checked.sheet();
    let field = sheet.columns().get(column)?.field?;
    let text = sheet.trimmed(row, column);
    let fix = match fault {
        Fault::Cell(fault) => of_cell(field, text, fault),
        // The rows of a library or run that agree outvote the one that doesn't.
        Fault::Differs { line, .. } => {
            let agreed = sheet.trimmed(sheet.row_at_line(line)?, column);
            maybe(agreed)
        }
        Fault::File(FileFault::MergedAbove) => maybe(intake::merged_with(sheet, row, column)?),
        Fault::AdmissionWithoutHospital if *field == fields::IS_HOSPITAL_PATIENT => maybe("Y"),
        _ => None,
    };
    fix.filter(|fix| fix.text != text && field.value(&fix.text, checked.reading(column)).is_ok())
}

fn sure(text: impl Into<String>) -> Option<Fix> {
    Some(Fix { text: text.into(), why: Why::Meant })
}

fn maybe(text: impl Into<String>) -> Option<Fix> {
    Some(Fix { text: text.into(), why: Why::Near })
}

fn of_cell(field: &'static Field, text: &str, fault: CellFault) -> Option<Fix> {
    meant(field, text, fault).or_else(|| {
        let is_word = matches!(
            fault,
            CellFault::NotAnOption
                | CellFault::NotYesNo
                | CellFault::NotWhole
                | CellFault::NotANumber
                | CellFault::Date(DateFault::NotADate)
        );
        (is_word && field.need != Need::Required && is_unknown(field, text))
            .then(|| sure(""))
            .flatten()
    })
}

/// Whether a text says that nothing is known.
fn is_unknown(field: &'static Field, text: &str) -> bool {
    let written = folded(text);
    UNKNOWN.contains(&written.as_str()) || *field == fields::SOURCE_SEX && written == "u"
}

fn meant(field: &'static Field, text: &str, fault: CellFault) -> Option<Fix> {
    match (fault, field.kind) {
        (CellFault::NotAnOption, Kind::Choice { options, .. }) => option(field, options, text),
        (CellFault::NotYesNo, _) => yes_no(text),
        (CellFault::Placeholder, _) if field.need != Need::Required => sure(""),
        (CellFault::Apostrophe | CellFault::Invisible, _) => sure(spoiled::cleaned(text)?),
        (CellFault::NotWhole, _) => number(&without_commas(text)?),
        (CellFault::NotANumber, _) => number(text),
        (CellFault::SpaceInPostcode | CellFault::FullPostcode, Kind::OuterPostcode) => {
            maybe(outer_half(text)?)
        }
        _ => None,
    }
}

fn option(field: &'static Field, options: &[&'static str], text: &str) -> Option<Fix> {
    let written = folded(text);
    if written.is_empty() {
        return None;
    }
    let same = |word: &&&str| folded(word) == written;
    if let Some(option) = options.iter().find(same) {
        return sure(*option);
    }
    let mut words = WORDS.iter().filter(|(of, ..)| *of == field);
    if let Some((_, option, _)) = words.find(|(.., words)| words.iter().any(|word| same(&word))) {
        return sure(*option);
    }
    let gene = written.strip_suffix("gene").unwrap_or(&written);
    if let Some(option) = options.iter().find(|option| folded(option) == gene) {
        return sure(*option);
    }
    nearest(options, &written).and_then(maybe)
}

/// The only option that is at most one letter in four away.
fn nearest(options: &[&'static str], written: &str) -> Option<&'static str> {
    let near =
        options.iter().filter_map(|option| Some((distance(&folded(option), written)?, *option)));
    let near: Vec<_> = near.collect();
    let least = near.iter().map(|(distance, _)| *distance).min()?;
    let mut nearest = near.iter().filter(|(distance, _)| *distance == least);
    let (_, option) = nearest.next()?;
    nearest.next().is_none().then_some(option)
}

fn yes_no(text: &str) -> Option<Fix> {
    let written = folded(text);
    let is = |words: &[&str]| words.contains(&written.as_str());
    match (is(YES), is(NO)) {
        (true, _) => sure("Y"),
        (_, true) => sure("N"),
        _ => None,
    }
}

/// A number with a decimal comma, or with its unit behind it.
fn number(text: &str) -> Option<Fix> {
    let digits = text.split_whitespace().next()?;
    let digits = digits.trim_end_matches(|c: char| c.is_ascii_alphabetic());
    let number = digits.replacen(',', ".", 1);
    number.starts_with(|c: char| c.is_ascii_digit()).then(|| maybe(number)).flatten()
}

/// A whole number without the commas between its thousands. Any other comma has another meaning, and
/// what is behind it would be lost.
fn without_commas(text: &str) -> Option<String> {
    let Some((first, groups)) = text.split_once(',') else { return Some(text.to_owned()) };
    let digits = |group: &str| group.chars().take_while(char::is_ascii_digit).count();
    let is_thousands = (1..=3).contains(&digits(first))
        && digits(first) == first.len()
        && groups.split(',').all(|group| digits(group) == 3);
    is_thousands.then(|| text.replace(',', ""))
}

/// All of a postcode but the digit and two letters at its end.
fn outer_half(text: &str) -> Option<String> {
    let whole: String = text.split_whitespace().collect();
    let outer = whole.len().checked_sub(3).filter(|end| whole.is_char_boundary(*end))?;
    Some(whole[..outer].to_uppercase()).filter(|half| !half.is_empty())
}

/// A word without what people write differently: case, spaces, signs.
fn folded(word: &str) -> String {
    word.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::field::Reading;

    fn fixed(field: &'static Field, text: &str) -> Option<(String, bool)> {
        let on = Reading::on(jiff::civil::date(2026, 11, 20));
        let fault = field.value(text, on).err()?;
        let fix = of_cell(field, text, fault)?;
        field.value(&fix.text, on).is_ok().then_some((fix.text, fix.why == Why::Meant))
    }

    #[test]
    fn words_that_can_mean_one_thing_are_known() {
        for (field, text, option) in [
            (&fields::ADM1, "England", "UK-ENG"),
            (&fields::ADM1, "uk_eng", "UK-ENG"),
            (&fields::ADM1, "northern ireland", "UK-NIR"),
            (&fields::SOURCE_SEX, "female", "F"),
            (&fields::SOURCE_SEX, "other", "Other"),
            (&fields::IS_SURVEILLANCE, "TRUE", "Y"),
            (&fields::IS_SURVEILLANCE, "0", "N"),
            (&fields::COLLECTION_PILLAR, "Pillar 2", "2"),
            (&fields::SAMPLE_TYPE_COLLECTED, "Dry-swab", "dry swab"),
            (&fields::SAMPLE_TYPE_COLLECTED, "bal", "BAL"),
            (&fields::SAMPLE_TYPE_RECEIVED, "RNA extract", "extract"),
            (&fields::SWAB_SITE, "Nose / Throat", "nose-throat"),
            (&fields::SWAB_SITE, "nasal", "nose"),
            (&fields::LIBRARY_LAYOUT_CONFIG, "paired end", "PAIRED"),
            (&fields::LIBRARY_SELECTION, "random pcr", "RANDOM_PCR"),
            (&fields::INSTRUMENT_MAKE, "ont", "OXFORD_NANOPORE"),
            (&fields::CT_1_TEST_TARGET, "N gene", "N"),
        ] {
            assert_eq!(fixed(field, text), Some((option.to_owned(), true)), "{text}");
        }
    }

    #[test]
    fn what_is_near_is_only_suggested() {
        for (field, text, option) in [
            (&fields::INSTRUMENT_MAKE, "Ilumina", "ILLUMINA"),
            (&fields::LIBRARY_STRATEGY, "amplicom", "AMPLICON"),
            (&fields::SOURCE_AGE, "30 years", "30"),
            (&fields::SOURCE_AGE, "30y", "30"),
            (&fields::LIBRARY_LAYOUT_READ_LENGTH, "1,000", "1000"),
            (&fields::LIBRARY_LAYOUT_READ_LENGTH, "1,000,000 bp", "1000000"),
            (&fields::CT_1_CT_VALUE, "21,4", "21.4"),
            (&fields::ADM2_PRIVATE, "CB2 1TN", "CB2"),
        ] {
            assert_eq!(fixed(field, text), Some((option.to_owned(), false)), "{text}");
        }
    }

    #[test]
    fn what_could_mean_several_things_is_left_alone() {
        for (field, text) in [
            (&fields::ADM1, "UK"),
            (&fields::ADM1, "---"),
            (&fields::ADM1, "Cornwall"),
            // Nothing is known, and something must be.
            (&fields::ADM1, "unknown"),
            (&fields::IS_SURVEILLANCE, "N/A"),
            // A letter of which only a list of sexes makes a word.
            (&fields::IS_HCW, "U"),
            (&fields::SOURCE_AGE, "adult"),
            (&fields::SOURCE_AGE, "30-40"),
            (&fields::LIBRARY_LAYOUT_READ_LENGTH, "1,0000"),
            (&fields::LIBRARY_LAYOUT_READ_LENGTH, "1,000,00"),
            (&fields::LIBRARY_LAYOUT_READ_LENGTH, "1000,000"),
            (&fields::SOURCE_AGE, "30,0"),
            (&fields::CT_1_TEST_TARGET, "X"),
        ] {
            assert_eq!(fixed(field, text), None, "{text}");
        }
    }

    #[test]
    fn what_says_that_nothing_is_known_becomes_blank() {
        for (field, text) in [
            (&fields::SOURCE_SEX, "unknown"),
            (&fields::SOURCE_SEX, "U"),
            (&fields::IS_HCW, "not known"),
            (&fields::SOURCE_AGE, "N/A"),
            (&fields::CT_1_CT_VALUE, "Undetermined"),
            (&fields::CT_1_CT_VALUE, "-"),
            (&fields::ADMISSION_DATE, "n.a."),
        ] {
            assert_eq!(fixed(field, text), Some((String::new(), true)), "{text}");
        }
    }

    #[test]
    fn only_words_for_options_are_remembered() {
        let mut remembered = Remembered::default();
        assert!(remembered.note(&fields::SWAB_SITE, " Left  Nostril", "nose"));
        assert!(remembered.note(&fields::ADM1, "Albion", "UK-ENG"));
        assert!(remembered.note(&fields::IS_SURVEILLANCE, "probably", "Y"));
        for (field, from, to) in [
            (&fields::ADM1, "Albion", "UK-XXX"),
            (&fields::ADM1, "", "UK-ENG"),
            (&fields::ADM1, "CB2 1TN", "UK-ENG"),
            (&fields::ADM1, "a text that is much too long for a word", "UK-ENG"),
            // About a person, and of no list.
            (&fields::SOURCE_SEX, "lady", "F"),
            (&fields::ADM2, "Kent county", "KENT"),
            (&fields::IS_HCW, "maybe", "Y"),
        ] {
            assert!(!remembered.note(field, from, to), "{from}");
        }
        assert_eq!(remembered.text(&fields::SWAB_SITE, "left nostril"), Some("nose"));
        assert_eq!(remembered.text(&fields::ADM1, "left nostril"), None);
        let text = remembered.to_text();
        assert_eq!(Remembered::from_text(&text), remembered);
        let strange = format!("{text}\nsource_sex\tlady\tF\nadm1\tone\nnothing\ta\tb\n");
        assert_eq!(Remembered::from_text(&strange), remembered);
    }

    #[test]
    fn every_word_is_for_an_option_and_for_one_alone() {
        for (field, option, words) in WORDS {
            let Kind::Choice { options, .. } = field.kind else { panic!("{}", field.name) };
            assert!(options.contains(option), "{option}");
            for word in *words {
                let is_option = options.iter().any(|option| folded(option) == folded(word));
                assert!(!is_option, "{word}");
                let same = |words: &&str| folded(words) == folded(word);
                let of_field = WORDS.iter().filter(|(of, ..)| of == field);
                let found = of_field.flat_map(|(.., words)| words.iter()).filter(|w| same(w));
                assert_eq!(found.count(), 1, "{word}");
            }
        }
    }

    #[test]
    fn a_row_that_disagrees_is_offered_what_the_others_say() {
        let row = |id: &str, kit: &str| format!("{id},LIB-1,{kit},LIG,SINGLE,PCR,VIRAL_RNA,WGS\n");
        let csv = format!(
            "central_sample_id,library_name,library_seq_kit,library_seq_protocol,\
            library_layout_config,library_selection,library_source,library_strategy\n{}{}{}",
            row("A-1", "LSK109"),
            row("A-2", "LSK110"),
            row("A-3", "LSK109")
        );
        let sheet = crate::read::read(csv.into_bytes()).expect("a sheet");
        let checked = crate::check::check(sheet, jiff::civil::date(2026, 11, 20));
        let odd = checked.problems().iter().find(|p| matches!(p.fault, Fault::Differs { .. }));
        let odd = odd.expect("one kit differs");
        assert_eq!((odd.row, odd.column), (Some(1), Some(2)));
        let expected = Fix { text: "LSK109".into(), why: Why::Near };
        assert_eq!(fix(&checked, 1, 2, odd.fault), Some(expected));
    }
}
