//! What came back for a request: Majora's answer, or why there is none.

/// Majora's answer to a request that writes (RULES.md §2).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Answer {
    /// How many errors Majora counted; none means that all was saved.
    pub errors: u64,
    /// Records made.
    pub new: Vec<Named>,
    /// Records changed.
    pub updated: Vec<Named>,
    /// What was refused: a name as it was sent, or nothing where Majora gives an empty object.
    pub ignored: Vec<Option<String>>,
    /// What Majora said, in order.
    pub messages: Vec<Message>,
    /// Majora's own name of the request.
    pub request: String,
}

/// A record that Majora names.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Named {
    /// Its kind in Majora's words: `Biosample`, `Library`, `Sequencing`.
    pub kind: String,
    /// Its name; often empty for runs.
    pub name: String,
    /// Majora's own id of it, a UUID: its page at Majora has it in the address.
    pub id: String,
}

/// One of Majora's messages.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Message {
    /// A sentence.
    Text(String),
    /// Sentences by the field that they are about.
    Fields(Vec<(String, Vec<String>)>),
}

/// What came back for a request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Reply {
    /// Majora answered.
    Answered(Answer),
    /// The request provably never reached Majora.
    NotSent(Halt),
    /// Majora, or the proxy for it, took nothing.
    Refused(Halt),
    /// The request left and no usable answer came: Majora may or may not have acted.
    Unknown(Halt),
}

/// Why no more is sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Halt {
    /// The user is signed out, or Majora no longer takes the token.
    SignedOut,
    /// Another user has signed in from this browser.
    OtherUser,
    /// Majora says that the user lacks a permission.
    NoPermission,
    /// There is no way to the uploader's server.
    Offline,
    /// There is no way from there to Majora.
    Unreachable,
    /// Majora asks to wait, or the uploader's own server; for how many seconds, if it says.
    Busy { retry_after: Option<u64> },
    /// Majora didn't answer in time.
    TimedOut,
    /// Something answered that makes no sense.
    Unusable,
    /// The uploader's own server refused the request.
    Rejected,
    /// Another tab of this browser is sending the same sheet.
    OtherTab,
    /// The user wants it to pause.
    Paused,
    /// The user stopped.
    Stopped,
}

/// Why nothing is sent for a while.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Pause {
    /// What stands in the way.
    pub halt: Halt,
    /// How many times in a row nothing came of trying, this one counted.
    pub tries: u32,
}

/// Whether to go on after a pause.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Go {
    /// Try again.
    On,
    /// Send nothing more: the user says so.
    Stop,
    /// Send nothing more: what stands in the way is not waited for.
    GiveUp,
}

impl Pause {
    /// The longest wait that isn't asked for, in seconds.
    const LONGEST: u64 = 60;

    /// How many seconds to wait; nothing where only the user can end it.
    pub fn seconds(self) -> Option<u64> {
        match self.halt {
            Halt::SignedOut | Halt::Paused => None,
            Halt::Busy { retry_after: Some(seconds) } => Some(seconds),
            _ => Some((1 << self.tries.min(6)).min(Pause::LONGEST)),
        }
    }
}

impl Halt {
    /// Whether it may pass, so that waiting for it is worth while.
    pub const fn passes(self) -> bool {
        match self {
            Halt::SignedOut
            | Halt::Offline
            | Halt::Unreachable
            | Halt::Busy { .. }
            | Halt::TimedOut
            | Halt::Unusable
            | Halt::Paused => true,
            Halt::OtherUser
            | Halt::NoPermission
            | Halt::Rejected
            | Halt::OtherTab
            | Halt::Stopped => false,
        }
    }

    /// Whether it can be for one record alone that Majora gives no answer, and not for want of a session or
    /// a network.
    pub const fn may_be_of_one_record(self) -> bool {
        matches!(self, Halt::Unusable | Halt::TimedOut)
    }

    /// The sentence for people.
    pub fn message(self) -> String {
        match self {
            Halt::SignedOut => "You have been signed out".into(),
            Halt::OtherUser => "Somebody else has signed in from this browser".into(),
            Halt::NoPermission => "Your Majora account lacks a permission for this".into(),
            Halt::Offline => "The connection to the uploader dropped".into(),
            Halt::Unreachable => "Majora can’t be reached".into(),
            Halt::Busy { retry_after: Some(seconds) } => {
                let unit = if seconds == 1 { "second" } else { "seconds" };
                format!("Majora or the uploader’s server asks to wait for {seconds} {unit}")
            }
            Halt::Busy { retry_after: None } => {
                "Majora or the uploader’s server is busy, or closed for maintenance".into()
            }
            Halt::TimedOut => "Majora did not answer in time".into(),
            Halt::Unusable => "Majora gave no usable answer".into(),
            Halt::Rejected => "The uploader’s server refused the request".into(),
            Halt::OtherTab => "This sheet is being submitted in another tab of this browser".into(),
            Halt::Paused => "You paused the upload".into(),
            Halt::Stopped => "You stopped the upload".into(),
        }
    }
}
