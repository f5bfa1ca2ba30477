//! The browser's own reader of codes (Shape Detection API, W3C), which few have.

use super::FORMATS;
use js_sys::{Array, Object, Promise, Reflect};
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;
use web_sys::HtmlVideoElement;

#[wasm_bindgen]
extern "C" {
    // `web_sys` doesn't know this interface.
    #[wasm_bindgen(js_name = BarcodeDetector)]
    type BarcodeDetector;

    #[wasm_bindgen(constructor, js_class = BarcodeDetector, catch)]
    fn new(options: &Object) -> Result<BarcodeDetector, JsValue>;

    #[wasm_bindgen(static_method_of = BarcodeDetector, js_class = BarcodeDetector, js_name = getSupportedFormats, catch)]
    fn supported_formats() -> Result<Promise, JsValue>;

    #[wasm_bindgen(method, catch)]
    fn detect(this: &BarcodeDetector, image: &HtmlVideoElement) -> Result<Promise, JsValue>;
}

/// A reader that the browser has.
pub(super) struct Detector(BarcodeDetector);

impl Detector {
    /// The browser's reader, if it has one for every code that stands on tubes.
    pub(super) async fn find() -> Option<Detector> {
        if !Reflect::has(&js_sys::global(), &"BarcodeDetector".into()).unwrap_or(false) {
            return None;
        }
        let supported = BarcodeDetector::supported_formats().ok()?;
        let supported: Array = JsFuture::from(supported).await.ok()?.dyn_into().ok()?;
        if !FORMATS.iter().all(|format| supported.includes(&JsValue::from_str(format), 0)) {
            return None;
        }
        let options = Object::new();
        let formats: Array = FORMATS.iter().map(|format| JsValue::from_str(format)).collect();
        // Setting a property of a plain object doesn't fail.
        let _ = Reflect::set(&options, &"formats".into(), &formats);
        BarcodeDetector::new(&options).ok().map(Detector)
    }

    /// What stands in a code on the picture that is shown now.
    pub(super) async fn read(&self, video: &HtmlVideoElement) -> Option<String> {
        let found = JsFuture::from(self.0.detect(video).ok()?).await.ok()?;
        let first = found.dyn_into::<Array>().ok()?.get(0);
        Reflect::get(&first, &"rawValue".into()).ok()?.as_string()
    }
}
