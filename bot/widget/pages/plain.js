// Takes the token from a link like …#patient=TOKEN, and off the address, so that it is neither
// kept in the history nor copied with it.

const chat = document.createElement("afterglow-chat");
chat.setAttribute("inline", "");
const token = new URLSearchParams(location.hash.slice(1)).get("patient");
if (token) {
  chat.setAttribute("token", token);
  history.replaceState(null, "", location.pathname + location.search);
}
document.querySelector("main").append(chat);
