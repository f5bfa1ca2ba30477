//! The camera, and what it sees: codes are read by the browser where it can, else by a worker that is
//! fetched for the first of them.

mod detector;
mod decoder;

use super::object::object;
use super::window;
use decoder::Decoder;
use detector::Detector;
use js_sys::Reflect;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{
    HtmlVideoElement, MediaDevices, MediaStream, MediaStreamConstraints, MediaStreamTrack,
    MediaStreamTrackState,
};

/// Where a camera shows its picture.
pub type Screen = HtmlVideoElement;

/// The codes that stand on tubes, racks and request forms, by the names of the Shape Detection API.
const FORMATS: [&str; 4] = ["code_128", "code_39", "data_matrix", "qr_code"];

/// From this on, a video has a picture to be looked at (HTML, `HAVE_CURRENT_DATA`).
const HAS_PICTURE: u16 = 2;

/// Why nothing can be scanned.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NoCamera {
    /// The page didn't come in a way that browsers trust with a camera.
    Insecure,
    /// The browser knows no cameras at all.
    Unsupported,
    /// There is none.
    Missing,
    /// The user, or a rule of the browser, doesn't allow it.
    Refused,
    /// Another program has it.
    InUse,
    /// It was there and is gone.
    Lost,
    /// What reads the codes can't be fetched.
    NoReader,
}

/// A camera that is on until it is dropped.
pub struct Camera {
    stream: MediaStream,
    screen: Screen,
    reader: Reader,
}

/// Who reads the codes.
enum Reader {
    Browser(Detector),
    Worker(Decoder),
}

impl Camera {
    /// Turns the camera on, that at the back where there are two, and shows on the screen what it sees.
    /// The browser asks the user first.
    ///
    /// # Errors
    /// If there is no camera, it may not be used, or its codes can't be read.
    pub async fn open(screen: Screen) -> Result<Camera, NoCamera> {
        let stream = stream().await?;
        screen.set_src_object(Some(&stream));
        let reader = match Detector::find().await {
            Some(detector) => Some(Reader::Browser(detector)),
            None => Decoder::start().await.map(Reader::Worker),
        };
        let Some(reader) = reader else {
            stop(&stream);
            return Err(NoCamera::NoReader);
        };
        let camera = Camera { stream, screen, reader };
        let playing = camera.screen.play().map_err(|_| NoCamera::Lost)?;
        JsFuture::from(playing).await.map_err(|_| NoCamera::Lost)?;
        Ok(camera)
    }

    /// What stands in a code that it sees now.
    ///
    /// # Errors
    /// If it sees no more.
    pub async fn look(&self) -> Result<Option<String>, NoCamera> {
        if tracks(&self.stream).any(|track| track.ready_state() == MediaStreamTrackState::Ended) {
            return Err(NoCamera::Lost);
        }
        if self.screen.ready_state() < HAS_PICTURE {
            return Ok(None);
        }
        match &self.reader {
            Reader::Browser(detector) => Ok(detector.read(&self.screen).await),
            Reader::Worker(decoder) => {
                decoder.read(&self.screen).await.map_err(|_| NoCamera::NoReader)
            }
        }
    }
}

impl Drop for Camera {
    fn drop(&mut self) {
        stop(&self.stream);
        self.screen.set_src_object(None);
    }
}

/// The camera's stream, once the user has allowed it.
async fn stream() -> Result<MediaStream, NoCamera> {
    if !window().is_secure_context() {
        return Err(NoCamera::Insecure);
    }
    let devices = Reflect::get(&window().navigator(), &"mediaDevices".into());
    let devices = devices.ok().and_then(|devices| devices.dyn_into::<MediaDevices>().ok());
    let devices = devices.ok_or(NoCamera::Unsupported)?;
    let ideally = |value: JsValue| object([("ideal", value)]);
    let wanted = object([
        ("facingMode", ideally("environment".into())),
        ("width", ideally(1920.into())),
        ("height", ideally(1080.into())),
    ]);
    let constraints = MediaStreamConstraints::new();
    constraints.set_video(&wanted);
    let asked = devices.get_user_media_with_constraints(&constraints).map_err(refusal)?;
    JsFuture::from(asked).await.map_err(refusal)?.dyn_into().map_err(|_| NoCamera::Unsupported)
}

/// Why the browser gives no stream, by the name of its error (Media Capture and Streams §10.2).
fn refusal(error: JsValue) -> NoCamera {
    let name = Reflect::get(&error, &"name".into()).ok().and_then(|name| name.as_string());
    match name.as_deref() {
        Some("NotAllowedError" | "SecurityError") => NoCamera::Refused,
        Some("NotFoundError" | "OverconstrainedError") => NoCamera::Missing,
        Some("NotReadableError" | "AbortError") => NoCamera::InUse,
        _ => NoCamera::Unsupported,
    }
}

fn tracks(stream: &MediaStream) -> impl Iterator<Item = MediaStreamTrack> {
    stream.get_tracks().into_iter().filter_map(|track| track.dyn_into().ok())
}

fn stop(stream: &MediaStream) {
    tracks(stream).for_each(|track| track.stop());
}
