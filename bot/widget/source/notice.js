// One line above the box about the connection or the session, with what can be done about it.

import { button, element } from "./elements.js";

export class Notice {
  #words;
  #shown = null;
  element = element("div", { class: "notice", role: "status" });

  relabel(words) {
    this.#words = words;
    this.#draw();
  }

  // `sentence` and `action` are names in the table of words; `act` is what the button does.
  show(sentence, action = null, act = null) {
    if (this.#shown?.sentence === sentence) return;
    this.#shown = { sentence, action, act };
    this.#draw();
  }

  // Takes away this sentence, or whatever there is.
  clear(sentence = this.#shown?.sentence) {
    if (this.#shown?.sentence !== sentence) return;
    this.#shown = null;
    this.#draw();
  }

  // To what can be done about it, if there is something.
  focus() {
    this.element.querySelector("button")?.focus();
  }

  #draw() {
    this.element.replaceChildren();
    if (this.#shown === null) return;
    const { sentence, action, act } = this.#shown;
    this.element.append(element("p", { text: this.#words[sentence] }));
    if (action) this.element.append(button({ class: "quick", text: this.#words[action], on: { click: act } }));
  }
}
