// A verdict in an icon and words, so that its colour is only a help.

import { element, icon, isolated } from "./elements.js";

const LOOKS = {
  allowed: ["yes", "good"],
  allowed_with_care: ["care", "care"],
  not_yet: ["wait", "care"],
  avoid: ["no", "bad"],
  ask_clinic: ["ask", "ask"],
  expected: ["yes", "good"],
  unexpected: ["care", "bad"],
  urgent: ["call", "bad"],
  same_day: ["call", "bad"],
};

// Null for a verdict that needs no badge. `topic` is shown where there are several.
export function badge(verdict, topic, words) {
  if (!Object.hasOwn(LOOKS, verdict)) return null;
  const [drawing, tone] = LOOKS[verdict];
  return element(
    "p",
    { class: `badge ${tone}` },
    icon(drawing),
    topic ? isolated(capitalised(String(topic)), "topic") : null,
    element("strong", { text: words.verdicts[verdict] }),
  );
}

function capitalised(text) {
  const [first = "", ...rest] = text;
  return first.toLocaleUpperCase() + rest.join("");
}

// The sheet's own words, on demand.
export function quotes(sentences, words) {
  if (sentences.length === 0) return null;
  return element(
    "details",
    { class: "quote" },
    element("summary", {}, icon("down"), element("span", { text: words.quote })),
    // The sheet is in English whatever the conversation is in.
    ...sentences.map((sentence) => element("blockquote", { lang: "en", dir: "auto", text: sentence })),
  );
}
