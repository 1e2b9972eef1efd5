// Takes the token from a link like …#patient=TOKEN, and off the address, so that it is neither
// kept in the history nor copied with it. A link works once; the copy that this tab keeps only
// says, after a reload, that the conversation is still the same person's.

const KEPT = "patient-link";
const linked = new URLSearchParams(location.hash.slice(1)).get("patient");
if (linked) {
  sessionStorage.setItem(KEPT, linked);
  history.replaceState(null, "", location.pathname + location.search);
}

const chat = document.createElement("afterglow-chat");
chat.setAttribute("inline", "");
const token = linked ?? sessionStorage.getItem(KEPT);
if (token) chat.setAttribute("token", token);
document.querySelector("main").append(chat);
