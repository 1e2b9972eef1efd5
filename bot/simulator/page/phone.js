// The phone: whose it is, its chat, and what the patient does with it.
import { icon, make } from "./dom.js";
import { bubble } from "./lines.js";
import { act, look, people } from "./server.js";
import { startTools } from "./tools.js";

const ids = "person number window presence log trouble composer attach text others sheet sheet-title rows sheet-close";
const page = Object.fromEntries(ids.split(" ").map((id) => [id, document.getElementById(id)]));
const OTHERS = [
  ["photo", "Photo"],
  ["voice", "Voice"],
  ["video", "Video"],
  ["sticker", "Sticker"],
  ["document", "Document"],
  ["location", "Location"],
  ["contact", "Contact"],
  ["reaction", "Reaction"],
  ["unknown", "A poll"],
];
const KEPT = "phone-of";
const STRANGER = "phone-of-a-stranger";
const WAIT_SECONDS = 20;

let person = "";
let shown = new Map();
let lines = [];
let round = 0;

async function doing(work) {
  try {
    await work();
    page.trouble.hidden = true;
  } catch (error) {
    page.trouble.textContent = error.message;
    page.trouble.hidden = false;
  }
}

function choose(ref) {
  person = ref;
  sessionStorage.setItem(KEPT, ref);
  shown = new Map();
  lines = [];
  page.log.replaceChildren();
  watch();
}

async function watch() {
  round += 1;
  const mine = round;
  let version = -1;
  while (mine === round) {
    let found;
    try {
      found = await look("chat", { person, after: version, wait: version < 0 ? 0 : WAIT_SECONDS });
      page.trouble.hidden = true;
    } catch (error) {
      page.trouble.textContent = error.message;
      page.trouble.hidden = false;
      await new Promise((done) => setTimeout(done, 1500));
      continue;
    }
    if (mine !== round) return;
    // A simulator that was started anew counts from the beginning.
    if (found.version < version) found.version = -1;
    version = found.version;
    show(found);
  }
}

function show({ person: who, messages }) {
  lines = messages;
  page.number.textContent = who.shows === "user_id" ? `Number hidden (${who.user_id})` : who.phone;
  page.window.textContent = who.window_open ? "The clinic may write freely" : "The clinic may send templates only";
  page.window.classList.toggle("closed", !who.window_open);
  page.presence.textContent = who.typing ? "typing…" : "WhatsApp";
  tools.show(who);
  const before = page.log.childElementCount;
  draw(messages, who.typing);
  if (page.log.childElementCount > before) page.log.scrollTop = page.log.scrollHeight;
  const unread = messages.some((line) => !line.inbound && line.state === "delivered");
  if (unread && document.visibilityState === "visible") doing(() => act("read", { person }));
}

function draw(messages, typing) {
  const wanted = [];
  const handlers = { press, open, answered: (id) => lines.find((line) => line.id === id) };
  let day = "";
  for (const line of messages) {
    const kept = shown.get(line.id);
    const written = JSON.stringify(line);
    const node = kept?.written === written ? kept.node : bubble(line, handlers);
    shown.set(line.id, { written, node });
    if (!node) continue;
    const today = new Date(line.at).toLocaleDateString([], { weekday: "long", day: "numeric", month: "long" });
    if (today !== day) wanted.push(dayNode(today));
    day = today;
    wanted.push(node);
  }
  if (!wanted.length) wanted.push(make("p", { class: "empty" }, "Write to the clinic, as a patient would."));
  if (typing) wanted.push(typingNode);
  // Only what changed moves, so that a screen reader hears only what is new.
  for (const old of [...page.log.children]) if (!wanted.includes(old)) old.remove();
  wanted.forEach((node, at) => {
    if (page.log.children[at] !== node) page.log.insertBefore(node, page.log.children[at] ?? null);
  });
}

const days = new Map();
const typingNode = make("div", { class: "line theirs" }, make("div", { class: "bubble typing", "aria-hidden": "true" }, make("i"), make("i"), make("i")));

function dayNode(day) {
  if (!days.has(day)) days.set(day, make("p", { class: "day" }, day));
  return days.get(day);
}

function press(line, choice) {
  doing(() => act("press", { person, choice: choice.id, of: line.id }));
}

function open(line) {
  page["sheet-title"].textContent = line.menu;
  const rows = line.choices.map((one) => {
    const words = [one.title, one.description ? make("small", {}, one.description) : null];
    const choose = () => {
      page.sheet.close();
      press(line, one);
    };
    return make("li", {}, make("button", { type: "button", onclick: choose }, ...words));
  });
  page.rows.replaceChildren(...rows);
  page.sheet.showModal();
}

function say(event) {
  event.preventDefault();
  const text = page.text.value;
  if (!text.trim()) return;
  page.text.value = "";
  page.text.focus();
  doing(() => act("say", { person, text }));
}

function toggleOthers(wanted) {
  page.others.hidden = !wanted;
  page.attach.setAttribute("aria-expanded", String(wanted));
}

function send(kind) {
  toggleOthers(false);
  page.attach.focus();
  doing(() => act("send", { person, kind, text: kind === "reaction" ? "👍" : "" }));
}

async function start() {
  const known = await people();
  const options = known.map(({ ref, name, note }) => new Option(note || name, ref));
  const fresh = `+1646555${String(100 + Math.floor(Math.random() * 100)).padStart(4, "0")}`;
  const stranger = sessionStorage.getItem(STRANGER) ?? fresh;
  sessionStorage.setItem(STRANGER, stranger);
  page.person.append(...options, new Option("A number not on file", stranger));
  const kept = sessionStorage.getItem(KEPT);
  if ([...page.person.options].some(({ value }) => value === kept)) page.person.value = kept;
  page.others.append(
    ...OTHERS.map(([kind, name]) => {
      const button = { type: "button", onclick: () => send(kind) };
      return make("li", {}, make("button", button, icon(kind), name));
    }),
  );
  choose(page.person.value);
}

page.person.addEventListener("change", () => choose(page.person.value));
page.composer.addEventListener("submit", say);
page.attach.addEventListener("click", () => toggleOthers(page.others.hidden));
page["sheet-close"].addEventListener("click", () => page.sheet.close());
page.text.addEventListener("keydown", (event) => {
  if (event.key === "Enter" && !event.shiftKey && !event.isComposing) say(event);
});
document.addEventListener("keydown", (event) => {
  if (event.key === "Escape" && !page.others.hidden) {
    toggleOthers(false);
    page.attach.focus();
  }
});
const tools = startTools({ doing, person: () => person, anew: () => choose(person) });
doing(start);
