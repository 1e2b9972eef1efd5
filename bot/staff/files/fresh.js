// Keeps the parts of a page marked data-live as the server has them now.
const { base } = document.body.dataset;
const EVENTS = `${base}/events`;
const PAUSE = 300;

let pulse = document.body.dataset.pulse;
let busy = false;
let again = false;

/** Look again whenever the server says that something changed. */
export function keepFresh() {
  count();
  toNewest();
  // Browsers open only six streams to one server: of several tabs one listens for all.
  const channel = new BroadcastChannel("afterglow-staff");
  channel.addEventListener("message", ({ data }) => heard(data));
  const tell = (news) => {
    channel.postMessage(news);
    heard(news);
  };
  if (navigator.locks) {
    navigator.locks.request("afterglow-staff-events", () => new Promise(() => listen(tell)));
  } else {
    listen(tell);
  }
  // A tab that slept may have missed what was told.
  document.addEventListener("visibilitychange", () => document.hidden || refresh());
}

/** Look again every few seconds, for as long as the page asks for that. */
export function keepLooking() {
  const seconds = Number(document.body.dataset.again);
  if (seconds) setTimeout(() => refresh().then(keepLooking), seconds * 1000);
}

function listen(tell) {
  const stream = new EventSource(EVENTS);
  stream.addEventListener("changed", (event) => tell({ pulse: event.data }));
  stream.addEventListener("over", () => {
    stream.close();
    tell({ over: true });
  });
  stream.addEventListener("error", () => {
    // Closed by the server for good: logged out, or too many pages. Looking again tells which.
    if (stream.readyState === EventSource.CLOSED) setTimeout(() => listen(tell), 5000);
    tell({ pulse: "unknown" });
  });
}

function heard(news) {
  if (news.over) leave();
  else if (news.pulse !== pulse) {
    pulse = news.pulse;
    refresh();
  }
}

function leave() {
  const here = location.pathname.slice(base.length);
  location.assign(`${base}/login?next=${encodeURIComponent(here)}`);
}

async function refresh() {
  if (busy) {
    again = true;
    return;
  }
  busy = true;
  try {
    const answer = await fetch(location.href, { headers: { "X-Background": "1" } });
    if (answer.status === 401) leave();
    else if (answer.ok) show(await answer.text());
  } catch {
    // The network is away; the stream comes back by itself and says so.
  }
  await new Promise((done) => setTimeout(done, PAUSE));
  busy = false;
  if (again) {
    again = false;
    refresh();
  }
}

function show(html) {
  const fresh = new DOMParser().parseFromString(html, "text/html");
  document.body.dataset.again = fresh.body.dataset.again ?? "";
  for (const old of document.querySelectorAll("[data-live]")) {
    const now = fresh.getElementById(old.id);
    if (!now || now.innerHTML === old.innerHTML) continue;
    replace(old, document.adoptNode(now));
  }
  count();
}

function replace(old, now) {
  const held = old.contains(document.activeElement) ? place(document.activeElement) : null;
  const unfolded = [...old.querySelectorAll("details[open]")].map((one) => one.closest("[id]").id);
  const known = new Set([...old.querySelectorAll("[id]")].map((one) => one.id));
  const atEnd = old.scrollHeight - old.scrollTop - old.clientHeight < 40;
  const { scrollTop } = old;
  for (const row of now.querySelectorAll(".row")) {
    if (!known.has(row.id)) row.classList.add("fresh");
  }
  old.replaceWith(now);
  for (const id of unfolded) {
    for (const one of document.getElementById(id)?.querySelectorAll("details") ?? []) one.open = true;
  }
  now.scrollTop = atEnd ? now.scrollHeight : scrollTop;
  if (held) refind(now, held)?.focus({ preventScroll: true });
}

function place(element) {
  const row = element.closest("[id]");
  return { id: row.id, name: element.localName, label: element.textContent };
}

// Where the focus was; if that is gone, the list itself, never the top of the page.
function refind(part, { id, name, label }) {
  const row = document.getElementById(id);
  const same = [...(row?.querySelectorAll(name) ?? [])];
  const found = row?.matches(name) ? row : same.find((one) => one.textContent === label) ?? same[0];
  return found ?? part.querySelector("a, button") ?? part;
}

function count() {
  const waiting = document.querySelector("[data-count]")?.dataset.count;
  if (waiting === undefined) return;
  const title = document.title.replace(/^\(\d+\) /, "");
  document.title = waiting === "0" ? title : `(${waiting}) ${title}`;
}

function toNewest() {
  const messages = document.getElementById("messages");
  if (messages) messages.scrollTop = messages.scrollHeight;
}
