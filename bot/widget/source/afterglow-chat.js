// <afterglow-chat>: the clinic's aftercare assistant on a web page. See docs/embedding.md.

import { Composer } from "./composer.js";
import { Conversation } from "./conversation.js";
import { Emergency } from "./emergency.js";
import { remember, remembered } from "./memory.js";
import { Notice } from "./notice.js";
import { Panel } from "./panel.js";
import { Recovery } from "./recovery.js";
import { Server } from "./server.js";
import { styleSheets } from "./styles.js";
import { Visit } from "./visit.js";
import { welcome } from "./welcome.js";
import { languageOf, wordsIn } from "./words.js";

// A connection that comes back sooner is not worth a word.
const LOST_AFTER_MS = 3000;

class AfterglowChat extends HTMLElement {
  static observedAttributes = ["lang", "token"];

  #emergency = new Emergency();
  #notice = new Notice();
  #recovery = new Recovery();
  #composer = new Composer((text) => this.#say({ text }, text));
  #conversation = new Conversation(
    (reply, pressed) => this.#press(reply, pressed),
    (seq, thumb) => this.#visit.rate(seq, thumb),
  );
  #panel = null;
  #visit = null;
  // The language that the conversation is in.
  #spoken = null;
  #day = null;
  // What was said while the session was being opened.
  #unsaid = [];
  #lostTimer = null;

  connectedCallback() {
    if (this.#panel === null) this.#build();
    const isWanted = remembered().isOpen ?? (this.hasAttribute("open") && !Panel.isNarrow);
    if (isWanted) this.#panel.open();
    if (this.#visit.isIdle && (this.#panel.isOpen || Visit.isUnderWay())) this.#begin();
  }

  disconnectedCallback() {
    this.#visit.leave();
  }

  attributeChangedCallback(name, before, now) {
    if (this.#panel === null || before === now) return;
    if (name === "lang") {
      this.#relabel();
      if (this.#visit.facts) this.#refreshRecovery();
    } else if (!this.#visit.isOf(now)) {
      this.#unsaid = [];
      if (this.#visit.facts || this.#panel.isOpen) this.#begin();
    }
  }

  // For the clinic's own buttons.
  show() {
    this.#panel.open();
    // On a phone the keyboard would cover what there is to read.
    (Panel.isNarrow ? this.#conversation.log : this.#composer.box).focus();
  }

  hide() {
    this.#panel.close();
  }

  #build() {
    const parts = [this.#emergency, this.#recovery, this.#conversation, this.#notice, this.#composer];
    this.#panel = new Panel(
      this.hasAttribute("inline"),
      {
        wanted: () => this.show(),
        opened: () => this.#opened(),
        closed: () => remember({ isOpen: false }),
        end: () => this.#end(),
      },
      parts.map((part) => part.element),
    );
    const server = new Server(new URL(this.getAttribute("server") ?? "..", import.meta.url));
    this.#visit = new Visit(server, {
      started: (facts, unsent) => this.#started(facts, unsent),
      unknown: () => this.#notice.show("unknown", "askAnyway", () => this.#begin(null)),
      unreachable: () => this.#notice.show("unreachable", "tryAgain", () => this.#begin()),
      over: () => this.#over(),
      event: (name, data) => this.#event(name, data),
      lost: () => this.#lost(),
      sent: (id) => this.#conversation.noteSent(id),
      retrying: (id) => this.#conversation.noteRetrying(id),
      refused: (id, fault) => this.#conversation.noteRefused(id, fault),
    });
    const root = this.attachShadow({ mode: "open" });
    root.adoptedStyleSheets = styleSheets(this.getAttribute("theme"));
    root.append(this.#panel.launcher, this.#panel.count, this.#panel.element);
    this.#relabel();
  }

  // The element's own `lang` is the clinic's word; without it the conversation decides.
  get #language() {
    const page = this.closest("[lang]")?.lang;
    const known = [this.getAttribute("lang"), this.#spoken, page, navigator.language].map(languageOf);
    return known.find(Boolean) ?? "en";
  }

  #relabel() {
    const language = this.#language;
    const words = wordsIn(language);
    this.#panel.relabel(words, this.getAttribute("heading"));
    for (const part of [this.#notice, this.#emergency, this.#composer, this.#conversation]) part.relabel(words);
    this.#recovery.relabel(words, language);
    this.#panel.element.setAttribute("lang", language);
    this.#panel.launcher.setAttribute("lang", language);
    const say = (text) => this.#say({ text }, text);
    this.#conversation.welcome.replaceChildren(...welcome(words, this.#visit.facts?.emergency_number, say));
  }

  #opened() {
    remember({ isOpen: true });
    if (this.#visit.isIdle) this.#begin();
  }

  #begin(token = this.getAttribute("token")) {
    this.#clear();
    this.#visit.begin(token, this.#language);
  }

  #started(facts, unsent) {
    this.#spoken ??= languageOf(facts.language);
    this.#relabel();
    this.#conversation.clear();
    for (const { id, text, title } of unsent) this.#conversation.addOnTheWay(id, text ?? title);
    for (const [said, shown] of this.#unsaid.splice(0)) this.#say(said, shown);
    this.#refreshRecovery();
  }

  #over() {
    this.#clear();
    this.#notice.show("ended", "startAgain", () => this.#begin());
  }

  #end() {
    this.#unsaid = [];
    this.#visit.end();
    this.#over();
  }

  #clear() {
    clearTimeout(this.#lostTimer);
    this.#spoken = this.#day = null;
    for (const part of [this.#notice, this.#emergency, this.#conversation]) part.clear();
    this.#recovery.show(null);
  }

  // False if there is no session to say it in, nor will be; the text then stays where it was written.
  #say(said, shown) {
    if (this.#visit.isIdle) {
      this.#notice.focus();
      return false;
    }
    const isEarly = this.#visit.facts === null;
    if (isEarly) this.#unsaid.push([said, shown]);
    this.#conversation.addOnTheWay(isEarly ? said : this.#visit.say(said).id, shown);
    return true;
  }

  #press(reply, pressed) {
    // The buttons stay, but a double click is one answer.
    if (pressed.getAttribute("aria-disabled") === "true") return;
    if (!this.#say({ button: reply.id, title: String(reply.title) }, reply.title)) return;
    pressed.setAttribute("aria-disabled", "true");
    setTimeout(() => pressed.removeAttribute("aria-disabled"), 1500);
  }

  #event(name, data) {
    clearTimeout(this.#lostTimer);
    this.#lostTimer = null;
    this.#notice.clear("reconnecting");
    if (name === "message") this.#receive(data);
    else if (name === "mode") this.#conversation.setPerson(data.mode === "human" ? String(data.by ?? wordsIn(this.#language).staff) : null);
    else if (name === "seen") this.#conversation.setSeen(data.seq);
    else if (name === "typing") this.#conversation.setWriting(data.on === true);
    else if (name === "status") {
      this.#conversation.caughtUp();
      if (data.state === "delayed") this.#notice.show("delayed");
      else this.#notice.clear("delayed");
    }
  }

  #receive(message) {
    const { facts } = this.#visit;
    if (!this.#conversation.add(message, facts)) return;
    if (message.pinned) this.#emergency.pin(message, facts);
    if (message.from === "patient") return;
    const { language, day } = message.aftercare ?? {};
    const isOtherLanguage = languageOf(language) && language !== this.#spoken;
    if (isOtherLanguage) {
      this.#spoken = language;
      this.#relabel();
    }
    // What is replayed was read before, and its day may be of another date.
    if (!this.#conversation.isCaughtUp) return;
    this.#panel.addUnread();
    if (isOtherLanguage || (Number.isInteger(day) && day !== this.#day)) this.#refreshRecovery();
  }

  async #refreshRecovery() {
    const visited = this.#visit.facts;
    try {
      const timeline = await this.#visit.timeline(this.#language);
      // The patient may have changed while it was fetched.
      if (visited !== this.#visit.facts) return;
      this.#day = timeline.day;
      this.#recovery.show(timeline);
    } catch {
      // Without it the chat is complete; the next answer asks for it again.
    }
  }

  #lost() {
    this.#conversation.setWriting(false);
    this.#lostTimer ??= setTimeout(() => this.#notice.show("reconnecting"), LOST_AFTER_MS);
  }
}

if (!customElements.get("afterglow-chat")) customElements.define("afterglow-chat", AfterglowChat);
