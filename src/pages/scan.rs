//! Codes are scanned with the camera, wherever one is wanted.

use crate::browser::camera::{Camera, NoCamera, Screen};
use crate::components::scanner::Scanner;
use crate::words;
use gloo_timers::future::TimeoutFuture;
use leptos::html::Video;
use leptos::prelude::*;
use leptos::task::spawn_local;

/// How long the browser has for other things after each look, in milliseconds.
const PAUSE: u32 = 60;

/// After how many looks that found nothing the user is told how to hold a code.
const MANY: u32 = 60;

const STARTING: &str = "Starting the camera. Your browser may ask whether this page may use it.";
const LOOKING: &str = "Hold a barcode, Data Matrix or QR code in front of the camera.";
const NOTHING_YET: &str = "No code was found yet. Hold it still in good light, about a hand’s breadth away, so that it fills half of the picture.";

/// The camera while `open` says so. Each code is given to `on_code`, which answers what is to be said of
/// it. One code is given once, however long it is held there.
pub fn scanner(open: RwSignal<bool>, on_code: Callback<String, String>) -> impl IntoView {
    view! {
        <Show when=move || open.get()>{opened(open, on_code)}</Show>
    }
}

/// What is known while the camera is on. It goes with the dialog.
#[derive(Clone, Copy)]
struct Session {
    trouble: RwSignal<Option<(&'static str, &'static str)>>,
    said: RwSignal<String>,
    on_code: Callback<String, String>,
}

fn opened(open: RwSignal<bool>, on_code: Callback<String, String>) -> impl IntoView {
    let video = NodeRef::<Video>::new();
    let (trouble, said) = (RwSignal::new(None), RwSignal::new(String::new()));
    let session = Session { trouble, said, on_code };
    let tries = RwSignal::new(0_u32);
    Effect::new(move |_| {
        tries.track();
        if let Some(video) = video.get() {
            trouble.set(None);
            said.set(STARTING.to_owned());
            spawn_local(session.look(video));
        }
    });
    view! {
        <Scanner
            video
            trouble
            said
            on_again=move |()| tries.update(|tries| *tries += 1)
            on_close=move |()| open.set(false)
        />
    }
}

impl Session {
    /// Looks until the dialog is closed or the camera fails; then the camera goes off.
    async fn look(self, screen: Screen) {
        let ended = match Camera::open(screen).await {
            Ok(camera) => self.watch(&camera).await,
            Err(why) => Err(why),
        };
        if let Err(why) = ended {
            self.trouble.try_set(Some(words::no_camera(why)));
            self.said.try_set(String::new());
        }
    }

    async fn watch(self, camera: &Camera) -> Result<(), NoCamera> {
        let (mut before, mut given, mut in_vain) = (None, None, 0);
        self.said.try_set(LOOKING.to_owned());
        // What belongs to the dialog is gone when it is.
        while self.said.try_get_untracked().is_some() {
            let code = camera.look().await?;
            if self.said.try_get_untracked().is_none() {
                break;
            }
            in_vain = if code.is_some() { 0 } else { in_vain + 1 };
            // Bars have one check digit or none, so a code counts once two looks agree on it.
            if code.is_some() && code == before && code != given {
                let said = self.on_code.run(code.clone().unwrap_or_default());
                self.said.try_set(said);
                given.clone_from(&code);
            } else if in_vain == MANY {
                self.said.try_set(NOTHING_YET.to_owned());
            }
            before = code;
            TimeoutFuture::new(PAUSE).await;
        }
        Ok(())
    }
}
