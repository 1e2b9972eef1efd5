// The log: messages in the server's order, what is still on its way at the end, and the scrolling.

import { button, element, icon } from "./elements.js";
import { aboutIt, fromClinic, fromPatient } from "./message.js";
import { thumbs } from "./thumbs.js";

// The dots never stay for ever, whatever the server forgets to say.
const LONGEST_WRITING_MS = 60000;
const NEAR_PX = 80;

export class Conversation {
  #words;
  #press;
  #bySeq = new Map();
  #onTheWay = new Map();
  #timer = null;
  #mine = new Map();
  #person = null;
  #seen = 0;

  #rate;

  // `press(reply, element)` sends a quick reply, `rate(seq, thumb)` what an answer was worth.
  constructor(press, rate) {
    this.#press = press;
    this.#rate = rate;
    this.welcome = element("section", { class: "welcome" });
    this.dots = element("div", { class: "dots", hidden: true, "aria-hidden": "true" }, ...[1, 2, 3].map(() => element("span")));
    this.log = element("div", { class: "log", role: "log", tabindex: "0", "aria-live": "off" }, this.welcome, this.dots);
    this.writing = element("p", { class: "unseen", role: "status" });
    this.newer = button({ class: "newer", hidden: true, on: { click: () => this.#toEnd() } });
    this.presence = element("p", { class: "presence", role: "status" });
    this.element = element("div", { class: "conversation" }, this.log, this.newer, this.writing, this.presence);
    this.log.addEventListener("scroll", () => this.#isNearEnd() && (this.newer.hidden = true));
  }

  relabel(words) {
    this.#words = words;
    this.log.setAttribute("aria-label", words.log);
    this.newer.replaceChildren(icon("down"), element("span", { text: words.unread(1) }));
    if (this.writing.textContent) this.writing.textContent = words.writing;
    this.#showPerson();
  }

  // Who of the staff has the conversation, by name; null while the assistant answers.
  setPerson(name) {
    this.#person = name;
    this.#showPerson();
    this.#showSeen();
  }

  // Up to which message a person has looked. That the assistant has "seen" something says nothing.
  setSeen(seq) {
    this.#seen = seq;
    this.#showSeen();
  }

  clear() {
    for (const item of [...this.#bySeq.values(), ...this.#onTheWay.values()]) item.remove();
    this.#bySeq.clear();
    this.#onTheWay.clear();
    this.#mine.clear();
    this.setPerson(null);
    this.setWriting(false);
    this.newer.hidden = true;
    // What is replayed is not read aloud; `caughtUp` says when the conversation goes on.
    this.log.setAttribute("aria-live", "off");
    this.welcome.hidden = false;
  }

  caughtUp() {
    this.log.setAttribute("aria-live", "polite");
  }

  get isCaughtUp() {
    return this.log.getAttribute("aria-live") === "polite";
  }

  // True if the message was not known. Each is shown once, however often it arrives.
  add(message, facts) {
    if (this.#bySeq.has(message.seq)) return false;
    const isMine = message.from === "patient";
    const mine = isMine ? this.#onTheWay.get(message.client_id) : undefined;
    const item = mine ?? this.#made(message, facts);
    this.#onTheWay.delete(message.client_id);
    this.#setNote(item, null);
    this.#bySeq.set(message.seq, item);
    this.#place(item, message.seq);
    if (isMine) {
      this.#mine.set(message.seq, item);
      this.#showSeen();
    }
    if (!isMine) {
      this.setWriting(false);
      this.#show(item);
    }
    return true;
  }

  // A message that the server has not acknowledged yet.
  addOnTheWay(id, text) {
    const item = fromPatient(text, this.#words);
    this.#onTheWay.set(id, item);
    this.dots.before(item);
    this.welcome.hidden = true;
    this.#setNote(item, this.#words.sending);
    this.#toEnd();
  }

  noteRetrying(id) {
    this.#setNote(this.#onTheWay.get(id), this.#words.retrying);
  }

  noteSent(id) {
    this.#setNote(this.#onTheWay.get(id), null);
  }

  // The server's sentence says why, unless the table has one in the reader's language.
  noteRefused(id, { code, message }) {
    const item = this.#onTheWay.get(id);
    const { notSent, tooLong, noSuchButton } = this.#words;
    item?.classList.add("refused");
    this.#setNote(item, `${notSent} ${{ too_long: tooLong, no_such_button: noSuchButton }[code] ?? message}`);
  }

  setWriting(isOn) {
    clearTimeout(this.#timer);
    const wasNearEnd = this.#isNearEnd();
    this.dots.hidden = !isOn;
    this.writing.textContent = isOn ? this.#words.writing : "";
    if (!isOn) return;
    if (wasNearEnd) this.#toEnd();
    this.#timer = setTimeout(() => this.setWriting(false), LONGEST_WRITING_MS);
  }

  #made(message, facts) {
    if (message.from === "patient") return fromPatient(message.text, this.#words);
    if (message.from === "status") return aboutIt(message);
    const item = fromClinic(message, this.#words, facts, this.#press);
    const rating = thumbs(message, this.#words, (thumb) => this.#rate(message.seq, thumb));
    if (rating) item.append(rating);
    return item;
  }

  #showPerson() {
    const words = this.#words;
    this.presence.textContent = words && this.#person ? words.isHere(this.#person) : "";
  }

  // Under the patient's last message, as long as a person has the conversation.
  #showSeen() {
    const last = Math.max(0, ...this.#mine.keys());
    for (const [seq, item] of this.#mine) {
      const isShown = Boolean(this.#person) && seq === last && seq <= this.#seen;
      if (isShown !== item.classList.contains("seen")) this.#setNote(item, isShown ? this.#words.seen : null);
      item.classList.toggle("seen", isShown);
    }
  }

  #place(item, seq) {
    this.welcome.hidden = true;
    const later = [...this.#bySeq].filter(([other]) => other > seq).sort(([a], [b]) => a - b)[0]?.[1];
    const next = later ?? this.#onTheWay.values().next().value ?? this.dots;
    // Moving an element that stands right would have it read aloud again.
    if (item.nextElementSibling !== next) next.before(item);
  }

  // The beginning of an answer comes into view with the end of what was said before it; a reader
  // who scrolled away is told instead of being moved.
  #show(item) {
    const height = this.log.clientHeight;
    const isReading = item.offsetTop - this.log.scrollTop > height + NEAR_PX;
    if (isReading) this.newer.hidden = false;
    else this.log.scrollTop = item.offsetTop - height / 4;
  }

  #toEnd() {
    this.newer.hidden = true;
    this.log.scrollTop = this.log.scrollHeight;
  }

  #isNearEnd() {
    return this.log.scrollHeight - this.log.scrollTop - this.log.clientHeight < NEAR_PX;
  }

  #setNote(item, text) {
    item?.querySelector(".note")?.remove();
    if (item && text) item.append(element("p", { class: "note", dir: "auto", text }));
  }
}
