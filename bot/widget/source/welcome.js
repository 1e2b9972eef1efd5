// What an empty conversation shows: what can be asked, and that nobody reads along.

import { button, element } from "./elements.js";

// `number` is the emergency number, once the session has told it; `say(text)` sends an example.
export function welcome(words, number, say) {
  const examples = words.examples.map((text) => button({ class: "quick", text, on: { click: () => say(text) } }));
  return [
    element("h3", { text: words.welcome }),
    element("p", { text: words.welcomeLine }),
    element("div", { class: "replies" }, ...examples),
    ...(number ? [element("p", { class: "automatic", text: words.automatic(number) })] : []),
  ];
}
