use crate::stage::Stage;
use leptos::prelude::*;
use uploader::components::reading_progress::ReadingProgress;
use wasm_bindgen_test::wasm_bindgen_test;

#[wasm_bindgen_test]
async fn only_what_takes_long_has_a_bar_and_a_way_out() {
    let (name, share) = (RwSignal::new(Some("plate-7.csv".to_owned())), RwSignal::new(0.0));
    let cancelled = RwSignal::new(0);
    let stage = Stage::show(move || {
        view! {
            <ReadingProgress name share on_cancel=move |()| cancelled.update(|times| *times += 1)/>
            <button class="long" on:click=move |_| share.set(0.43)>"Long"</button>
            <button class="end" on:click=move |_| name.set(None)>"End"</button>
        }
    })
    .await;
    assert_eq!(stage.texts("[role=status]"), ["Reading plate-7.csv…"]);
    assert!(stage.all("progress").is_empty());
    stage.click(".long").await;
    assert_eq!(stage.all("progress[value='43']").len(), 1);
    assert_eq!(stage.texts(".bar-text"), ["43%"]);
    stage.click(".button-quiet").await;
    assert_eq!(cancelled.get_untracked(), 1);
    stage.click(".end").await;
    assert!(stage.all("progress").is_empty());
}
