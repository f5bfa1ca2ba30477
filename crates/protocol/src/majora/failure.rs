//! What came of a call that got no answer from Majora.

use crate::problem::{Code, Outcome, Problem};
use sheet::answer::{Halt, Reply};

/// Why a call got no answer from Majora.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Failure {
    /// The proxy said why.
    Problem(Problem),
    /// The proxy's answer never came, or was not the proxy's.
    NoAnswer,
}

impl Failure {
    /// Why no more should be sent.
    pub fn halt(&self) -> Halt {
        let Failure::Problem(problem) = self else { return Halt::Offline };
        match problem.code {
            Code::SessionRequired | Code::TokenRejected => Halt::SignedOut,
            Code::SessionChanged => Halt::OtherUser,
            Code::UpstreamUnreachable => Halt::Unreachable,
            Code::UpstreamTimeout => Halt::TimedOut,
            Code::UpstreamUnusable => Halt::Unusable,
            Code::UpstreamBusy
            | Code::TooManyRequests
            | Code::RequestTimeout
            | Code::StoreUnavailable => Halt::Busy { retry_after: problem.retry_after },
            Code::Csrf
            | Code::NotFound
            | Code::MethodNotAllowed
            | Code::UnsupportedMediaType
            | Code::BodyNotAnObject
            | Code::FieldNotAllowed
            | Code::BodyTooLarge
            | Code::BadRequest
            | Code::Internal => Halt::Rejected,
        }
    }

    /// What is certain about a write that ended so. Without the proxy's word it is unknown.
    pub fn reply(&self) -> Reply {
        let halt = self.halt();
        match self {
            Failure::Problem(Problem { outcome: Some(Outcome::NotSent), .. }) => {
                Reply::NotSent(halt)
            }
            Failure::Problem(Problem { outcome: Some(Outcome::Refused), .. }) => {
                Reply::Refused(halt)
            }
            _ => Reply::Unknown(halt),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn problem(code: Code, outcome: Option<Outcome>) -> Failure {
        let (title, request_id) = (String::new(), String::new());
        Failure::Problem(Problem {
            title,
            status: 500,
            code,
            request_id,
            outcome,
            retry_after: Some(7),
        })
    }

    #[test]
    fn the_proxys_word_decides_what_is_certain() {
        for (failure, reply) in [
            (
                problem(Code::SessionRequired, Some(Outcome::NotSent)),
                Reply::NotSent(Halt::SignedOut),
            ),
            (
                problem(Code::UpstreamBusy, Some(Outcome::Refused)),
                Reply::Refused(Halt::Busy { retry_after: Some(7) }),
            ),
            (
                problem(Code::UpstreamTimeout, Some(Outcome::Unknown)),
                Reply::Unknown(Halt::TimedOut),
            ),
            // The proxy's store comes back, as Majora does; and a slow network may be faster next time.
            (
                problem(Code::StoreUnavailable, Some(Outcome::NotSent)),
                Reply::NotSent(Halt::Busy { retry_after: Some(7) }),
            ),
            (
                problem(Code::RequestTimeout, Some(Outcome::NotSent)),
                Reply::NotSent(Halt::Busy { retry_after: Some(7) }),
            ),
            (problem(Code::Internal, None), Reply::Unknown(Halt::Rejected)),
            (Failure::NoAnswer, Reply::Unknown(Halt::Offline)),
        ] {
            assert_eq!(failure.reply(), reply);
        }
    }
}
