// The frame around the conversation: the button that opens it, a floating window on wide screens,
// the whole screen on phones, or a part of the page.

import { button, element, icon } from "./elements.js";

const NARROW = matchMedia("(max-width: 599px), (max-height: 479px)");

export class Panel {
  #on;
  #unread = 0;
  #words;

  // `on` has wanted() for the launcher, opened(), closed() and end(); `parts` are the elements inside, from top to bottom.
  constructor(isInline, on, parts) {
    this.isInline = isInline;
    this.#on = on;
    this.title = element("h2", { id: "title" });
    this.endButton = button({ class: "end", on: { click: () => this.#end() } });
    this.more = element("details", { class: "more" }, element("summary", {}, icon("more"), element("span", { class: "unseen" })), this.endButton);
    this.closeButton = button({ class: "close", on: { click: () => this.close() } }, icon("no"), element("span", { class: "unseen" }));
    this.launcher = button({ class: "launcher", hidden: isInline, on: { click: () => on.wanted() } }, icon("chat"), element("span"));
    this.count = element("span", { class: "count", role: "status" });
    this.closeButton.hidden = isInline;
    const head = element("div", { class: "head" }, this.title, this.more, this.closeButton);
    const tag = isInline ? "section" : "dialog";
    this.element = element(tag, { class: "panel", "aria-labelledby": "title" }, head, ...parts);
    this.element.addEventListener("keydown", (event) => this.#key(event));
    // The back gesture of a phone.
    this.element.addEventListener("cancel", (event) => {
      event.preventDefault();
      this.close();
    });
    if (!isInline) this.#watchScreen();
  }

  get isOpen() {
    return this.isInline || this.element.open;
  }

  static get isNarrow() {
    return NARROW.matches;
  }

  // `heading` is the clinic's own title, if it has one.
  relabel(words, heading) {
    this.#words = words;
    this.title.textContent = heading || words.title;
    this.endButton.textContent = words.end;
    this.more.firstElementChild.lastElementChild.textContent = words.more;
    this.closeButton.lastElementChild.textContent = words.close;
    this.launcher.lastElementChild.textContent = words.open;
    this.#showUnread();
  }

  open() {
    if (this.isOpen) return;
    this.#show();
    this.launcher.hidden = true;
    this.#unread = 0;
    this.#showUnread();
    this.#on.opened();
  }

  close() {
    if (!this.isOpen || this.isInline) return;
    this.element.close();
    this.launcher.hidden = false;
    this.launcher.focus();
    this.#on.closed();
  }

  addUnread() {
    if (this.isOpen) return;
    this.#unread += 1;
    this.#showUnread();
  }

  #show() {
    // On a phone the page behind is covered, so it must not take the focus either. Elsewhere
    // show() would move the focus, also when a page opens the chat by itself.
    if (NARROW.matches) this.element.showModal();
    else this.element.setAttribute("open", "");
  }

  #showUnread() {
    this.count.textContent = this.#unread > 0 ? this.#words.unread(this.#unread) : "";
  }

  #end() {
    this.more.open = false;
    this.#on.end();
  }

  #key(event) {
    if (event.key !== "Escape" || event.isComposing) return;
    event.preventDefault();
    if (this.more.open) {
      this.more.open = false;
      this.more.firstElementChild.focus();
    } else this.close();
  }

  #watchScreen() {
    NARROW.addEventListener("change", () => {
      if (!this.element.open) return;
      this.element.close();
      this.#show();
    });
    // A phone's keyboard covers the lower part of the page without making the page smaller.
    const visible = window.visualViewport;
    visible?.addEventListener("resize", () => {
      this.element.style.setProperty("--visible-height", `${visible.height}px`);
    });
  }
}
