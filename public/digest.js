// A worker that is given the bytes of a file, and answers with their SHA-256 and with a blob of them that
// the page can keep, or with null where the browser can't say. A page would have to copy them for both.

onmessage = async ({ data }) => {
  try {
    postMessage({ digest: await crypto.subtle.digest("SHA-256", data), blob: new Blob([data]) });
  } catch {
    postMessage(null);
  }
};
postMessage("ready");
