// One message as a bubble.
import { icon, make, tick } from "./dom.js";
import { formatted } from "./format.js";

const THINGS = {
  video: "Video",
  document: "Document",
  contact: "Contact",
  unknown: "Something the provider does not know",
};
const CODES = {
  131047: "more than 24 hours since the patient's last message",
  63016: "more than 24 hours since the patient's last message",
  131026: "this number is not on WhatsApp",
  63024: "this number is not on WhatsApp",
  131056: "too many messages to one person",
  63018: "too many messages to one person",
};

// `press(line, choice)` and `open(line)` are called for buttons; `answered` finds a line by id.
export function bubble(line, { press, open, answered }) {
  if (!line.inbound && line.state === "failed") {
    const why = CODES[line.error] ? `: ${CODES[line.error]}` : "";
    return make("p", { class: "note" }, `Not delivered (${line.error}${why})`);
  }
  if (!line.inbound && !["delivered", "read"].includes(line.state)) return null;
  if (line.kind === "changed") return make("p", { class: "note calm" }, line.text);
  if (line.kind === "reaction") return null;
  const inside = [quoted(line, answered), ...content(line), meta(line)];
  const box = make("div", { class: "bubble" }, ...inside);
  if (line.reaction) box.append(make("span", { class: "reaction" }, line.reaction));
  const all = make("div", { class: `line ${line.inbound ? "mine" : "theirs"}` }, box);
  all.classList.toggle("reacted", Boolean(line.reaction));
  if (!line.inbound && line.choices.length) all.append(choices(line, press, open));
  return all;
}

function quoted(line, answered) {
  const before = line.answers && answered(line.answers);
  return before ? make("div", { class: "answered" }, before.text.slice(0, 120) || before.kind) : null;
}

function content(line) {
  const parts = [];
  if (line.header) parts.push(make("h3", {}, line.header));
  const file = line.media && `control/media/${encodeURIComponent(line.media)}`;
  if (file && line.kind === "photo") parts.push(make("img", { src: file, alt: "Photo" }));
  else if (file && line.kind === "sticker") parts.push(make("img", { src: file, alt: "Sticker", class: "sticker" }));
  else if (file && ["voice", "audio"].includes(line.kind)) {
    const name = line.kind === "voice" ? "Voice message" : "Sound";
    parts.push(make("audio", { src: file, controls: true, preload: "metadata", "aria-label": name }));
  } else if (line.kind === "location") {
    parts.push(thing("location", line.details.name || "Location", line.details.address));
  } else if (line.kind === "photo") parts.push(thing("photo", "Photo", line.details.link));
  else if (THINGS[line.kind]) {
    parts.push(thing(line.kind, THINGS[line.kind], line.details.name?.formatted_name));
  }
  if (line.text) parts.push(make("div", { class: "words" }, ...formatted(line.text)));
  if (line.footer) parts.push(make("div", { class: "footer" }, line.footer));
  if (line.style === "link" && !line.inbound) {
    const link = { href: line.details.url, target: "_blank", rel: "noopener noreferrer" };
    if (/^https?:/.test(line.details.url)) parts.push(make("a", link, line.details.title));
  }
  return parts;
}

function thing(kind, name, more) {
  const words = make("div", {}, make("div", {}, name));
  if (more) words.append(make("div", { class: "small" }, String(more)));
  return make("div", { class: "thing" }, icon(kind), words);
}

function meta(line) {
  const clock = new Date(line.at).toLocaleTimeString([], { hour: "numeric", minute: "2-digit" });
  const parts = [make("time", { datetime: line.at }, clock)];
  if (line.template) parts.unshift("template ·");
  if (line.inbound) parts.push(tick(line.seen ? "read" : line.delivered ? "delivered" : "sent"));
  return make("div", { class: "meta" }, ...parts);
}

function choices(line, press, open) {
  const button = (words, act) => make("button", { type: "button", onclick: act }, words);
  const list = line.style === "list";
  const buttons = list
    ? [button(`☰ ${line.menu}`, () => open(line))]
    : line.choices.map((one) => button(one.title, () => press(line, one)));
  return make("div", { class: "choices" }, ...buttons);
}
