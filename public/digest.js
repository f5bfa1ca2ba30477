// A worker that is given the bytes of a file, and answers with their SHA-256 and with a blob of them that
// the page can keep. A page would have to copy them for both. What the browser can't say is left out.

onmessage = async ({ data }) => {
  const answer = {};
  try {
    answer.digest = await crypto.subtle.digest("SHA-256", data);
    answer.blob = new Blob([data]);
  } finally {
    postMessage(answer);
  }
};
postMessage("ready");
