// The last emergency answer, kept at the top of the chat with the call one tap away.

import { callLink, element, icon, paragraphs } from "./elements.js";

export class Emergency {
  #message = null;
  #facts = null;
  #words;
  element = element("section", { class: "emergency", hidden: true });

  relabel(words) {
    this.#words = words;
    this.#draw();
  }

  pin(message, facts) {
    // A replay after a lost connection may bring an older one last.
    if (this.#message && this.#message.seq > message.seq) return;
    this.#message = message;
    this.#facts = facts;
    this.#draw();
  }

  clear() {
    this.#message = null;
    this.#draw();
  }

  #draw() {
    this.element.hidden = this.#message === null;
    if (this.#message === null) return this.element.replaceChildren();
    const words = this.#words;
    const { emergency_number: number, clinic_phone: phone } = this.#facts;
    this.element.setAttribute("aria-label", words.emergency);
    const calls = [callLink(number, words.call(number), "call first"), callLink(phone, words.callClinic, "call")];
    this.element.replaceChildren(
      element("h3", {}, icon("care"), words.emergency),
      element("div", { class: "emergency-words", tabindex: "0", role: "group", "aria-label": words.emergency }, ...paragraphs(this.#message.text)),
      element("div", { class: "calls" }, ...calls),
    );
  }
}
