use crate::stage::Stage;
use uploader::browser::lock::{NotHeld, hold, taken};
use wasm_bindgen_test::wasm_bindgen_test;

#[wasm_bindgen_test]
async fn a_name_is_held_once_until_it_is_given_back() {
    // What waits here is woken by the page that the app is mounted on.
    let _page = Stage::show(|| ()).await;
    let first = hold("a batch").await.expect("nobody holds it");
    assert_eq!(hold("a batch").await.err(), Some(NotHeld::Elsewhere));
    let names = taken().await.expect("the browser tells");
    let has = |name: &str| names.iter().any(|held| held == name);
    assert!(has("a batch") && !has("another batch"));
    let _other = hold("another batch").await.expect("nobody holds that one");
    drop(first);
    // The browser gives a name back a moment after the promise was settled.
    let mut again = hold("a batch").await;
    for _ in 0..100 {
        if again.is_ok() {
            break;
        }
        leptos::task::tick().await;
        again = hold("a batch").await;
    }
    assert!(again.is_ok());
}
