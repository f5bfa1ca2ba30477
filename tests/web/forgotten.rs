use idb::{Database, DatabaseEvent, Factory, ObjectStoreParams, TransactionMode};
use js_sys::{Array, Object, Reflect};
use uploader::browser::{forget_all, forget_old, keeps_sheets, now};
use wasm_bindgen::JsValue;
use wasm_bindgen_test::wasm_bindgen_test;

const DATABASE: &str = "majora-uploader";
const DAY: f64 = 24.0 * 60.0 * 60.0 * 1000.0;

async fn open(version: Option<u32>) -> Database {
    let mut request = Factory::new().and_then(|f| f.open(DATABASE, version)).expect("a request");
    request.on_upgrade_needed(|event| {
        let database = event.database().expect("a database");
        for store in ["drafts", "files", "uploads", "journals"] {
            database.create_object_store(store, ObjectStoreParams::new()).expect("a store");
        }
    });
    request.await.expect("a database")
}

async fn keep(database: &Database, key: &str, saved_at: Option<f64>) {
    let value = Object::new();
    if let Some(saved_at) = saved_at {
        Reflect::set(&value, &"savedAt".into(), &saved_at.into()).expect("a plain object");
    }
    let transaction = database.transaction(&["files"], TransactionMode::ReadWrite).expect("begun");
    let store = transaction.object_store("files").expect("the store");
    store.put(&value, Some(&key.into())).expect("a request").await.expect("kept");
    transaction.commit().expect("a request").await.expect("done");
}

async fn keys() -> Vec<String> {
    let database = open(None).await;
    let transaction = database.transaction(&["files"], TransactionMode::ReadOnly).expect("begun");
    let store = transaction.object_store("files").expect("the store");
    let keys = store.get_all_keys(None, None).expect("a request").await.expect("the keys");
    database.close();
    keys.iter().filter_map(JsValue::as_string).collect()
}

/// Has every way to load a value note that it was gone; gives the notes, and how to end that.
fn watch() -> (Array, js_sys::Function) {
    let watch = "const [log, undo] = [[], []];
        for (const kind of [IDBObjectStore, IDBIndex])
            for (const way of ['get', 'getAll', 'openCursor']) {
                const was = kind.prototype[way];
                kind.prototype[way] = function (...given) { log.push(way); return was.apply(this, given); };
                undo.push(() => { kind.prototype[way] = was; });
            }
        return [log, () => undo.forEach((one) => one())];";
    let watched: Array =
        js_sys::Function::new_no_args(watch).call0(&JsValue::NULL).expect("it runs").into();
    (watched.get(0).into(), watched.get(1).into())
}

#[wasm_bindgen_test]
async fn what_is_a_week_old_goes_without_being_loaded_also_from_an_earlier_database() {
    let factory = Factory::new().expect("the browser has databases");
    factory.delete(DATABASE).expect("a request").await.expect("it is gone");
    let earlier = open(Some(3)).await;
    // What begins as another key does, up to a space, was added to what has that.
    let kept = [
        ("fresh", Some(6.0)),
        ("long", Some(8.0)),
        ("long 00000000", Some(7.5)),
        ("long 00000001", Some(6.0)),
        ("old", Some(9.0)),
        ("old 00000000", Some(8.0)),
        ("undated", None),
    ];
    for (key, days) in kept {
        keep(&earlier, key, days.map(|days| now() - days * DAY)).await;
    }
    earlier.close();
    // The database becomes one of this version, and nothing in it is lost by that.
    assert!(keeps_sheets().await);
    assert_eq!(keys().await, kept.map(|(key, _)| key));
    let (loaded, unwatch) = watch();
    forget_old().await;
    unwatch.call0(&JsValue::NULL).expect("it runs");
    assert_eq!(loaded.to_vec(), Vec::<JsValue>::new());
    assert_eq!(keys().await, ["fresh", "long", "long 00000000", "long 00000001"]);
    forget_all().await;
    assert!(!keeps_sheets().await);
}
