// Turns messages into elements. Texts only ever become text nodes.

const VERDICTS = {
  allowed: ["yes", "good", "Yes"],
  allowed_with_care: ["care", "care", "Yes, with care"],
  not_yet: ["wait", "care", "Not yet"],
  avoid: ["no", "bad", "Avoid"],
  ask_clinic: ["ask", "ask", "Ask the clinic"],
  expected: ["yes", "good", "Expected"],
  unexpected: ["care", "bad", "Not expected"],
  urgent: ["call", "bad", "Call now"],
};
const SAME_DAY = ["call", "bad", "Call the clinic today"];

export function fromPatient(text) {
  const bubble = element("div", "bubble");
  bubble.append(...paragraphs(text));
  return turn("me", "You said", bubble);
}

// `onPress(button)` is called with one of message.buttons.
export function fromBot(message, onPress) {
  const aftercare = message.custom.aftercare ?? {};
  const level = aftercare.escalation?.level;
  const isUrgent = aftercare.kind === "red_flag";
  const bubble = element("div", "bubble");
  if (isUrgent) bubble.classList.add(level === "same_day" ? "same-day" : "emergency");
  if (aftercare.kind === "error") bubble.classList.add("trouble");
  if (isUrgent) bubble.setAttribute("role", "alert");

  const badges = (aftercare.answers ?? []).map((answer, _, all) => badge(answer, level, all.length > 1));
  const shown = badges.filter((one) => one !== null);
  if (shown.length > 0) {
    const row = element("div", "badges");
    row.append(...shown);
    bubble.append(row);
  }
  bubble.append(...paragraphs(message.text));
  bubble.append(...sources(aftercare.answers ?? []));

  const item = turn("bot", "Afterglow said", bubble);
  if (message.buttons.length > 0) item.append(quickReplies(message.buttons, onPress));
  return item;
}

export function problem(sentence, onRetry) {
  const bubble = element("div", "bubble trouble");
  bubble.setAttribute("role", "alert");
  bubble.append(...paragraphs(sentence));
  const item = turn("bot", "Problem", bubble);
  if (onRetry) {
    const retry = element("button", "quick", "Try again");
    retry.type = "button";
    retry.addEventListener("click", () => {
      item.remove();
      onRetry();
    });
    const row = element("div", "quick-replies");
    row.append(retry);
    item.append(row);
  }
  return item;
}

export function typing() {
  const bubble = element("div", "bubble typing");
  for (let dot = 0; dot < 3; dot += 1) bubble.append(element("span", "dot"));
  bubble.append(element("span", "unseen", "Afterglow is writing"));
  const item = element("div", "turn bot");
  item.append(bubble);
  return item;
}

export function icon(name) {
  const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  const use = document.createElementNS("http://www.w3.org/2000/svg", "use");
  svg.setAttribute("class", "icon");
  svg.setAttribute("aria-hidden", "true");
  use.setAttribute("href", `static/icons.svg#${name}`);
  svg.append(use);
  return svg;
}

export function element(tag, className, text) {
  const made = document.createElement(tag);
  if (className) made.className = className;
  if (text !== undefined) made.textContent = text;
  return made;
}

function turn(side, speaker, bubble) {
  const item = element("div", `turn ${side}`);
  bubble.prepend(element("span", "unseen", `${speaker}: `));
  item.append(bubble);
  return item;
}

function badge(answer, level, withTopic) {
  const isSameDay = answer.verdict === "urgent" && level === "same_day";
  const known = isSameDay ? SAME_DAY : VERDICTS[answer.verdict];
  if (known === undefined) return null;
  const [iconName, tone, word] = known;
  const made = element("p", `badge ${tone}`);
  made.append(icon(iconName));
  if (withTopic) made.append(element("span", "badge-topic", `${answer.label ?? answer.topic.replaceAll("_", " ")}:`));
  made.append(element("strong", "", word));
  return made;
}

function sources(answers) {
  const quotes = [...new Set(answers.filter((one) => one.basis === "clinic" && one.quote).map((one) => one.quote))];
  if (quotes.length === 0) return [];
  const details = element("details", "source");
  details.append(element("summary", "", "From your clinic’s sheet"));
  for (const quote of quotes) details.append(element("blockquote", "", quote));
  return [details];
}

function quickReplies(buttons, onPress) {
  const row = element("div", "quick-replies");
  for (const button of buttons) {
    const made = element("button", "quick", button.title);
    made.type = "button";
    made.addEventListener("click", () => {
      row.remove();
      onPress(button);
    });
    row.append(made);
  }
  return row;
}

function paragraphs(text) {
  return text
    .split(/\n{2,}/)
    .filter((part) => part.trim() !== "")
    .map((part) => element("p", "words", part));
}
