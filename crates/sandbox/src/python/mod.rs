//! JSON as Python sees it. Majora is a Django application: its texts, its truth and its errors
//! are Python's, so the sandbox works on Python's values and not on `serde_json`'s.

mod text;
mod value;
mod read;
mod write;

pub(crate) use read::loads;
pub(crate) use text::{decimal_digit, float, int, strip};
pub(crate) use value::{Dict, Fallible, Raised, Value};
pub(crate) use write::dumps;
