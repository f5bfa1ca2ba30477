//! What stops nothing, or is to be known of a whole column, as a sentence for people.

use super::{Fault, dates};
use crate::further;

impl Fault {
    /// The sentence of what stops nothing.
    pub(super) fn remark(self, name: &str) -> String {
        match self {
            Fault::CellsBeside { count } => beside(count),
            Fault::RunOnSeveralLibraries { libraries } => format!(
                "This run is named with {libraries} libraries. It will belong to all of them"
            ),
            Fault::MayBeNhsNumber => format!(
                "{name} could be an NHS number by its last digit, though most of this column can’t. Check that it is none: a patient can be found by it"
            ),
            Fault::UnlikelyAge => format!("{name} is more than 120 years. Check that it is meant"),
            Fault::UnlikelyDate { ahead } => dates::unlikely(name, ahead),
            Fault::BeforeFirst { first } => {
                format!("{name} is before {}. Check both: one of them can't be meant", first.name)
            }
            Fault::LikeADate => format!(
                "{name} looks like a date. A spreadsheet makes dates of ids such as MAR21: check that this is what is meant"
            ),
            Fault::LooksLike { line } => format!(
                "Row {line} has a {name} that looks like this one. Check that both are meant: names can't be changed later"
            ),
            Fault::CheckDigit { expected } => format!(
                "{name} looks like a Heron barcode with a mistake: its last digit should be {expected}"
            ),
            Fault::SourceOfSource { line } => format!(
                "This names the sample in row {line}, which has another {name}. Give all samples of one patient the same"
            ),
            Fault::TestsAlike => {
                "Another test of this row has the same kit, platform and target. Majora keeps only one of them"
                    .into()
            }
            Fault::DateOrder { ambiguous, fitting } => dates::question(name, ambiguous, fitting),
            Fault::SentAsIso { order, line } => dates::sent_as_iso(name, order, line),
            Fault::MayBeSwapped { line } => dates::may_be_swapped(name, line),
            Fault::SecondsLeftOut { line } => dates::seconds_left_out(name, line),
            Fault::UnknownColumn { .. }
            | Fault::HintsLeftOut { .. }
            | Fault::TagTooLong
            | Fault::MayBeMetadata
            | Fault::SentAsMetadata
            | Fault::UnnamedColumn
            | Fault::NoLongerTaken
            | Fault::NotStored => self.remark_on_column(name),
            // These have their sentence above; they are named so that a new one can't be forgotten.
            Fault::Cell(_)
            | Fault::File(_)
            | Fault::Missing
            | Fault::NoDate
            | Fault::AdmissionWithoutHospital
            | Fault::SwabSiteWithoutSwab
            | Fault::TestWithoutValue
            | Fault::NameMissing(_)
            | Fault::OnlyAnId
            | Fault::RunWithoutLibrary
            | Fault::CellsBeyond { .. }
            | Fault::SampleDiffers { .. }
            | Fault::SampleTwice { .. }
            | Fault::NameOfASample { .. }
            | Fault::Differs { .. } => String::new(),
        }
    }

    /// The sentence of what is to be known of a whole column.
    fn remark_on_column(self, name: &str) -> String {
        match self {
            Fault::UnknownColumn { like: None } => {
                format!("{name} is not a column of Majora. It will not be sent")
            }
            Fault::UnknownColumn { like: Some(field) } => format!(
                "{name} is not a column of Majora. It will not be sent. It may be meant for {}",
                field.name
            ),
            Fault::HintsLeftOut { line } => format!(
                "Row {line} tells what to write in each column, so it was left out. If it is a sample, fix it in the file and choose the file again"
            ),
            Fault::TagTooLong => format!(
                "{name} has more than {most} characters before or after its point. It will not be sent. Shorten the heading in the file and choose it again",
                most = further::MOST_TAG
            ),
            Fault::MayBeMetadata => format!(
                "{name} is not a column of Majora. It will not be sent, unless you say that it is metadata of the sample"
            ),
            Fault::SentAsMetadata => {
                format!("{name} is in no template. Majora will store it as metadata of the sample")
            }
            Fault::UnnamedColumn => "This column has no heading. Its cells will not be sent".into(),
            Fault::NoLongerTaken => format!("Majora no longer takes {name}. It will not be sent"),
            Fault::NotStored => format!("Majora checks {name} but does not store it"),
            // All others have their sentence above.
            _ => String::new(),
        }
    }
}

fn beside(count: usize) -> String {
    let (cells, they) = if count == 1 { ("cell", "It") } else { ("cells", "They") };
    format!(
        "This row has {count} filled {cells} right of the last heading. {they} will not be sent"
    )
}
