// Takes the token from a link like …#patient=TOKEN, and off the address, so that it is neither
// kept in the history nor copied with it. This tab keeps it, because after a reload it says that
// the conversation is still the same person's; after 15 minutes, or a day where the link came in a
// message, it is worth nothing else.

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
