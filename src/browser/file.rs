//! Files: those that the user chooses or drops, and those that are handed out.

use super::bytes::Bytes;
use super::hash::Sha256;
use super::object::property;
use super::slices::Slices;
use super::window;
use gloo_timers::callback::Timeout;
use js_sys::{Array, Uint8Array};
use std::sync::Arc;
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;
use web_sys::{
    Blob, BlobPropertyBag, DataTransfer, DragEvent, File, HtmlAnchorElement, HtmlInputElement,
    ReadableStreamDefaultReader, Url,
};

/// How long a browser may take to begin to save a file, in milliseconds.
const SAVING: u32 = 60_000;

/// A file that the user chose. Its bytes are read when they are asked for.
#[derive(Clone)]
pub struct ChosenFile {
    file: File,
}

/// A chosen file can't be read, mostly because it was moved or changed on disk since.
#[derive(Clone, Copy, Debug)]
pub struct Unreadable;

impl ChosenFile {
    /// Its name, without a path.
    pub fn name(&self) -> String {
        self.file.name()
    }

    /// Its size in bytes.
    pub fn size(&self) -> u64 {
        self.file.size() as u64
    }

    /// Its bytes and their SHA-256, which is being computed. It comes in parts, each of which is taken over
    /// while the browser reads the next: to copy a large file in one go is a long task for a page.
    pub async fn read(&self) -> Result<(Arc<Bytes>, Sha256), Unreadable> {
        let reader: ReadableStreamDefaultReader = self.file.stream().get_reader().unchecked_into();
        let (mut bytes, parts) = (Vec::with_capacity(self.file.size() as usize), Array::new());
        let mut slices = Slices::begin();
        loop {
            let read = JsFuture::from(reader.read()).await.map_err(|_| Unreadable)?;
            let Ok(part) = property(&read, "value").dyn_into::<Uint8Array>() else { break };
            let begin = bytes.len();
            bytes.resize(begin + part.length() as usize, 0);
            part.copy_to(&mut bytes[begin..]);
            parts.push(&part);
            // Parts may come as fast as they are taken over.
            slices.rest().await;
        }
        let bytes = Arc::new(Bytes::from(bytes));
        Ok((bytes.clone(), Sha256::of_parts(bytes, parts)))
    }
}

/// The files of a file input. The input is emptied, so that the same file, mended, can be chosen again.
pub fn take_files(target: Option<JsValue>) -> Vec<ChosenFile> {
    let Some(input) = target.and_then(|t| t.dyn_into::<HtmlInputElement>().ok()) else {
        return Vec::new();
    };
    let files = listed(input.files());
    input.set_value("");
    files
}

/// The files that were dropped.
pub fn dropped_files(data: Option<DataTransfer>) -> Vec<ChosenFile> {
    listed(data.and_then(|data| data.files()))
}

fn listed(files: Option<web_sys::FileList>) -> Vec<ChosenFile> {
    let Some(files) = files else { return Vec::new() };
    (0..files.length()).filter_map(|at| files.get(at)).map(|file| ChosenFile { file }).collect()
}

/// Hands a text to the user as a file.
pub fn save(name: &str, media_type: &str, text: &str) {
    let options = BlobPropertyBag::new();
    options.set_type(media_type);
    let parts = Array::of1(&JsValue::from_str(text));
    let Ok(blob) = Blob::new_with_str_sequence_and_options(&parts, &options) else { return };
    let Ok(url) = Url::create_object_url_with_blob(&blob) else { return };
    let link = window().document().and_then(|document| document.create_element("a").ok());
    if let Some(link) = link.and_then(|link| link.dyn_into::<HtmlAnchorElement>().ok()) {
        link.set_href(&url);
        link.set_download(name);
        link.click();
    }
    // Not every browser has taken hold of the blob when the click returns.
    Timeout::new(SAVING, move || {
        let _ = Url::revoke_object_url(&url);
    })
    .forget();
}

/// Keeps a file that is dropped beside the place for it from taking the place of the page.
pub fn ignore_stray_files() {
    let ignore = Closure::<dyn Fn(DragEvent)>::new(|event: DragEvent| {
        let data = event.data_transfer().filter(|data| data.types().includes(&"Files".into(), 0));
        if let Some(data) = data.filter(|_| !event.default_prevented()) {
            event.prevent_default();
            data.set_drop_effect("none");
        }
    });
    for kind in ["dragover", "drop"] {
        let listener = ignore.as_ref().unchecked_ref();
        // A window takes every listener.
        let _ = window().add_event_listener_with_callback(kind, listener);
    }
    // The listeners live as long as the page.
    ignore.forget();
}
