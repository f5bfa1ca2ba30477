// Starts the app. Trunk fills in the two addresses (pattern_script in Trunk.toml); the code stands
// in a file of its own because the page's Content-Security-Policy allows no inline script.

const { js, wasm } = document.querySelector("script[data-wasm]").dataset;

function show(id) {
  for (const part of document.querySelectorAll("#boot > p")) {
    part.hidden = part.id !== id;
  }
}

async function start() {
  if (typeof WebAssembly !== "object") {
    show("boot-unsupported");
    return;
  }
  show("boot-loading");
  try {
    const { default: init } = await import(js);
    await init({ module_or_path: wasm });
    document.getElementById("boot").remove();
  } catch (error) {
    // CompileError: the bytes came, but this browser can't or may not run them.
    show(error instanceof WebAssembly.CompileError ? "boot-unsupported" : "boot-failed");
    throw error;
  }
}

start();
