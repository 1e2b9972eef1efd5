// The chat page: who is speaking, what was said, what came back.

import * as api from "./api.js";
import { element, fromBot, fromPatient, problem, typing } from "./messages.js";

const MOST_CHARACTERS = 4000;
const READY_POLL_MS = 1500;

const page = Object.fromEntries(
  ["people", "who", "day", "status", "log", "welcome", "examples", "compose", "message", "length"].map((id) => [
    id,
    document.getElementById(id),
  ]),
);
const dots = typing();
// Counts conversations: an answer that comes after the patient was changed belongs to nobody.
let conversation = 0;
let waiting = 0;
let speaker = null;

async function choose(person) {
  conversation += 1;
  const mine = conversation;
  waiting = 0;
  speaker = person;
  for (const button of page.people.querySelectorAll("button")) {
    button.setAttribute("aria-pressed", String(button.dataset.reference === String(person.reference)));
  }
  page.who.textContent = nameAndState(person)[0];
  showDay(person.day);
  page.log.replaceChildren(page.welcome);
  try {
    await api.startSession(person.reference);
  } catch (fault) {
    if (mine === conversation) show(problem(sentenceFor(fault), () => choose(person)));
  }
}

async function say(said, shown) {
  const mine = conversation;
  page.welcome.remove();
  show(fromPatient(shown));
  await deliver(said, mine);
}

async function deliver(said, mine) {
  waiting += 1;
  show();
  let answers;
  try {
    const messages = await api.send(said);
    answers = messages.map((message) => fromBot(message, press));
    const day = messages.map((message) => message.custom.aftercare?.day).find(Number.isInteger);
    if (day !== undefined && mine === conversation) showDay(day);
  } catch (fault) {
    const again = fault.status === 401 ? () => choose(speaker) : () => deliver(said, mine);
    answers = [problem(sentenceFor(fault), isWorthRepeating(fault) ? again : null)];
  }
  if (mine !== conversation) return;
  waiting -= 1;
  show(...answers);
}

function press(button) {
  page.message.focus();
  say({ button: button.id }, button.title);
}

// Adds to the conversation, keeps the dots last while an answer is due, and scrolls so that the
// beginning of what is new can be read, with the end of what came before it.
function show(...items) {
  dots.remove();
  page.log.append(...items);
  if (waiting > 0) page.log.append(dots);
  const first = items[0] ?? page.log.lastElementChild;
  if (first) page.log.scrollTop = first.offsetTop - page.log.clientHeight / 4;
}

function showDay(day) {
  page.day.textContent =
    day === null ? "Treatment date not known"
    : day === 0 ? "Day of treatment (day 0)"
    : day < 0 ? `${-day} ${day === -1 ? "day" : "days"} before treatment`
    : `Day ${day} after treatment`;
}

function isWorthRepeating(fault) {
  return !(fault instanceof api.Refused) || fault.status === 401 || fault.status >= 500;
}

function sentenceFor(fault) {
  if (fault instanceof api.Refused && fault.message) return fault.message;
  return "The connection was lost, so there is no answer yet.";
}

// "Ava, treated today" is a name and how that patient stands.
function nameAndState(person) {
  const comma = person.title.indexOf(",");
  const state = person.title.slice(comma + 1).trim();
  return [person.title.slice(0, comma), state.charAt(0).toUpperCase() + state.slice(1)];
}

function listPeople(people) {
  for (const person of people) {
    const button = element("button", "person");
    button.type = "button";
    button.dataset.reference = String(person.reference);
    const [name, state] = nameAndState(person);
    button.append(element("span", "person-name", name));
    button.append(element("span", "person-detail", state));
    const isTreated = person.day !== null && person.day >= 0;
    if (isTreated) button.append(element("span", "person-day", `Day ${person.day}`));
    button.setAttribute("aria-label", isTreated ? `${person.title} (day ${person.day})` : person.title);
    button.addEventListener("click", () => choose(person));
    const item = element("li");
    item.append(button);
    page.people.append(item);
  }
}

async function watchReadiness() {
  if (await api.isReady()) {
    page.status.textContent = "Ready";
    page.status.className = "status ready";
    return;
  }
  page.status.textContent = "Starting, this takes about 20 seconds";
  page.status.className = "status starting";
  setTimeout(watchReadiness, READY_POLL_MS);
}

function fit() {
  const count = [...page.message.value].length;
  const over = count - MOST_CHARACTERS;
  page.length.textContent =
    over > 0 ? `${over} characters too many. Please shorten your message.`
    : over > -200 ? `${-over} characters left`
    : "";
  page.message.rows = Math.min(5, page.message.value.split("\n").length);
  page.length.classList.toggle("over", over > 0);
  page.message.setAttribute("aria-invalid", String(over > 0));
  return over <= 0;
}

page.compose.addEventListener("submit", (event) => {
  event.preventDefault();
  const text = page.message.value.trim();
  page.message.focus();
  if (text === "" || !fit()) return;
  page.message.value = "";
  fit();
  say({ text }, text);
});

page.message.addEventListener("input", fit);
page.message.addEventListener("keydown", (event) => {
  if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
  event.preventDefault();
  page.compose.requestSubmit();
});

page.examples.addEventListener("click", (event) => {
  const example = event.target.closest("button");
  if (example) say({ text: example.textContent }, example.textContent);
});

async function start() {
  watchReadiness();
  try {
    const { demo, patients } = await api.patients();
    for (const part of document.querySelectorAll("[data-demo]")) part.hidden = !demo;
    listPeople(patients);
    await choose(patients[0]);
  } catch (fault) {
    show(problem(sentenceFor(fault), start));
  }
}

start();
