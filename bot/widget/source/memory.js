// What one tab keeps over a reload: the session and messages that are not acknowledged yet. Never
// the conversation: the server replays that. Gone when the tab is closed.

const KEY = "afterglow-chat";
let inThisPage = {};

export function remembered() {
  try {
    return JSON.parse(sessionStorage.getItem(KEY)) ?? {};
  } catch {
    // Storage is forbidden here, so a reload starts anew and everything else works.
    return inThisPage;
  }
}

export function remember(changes) {
  inThisPage = { ...remembered(), ...changes };
  try {
    sessionStorage.setItem(KEY, JSON.stringify(inThisPage));
  } catch {
    // As above.
  }
}
