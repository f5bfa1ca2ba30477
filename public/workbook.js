// Starts the worker that opens a workbook. A page only hears of a script that can't be fetched, so a
// fetch that fails later is told in a message.

importScripts("/workbook-worker.js");

wasm_bindgen({ module_or_path: "/workbook-worker_bg.wasm" }).catch(() => postMessage("not loaded"));
