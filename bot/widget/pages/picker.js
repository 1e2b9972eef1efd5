// Stands in for the clinic's own login: it has a token minted for the chosen patient and puts the
// widget on the page, as a clinic's server would write it into the page of somebody signed in.

const CHOSEN = "demo-patient";
const page = Object.fromEntries(["patient", "trouble"].map((id) => [id, document.getElementById(id)]));

async function choose(reference) {
  const chat = document.createElement("afterglow-chat");
  try {
    if (reference !== "") chat.setAttribute("token", await tokenFor(reference));
  } catch {
    page.trouble.textContent = "The demo cannot be reached. Please reload this page.";
    return;
  }
  // Two quick choices must not leave two widgets.
  if (reference !== page.patient.value) return;
  const before = document.querySelector("afterglow-chat");
  chat.setAttribute("open", "");
  before?.remove();
  document.body.append(chat);
  sessionStorage.setItem(CHOSEN, reference);
}

async function tokenFor(reference) {
  const { token } = await answerOf(
    fetch("demo/link", {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify({ reference }),
    }),
  );
  return token;
}

async function answerOf(request) {
  const response = await request;
  if (!response.ok) throw new Error(String(response.status));
  return response.json();
}

async function start() {
  try {
    const { patients } = await answerOf(fetch("demo/patients"));
    const people = patients.map(({ reference, title }) => new Option(title, reference));
    page.patient.append(...people, new Option("Nobody (anonymous)", ""));
  } catch {
    page.trouble.textContent = "The demo cannot be reached. Please reload this page.";
    return;
  }
  const kept = sessionStorage.getItem(CHOSEN);
  if ([...page.patient.options].some(({ value }) => value === kept)) page.patient.value = kept;
  page.patient.addEventListener("change", () => choose(page.patient.value));
  await choose(page.patient.value);
}

for (const button of document.querySelectorAll("[data-ask]")) {
  button.addEventListener("click", () => document.querySelector("afterglow-chat")?.show());
}

start();
