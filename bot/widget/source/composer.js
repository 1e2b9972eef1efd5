// The box in which patients write.

import { button, element, icon } from "./elements.js";

const MOST_CHARACTERS = 4000;
const WARN_AT = 200;
const MOST_ROWS = 5;

export class Composer {
  #words;
  #send;

  // `send(text)` returns whether it was taken; if not, the text stays in the box.
  constructor(send) {
    this.#send = send;
    this.box = element("textarea", {
      id: "message",
      rows: "1",
      dir: "auto",
      autocomplete: "off",
      enterkeyhint: "send",
      "aria-describedby": "length",
      on: { input: () => this.#fit(), keydown: (event) => this.#key(event) },
    });
    this.label = element("label", { class: "unseen", for: "message" });
    this.length = element("p", { id: "length", class: "length", "aria-live": "polite" });
    this.submit = button({ class: "send", type: "submit" }, icon("send"), element("span", { class: "unseen" }));
    this.element = element("form", { class: "composer" }, this.label, this.box, this.submit, this.length);
    this.element.addEventListener("submit", (event) => {
      event.preventDefault();
      this.#submit();
    });
  }

  relabel(words) {
    this.#words = words;
    this.label.textContent = words.message;
    this.box.placeholder = words.placeholder;
    this.submit.lastElementChild.textContent = words.send;
    this.#fit();
  }

  #submit() {
    const text = this.box.value.trim();
    this.box.focus();
    if (text === "" || !this.#fit() || !this.#send(text)) return;
    this.box.value = "";
    this.#fit();
  }

  #key(event) {
    // While an input method composes, Enter picks a word.
    if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
    event.preventDefault();
    this.#submit();
  }

  #fit() {
    const over = [...this.box.value].length - MOST_CHARACTERS;
    this.length.textContent = over > 0 ? this.#words.over(over) : over > -WARN_AT ? this.#words.left(-over) : "";
    this.length.classList.toggle("bad", over > 0);
    this.box.setAttribute("aria-invalid", String(over > 0));
    this.box.rows = 1;
    const { lineHeight, paddingTop, paddingBottom } = getComputedStyle(this.box);
    const height = this.box.scrollHeight - parseFloat(paddingTop) - parseFloat(paddingBottom);
    this.box.rows = Math.max(1, Math.min(MOST_ROWS, Math.round(height / parseFloat(lineHeight)) || 1));
    return over <= 0;
  }
}
