// Puts a fixed text in place of what differs from run to run – days, times, ports, names made by
// chance –, and bars that stay in sight where they stand in the page, or takes it back. Called with whether to mask.
const months = "January|February|March|April|May|June|July|August|September|October|November|December";
const varying = [
  [/\b\d{4}-\d\d-\d\d\b/g, "2026-01-02"],
  [/\b\d\d\/\d\d\/\d{4}\b/g, "02/01/2026"],
  [new RegExp(`\\b\\d{1,2} (${months}) \\d{4}( at \\d\\d:\\d\\d)?`, "g"), "2 January 2026 at 12:00"],
  // An upload is over within a minute, or it isn't.
  ["2 January 2026 at 12:00 to 2 January 2026 at 12:00", "2 January 2026 at 12:00"],
  [/\b\d{1,2} (Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)\b/g, "2 Jan"],
  [/\b127\.0\.0\.1:\d+/g, "127.0.0.1:8000"],
  [/\b[A-Z]-[a-z]{5}-[a-z]{5}\b/g, "T-mudof-kavin"],
  [/\b[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}\b/g, "00000000-0000-4000-8000-000000000000"],
  [/\b[0-9a-f]{64}\b/g, "0".repeat(64)],
  [/\bin \d+ seconds?\b/g, "in 9 seconds"],
  [/[\d,]+ records? a minute.*$/g, "1,200 records a minute, about 2 minutes left"],
];

const page = document.documentElement;
const bars = () => document.querySelectorAll(".onwards-stays");
if (arguments[0]) {
  window.masked = [];
  const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (texts.nextNode()) {
    const text = texts.currentNode;
    const now = varying.reduce((words, [pattern, fixed]) => words.replace(pattern, fixed), text.data);
    if (now !== text.data) {
      window.masked.push([text, text.data, now]);
      text.data = now;
    }
  }
  page.style.caretColor = "transparent";
  // Of the whole page there is no foot of the window at which it could stay.
  bars().forEach((bar) => (bar.style.position = "static"));
} else {
  for (const [text, before, now] of window.masked) {
    // The page may have written something else there meanwhile.
    if (text.data === now) {
      text.data = before;
    }
  }
  page.style.caretColor = "";
  bars().forEach((bar) => (bar.style.position = ""));
}
