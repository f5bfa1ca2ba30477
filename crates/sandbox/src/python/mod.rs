//! JSON as Python sees it. Majora is a Django application: its texts, its truth and its errors
//! are Python's, so the sandbox works on Python's values and not on `serde_json`'s.

mod number;
mod read;
mod value;
mod write;

pub(crate) use number::{decimal_digit, float, int};
pub(crate) use read::loads;
pub(crate) use value::{Dict, Fallible, Raised, Value, strip};
pub(crate) use write::dumps;
