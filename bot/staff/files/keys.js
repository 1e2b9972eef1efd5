// Single keys. They rest while something is typed, and can be switched off in the help.
const { base } = document.body.dataset;
const OFF = "afterglow-staff-keys-off";

const ACTS = {
  j: () => step(1),
  k: () => step(-1),
  i: () => location.assign(`${base}/inbox`),
  "/": () => location.assign(`${base}/patients`),
  "?": help,
  r: reply,
  a: acknowledge,
};

/** Listen on the whole page. */
export function listenForKeys() {
  const on = document.getElementById("keys-on");
  on.checked = !localStorage.getItem(OFF);
  on.addEventListener("change", () => {
    if (on.checked) localStorage.removeItem(OFF);
    else localStorage.setItem(OFF, "1");
  });
  document.addEventListener("keydown", (event) => {
    if (event.defaultPrevented || event.isComposing) return;
    if ((event.ctrlKey || event.metaKey) && event.key === "Enter") send(event);
    if (event.ctrlKey || event.metaKey || event.altKey || !on.checked) return;
    if (event.target.closest("input, textarea, select, dialog[open]")) return;
    const act = ACTS[event.key];
    if (act?.() !== undefined) event.preventDefault();
  });
}

const links = () => [...document.querySelectorAll(".row .open")];

function current() {
  return document.activeElement?.closest(".row");
}

function step(by) {
  const all = links();
  if (!all.length) return undefined;
  const here = all.indexOf(current()?.querySelector(".open"));
  const next = here < 0 ? (by > 0 ? 0 : all.length - 1) : here + by;
  all[Math.min(Math.max(next, 0), all.length - 1)].focus();
  return true;
}

function help() {
  document.getElementById("help").showModal();
  return true;
}

function reply() {
  const box = document.getElementById("text");
  if (box) {
    box.focus();
    return true;
  }
  const link = current()?.querySelector(".open");
  if (!link?.pathname.includes("/conversations/")) return undefined;
  // The browser itself puts the focus into what an address names.
  location.assign(`${link.href}#text`);
  return true;
}

function acknowledge() {
  const button = (current() ?? document.querySelector(".talk, .card"))?.querySelector(".ack");
  if (!button) return undefined;
  button.click();
  return true;
}

function send(event) {
  if (!event.target.matches("textarea")) return;
  event.preventDefault();
  const { form } = event.target;
  form.requestSubmit(form.querySelector("button.primary") ?? undefined);
}
