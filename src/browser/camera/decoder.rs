//! The reader of codes for browsers without one: a worker that is handed pictures.

use crate::browser::object::object;
use crate::browser::worker::{Died, Running};
use js_sys::{Array, Object, Reflect, Uint8ClampedArray};
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{CanvasRenderingContext2d, HtmlCanvasElement, HtmlVideoElement};

/// Where the proxy serves the script that starts the worker; its name never changes.
const SCRIPT: &str = "/barcode.js";

/// The longest side of a picture that is looked at, in pixels: more shows no more of a code that fills
/// a part of it, and takes longer.
const LONGEST: f64 = 1280.0;

/// A worker that reads codes, and where it gets its pictures from.
pub(super) struct Decoder {
    worker: Running,
    canvas: HtmlCanvasElement,
    context: CanvasRenderingContext2d,
}

impl Decoder {
    /// Starts the worker; nothing where it can't be fetched.
    pub(super) async fn start() -> Option<Decoder> {
        let worker = Running::start(SCRIPT).await.ok()?;
        let canvas = super::window().document()?.create_element("canvas").ok()?;
        let canvas: HtmlCanvasElement = canvas.dyn_into().ok()?;
        let options = Object::new();
        // Setting a property of a plain object doesn't fail.
        let _ = Reflect::set(&options, &"willReadFrequently".into(), &JsValue::TRUE);
        let context = canvas.get_context_with_context_options("2d", &options).ok()??;
        Some(Decoder { worker, canvas, context: context.dyn_into().ok()? })
    }

    /// What stands in a code on the picture that is shown now.
    pub(super) async fn read(&self, video: &HtmlVideoElement) -> Result<Option<String>, Died> {
        let Some(picture) = self.picture(video) else { return Ok(None) };
        let [width, height] = [self.canvas.width(), self.canvas.height()].map(JsValue::from);
        let pixels = picture.buffer();
        let message =
            object([("width", width), ("height", height), ("pixels", pixels.clone().into())]);
        Ok(self.worker.ask(&message, &Array::of1(&pixels)).await?.as_string())
    }

    /// The picture as red, green, blue and opacity of each pixel.
    fn picture(&self, video: &HtmlVideoElement) -> Option<Uint8ClampedArray> {
        let (width, height) = (f64::from(video.video_width()), f64::from(video.video_height()));
        if width < 1.0 || height < 1.0 {
            return None;
        }
        let scale = (LONGEST / width.max(height)).min(1.0);
        let (width, height) = ((width * scale).round(), (height * scale).round());
        if (self.canvas.width(), self.canvas.height()) != (width as u32, height as u32) {
            self.canvas.set_width(width as u32);
            self.canvas.set_height(height as u32);
        }
        let drawn = self
            .context
            .draw_image_with_html_video_element_and_dw_and_dh(video, 0.0, 0.0, width, height);
        drawn.ok()?;
        let picture = self.context.get_image_data(0.0, 0.0, width, height).ok()?;
        // Taken as it is, it isn't copied into the memory of the app first.
        Reflect::get(&picture, &"data".into()).ok()?.dyn_into().ok()
    }
}
