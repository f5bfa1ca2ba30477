// Starts the worker that reads codes from the camera. A page only hears of a script that can't be
// fetched, so a fetch that fails later is told in a message.

importScripts("/barcode-worker.js");

wasm_bindgen({ module_or_path: "/barcode-worker_bg.wasm" }).catch(() => postMessage("not loaded"));
