// Where the patient is in the recovery, as a strip of days that opens into what each day brings.

import { badge, quotes } from "./badge.js";
import { button, element, icon, isolated, paragraphs } from "./elements.js";
import { languageOf } from "./words.js";

const LAST_DAY = 7;

export class Recovery {
  #words;
  #language = "en";
  #timeline = null;

  constructor() {
    this.line = element("span", { class: "recovery-line" });
    this.track = element("span", { class: "track", "aria-hidden": "true" });
    this.toggle = button(
      { class: "recovery-toggle", "aria-expanded": "false", "aria-controls": "recovery" },
      this.line,
      this.track,
    );
    this.panel = element("div", { id: "recovery", class: "recovery-panel", role: "region", tabindex: "0", hidden: true });
    this.element = element("div", { class: "recovery", hidden: true }, this.toggle, this.panel);
    this.toggle.addEventListener("click", () => this.open(this.panel.hidden));
  }

  relabel(words, language) {
    this.#words = words;
    this.#language = language;
    this.panel.setAttribute("aria-label", words.recovery);
    this.#draw();
  }

  // Null hides the whole of it.
  show(timeline) {
    this.#timeline = timeline;
    if (timeline === null) this.open(false);
    this.#draw();
  }

  get isOpen() {
    return !this.panel.hidden;
  }

  open(isOpen) {
    this.panel.hidden = !isOpen;
    this.toggle.setAttribute("aria-expanded", String(isOpen));
    if (isOpen) this.#toNow();
  }

  #draw() {
    const entries = this.#timeline?.entries ?? [];
    this.element.hidden = entries.length === 0;
    if (entries.length === 0) return;
    const { day, changes = [] } = this.#timeline;
    this.line.replaceChildren(
      element("span", { class: "recovery-name", text: this.#words.recovery }),
      element("strong", { text: this.#dayInWords(day) }),
      icon("down"),
    );
    this.track.replaceChildren(...Array.from({ length: LAST_DAY + 1 }, (_, stop) => stopOf(stop, day)));
    const list = element("ol", { class: "entries", lang: languageOf(this.#timeline.language) }, ...entries.map((entry, at) => this.#entry(entry, at, day)));
    this.panel.replaceChildren(list, ...this.#changes(changes));
    if (this.isOpen) this.#toNow();
  }

  #dayInWords(day) {
    if (!Number.isInteger(day)) return this.#words.noDay;
    if (day < 0) return this.#words.before(-day);
    return day === 0 ? this.#words.dayOfTreatment : this.#words.day(day);
  }

  #entry(entry, at, day) {
    const { title, words = [], quote, now } = entry;
    const summary = element(
      "summary",
      {},
      element("span", { class: "entry-head" }, isolated(title, "entry-title"), element("span", { class: "entry-when", text: this.#when(entry) })),
      now ? element("span", { class: "here", text: this.#words.here }) : null,
      icon("down"),
    );
    const isOpen = now || (!Number.isInteger(day) && at === 0);
    const details = element("details", { open: isOpen }, summary, ...words.flatMap(paragraphs), quotes(quote ? [quote] : [], this.#words));
    return element("li", { class: now ? "entry now" : "entry", "aria-current": now ? "step" : null }, details);
  }

  // The days of an entry, unless its title says them, and its date.
  #when({ from_day: from, until_day: until, date, title }) {
    const days =
      !Number.isInteger(from) ? this.#words.beforeTreatment
      : until === from ? this.#words.day(from)
      : this.#words.days(from, until ?? null);
    return [days === title ? null : days, this.#date(date)].filter(Boolean).join(" · ");
  }

  #changes(changes) {
    if (changes.length === 0) return [];
    const rows = [...groupedByDay(changes)].map(([day, those]) =>
      element(
        "li",
        {},
        element("span", { class: "change-day", text: this.#words.fromDay(day, this.#date(those[0].date)) }),
        element("div", { class: "badges" }, ...those.map(({ verdict, label, topic }) => badge(verdict, label ?? topic, this.#words))),
      ),
    );
    return [element("h3", { text: this.#words.changes }), element("ul", { class: "changes" }, ...rows)];
  }

  #date(day) {
    if (!/^\d{4}-\d\d-\d\d$/.test(day ?? "")) return null;
    const format = new Intl.DateTimeFormat(this.#language, { weekday: "short", month: "short", day: "numeric", timeZone: "UTC" });
    return format.format(new Date(`${day}T00:00:00Z`));
  }

  #toNow() {
    const now = this.panel.querySelector(".now");
    if (now) this.panel.scrollTop = now.offsetTop - 8;
  }
}

function stopOf(stop, day) {
  const here = Number.isInteger(day) && (day === stop || (stop === LAST_DAY && day > stop));
  const state = here ? "now" : day > stop ? "past" : "ahead";
  return element("span", { class: `stop ${state}`, text: stop === LAST_DAY ? "7+" : String(stop) });
}

function groupedByDay(changes) {
  const days = new Map();
  for (const change of changes) days.set(change.day, [...(days.get(change.day) ?? []), change]);
  return days;
}
