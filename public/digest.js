// A worker that is given the bytes of a file in parts, and answers with their SHA-256 and with a blob of
// them that the page can keep. A page would have to copy them for both. What the browser can't say is left
// out.

function joined(parts) {
  const all = new Uint8Array(parts.reduce((length, part) => length + part.length, 0));
  parts.reduce((at, part) => (all.set(part, at), at + part.length), 0);
  return all;
}

onmessage = async ({ data }) => {
  const answer = {};
  try {
    const all = joined(data);
    answer.digest = await crypto.subtle.digest("SHA-256", all);
    answer.blob = new Blob([all]);
  } finally {
    postMessage(answer);
  }
};
postMessage("ready");
