//! The clock, and moments for people and file names.

use sheet::value::Date;
use wasm_bindgen::JsValue;

/// Milliseconds since 1970, UTC.
pub fn now() -> f64 {
    js_sys::Date::now()
}

/// Today, UTC: the day that Majora compares with.
pub fn today() -> Date {
    let now = js_sys::Date::new_0();
    let (year, month, day) = (now.get_utc_full_year(), now.get_utc_month() + 1, now.get_utc_date());
    Date::new(year as i16, month as i8, day as i8).unwrap_or_default()
}

/// A moment for people, in their own time zone: `20 November 2026 at 22:14`.
pub fn moment(milliseconds: f64) -> String {
    let date = js_sys::Date::new(&JsValue::from_f64(milliseconds));
    let options = js_sys::Object::new();
    for (key, value) in [("dateStyle", "long"), ("timeStyle", "short")] {
        let _ = js_sys::Reflect::set(&options, &key.into(), &value.into());
    }
    date.to_locale_string("en-GB", &options).into()
}

/// The moment as part of a file name, UTC: `2026-11-20T2214`.
pub fn file_stamp(milliseconds: f64) -> String {
    let date = js_sys::Date::new(&JsValue::from_f64(milliseconds));
    let iso: String = date.to_iso_string().into();
    iso.chars().filter(|c| *c != ':').take(15).collect()
}
