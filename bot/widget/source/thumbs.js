// Two small buttons under an answer: did it help? A second press takes it back.

import { button, element, icon } from "./elements.js";
import { languageOf, wordsIn } from "./words.js";

const RATED = ["answer", "info"];

// `rate(thumb)` tells the clinic and fails if it cannot; null where there is nothing to rate.
export function thumbs(message, words, rate) {
  const { kind, language } = message.aftercare ?? {};
  if (message.from === "staff" || !RATED.includes(kind)) return null;
  const own = languageOf(language) ? wordsIn(language) : words;
  const made = { up: thumb("up", own.helpful), down: thumb("down", own.notHelpful) };
  const thanks = element("span", { class: "unseen", role: "status" });
  let given = null;
  const show = () => {
    for (const [name, one] of Object.entries(made)) one.setAttribute("aria-pressed", String(name === given));
  };
  for (const [name, one] of Object.entries(made)) {
    one.addEventListener("click", async () => {
      const before = given;
      given = given === name ? null : name;
      show();
      try {
        await rate(given);
        thanks.textContent = given ? own.thanks : "";
      } catch {
        // Nothing that a patient needs is lost; the button says that it was not taken.
        given = before;
        show();
      }
    });
  }
  show();
  return element("div", { class: "thumbs", role: "group", "aria-label": own.rating }, made.up, made.down, thanks);
}

function thumb(name, label) {
  return button({ class: "thumb", "aria-label": label, title: label }, icon(`thumb-${name}`));
}
