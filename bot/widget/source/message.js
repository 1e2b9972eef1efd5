// One message of the conversation as an element.

import { badge, quotes } from "./badge.js";
import { button, callLink, element, isolated, paragraphs } from "./elements.js";
import { languageOf, wordsIn } from "./words.js";

export function fromPatient(text, words) {
  return turn("patient", words.you, element("div", { class: "bubble" }, ...paragraphs(text)));
}

// A line about the conversation itself, such as who has seen it.
export function aboutIt(message) {
  return element("div", { class: "turn about" }, ...paragraphs(message.text));
}

// `facts` are the session's telephone numbers; `press(button, element)` sends a quick reply.
export function fromClinic(message, words, facts, press) {
  const aftercare = message.aftercare ?? {};
  // An answer is worded and read aloud in its own language, also when the conversation changes.
  const language = languageOf(aftercare.language);
  const own = language ? wordsIn(language) : words;
  const bubble = element("div", { class: "bubble" });
  if (aftercare.kind === "red_flag") bubble.classList.add("danger");
  if (message.pinned) bubble.setAttribute("role", "alert");
  bubble.append(...[badges(aftercare, own), ...paragraphs(message.text)].filter(Boolean));
  bubble.append(...[quotes(quoted(aftercare), own), dial(aftercare, own, facts)].filter(Boolean));

  const isStaff = message.from === "staff";
  const speaker = isStaff ? (message.by ?? own.staff) : own.assistant;
  const item = turn(isStaff ? "staff" : "bot", speaker, bubble);
  if (language) item.setAttribute("lang", language);
  const replies = quickReplies(message.buttons, press);
  if (replies) item.append(replies);
  return item;
}

function turn(side, speaker, bubble) {
  const name = element("span", { class: side === "staff" ? "speaker" : "unseen" }, isolated(speaker));
  return element("div", { class: `turn ${side}` }, name, bubble);
}

function badges(aftercare, words) {
  const answers = listOf(aftercare.answers);
  const isSameDay = aftercare.escalation?.level === "same_day";
  const shown = answers.map(({ verdict, label, topic }) => {
    const name = answers.length > 1 ? (label ?? String(topic).replaceAll("_", " ")) : null;
    return badge(verdict === "urgent" && isSameDay ? "same_day" : verdict, name, words);
  });
  return shown.some(Boolean) ? element("div", { class: "badges" }, ...shown) : null;
}

function quoted(aftercare) {
  return [...new Set(listOf(aftercare.answers).flatMap(({ basis, quote, signed_by }) => (basis === "clinic" && quote && !signed_by ? [quote] : [])))];
}

// Whom to call, one tap away. Emergencies have theirs at the top of the chat as well.
function dial(aftercare, words, facts) {
  if (aftercare.kind !== "red_flag") return null;
  return aftercare.escalation?.level === "emergency"
    ? callLink(facts.emergency_number, words.call(facts.emergency_number), "call")
    : callLink(facts.clinic_phone, words.callClinic, "call");
}

function quickReplies(buttons, press) {
  const replies = listOf(buttons).map((reply) => {
    const made = button({ class: "quick", dir: "auto", text: String(reply.title) });
    made.addEventListener("click", () => press(reply, made));
    return made;
  });
  return replies.length > 0 ? element("div", { class: "replies" }, ...replies) : null;
}

function listOf(value) {
  return Array.isArray(value) ? value.filter((one) => one !== null && typeof one === "object") : [];
}
