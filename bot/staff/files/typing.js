// Whoever types is not idle, although the server hears nothing of it: say so, once a minute.
const { base, csrf } = document.body.dataset;
const EVERY = 60_000;

/** Watch what is typed; what it is stays here. */
export function tellOfTyping() {
  let told = Date.now();
  document.addEventListener("input", () => {
    if (Date.now() - told < EVERY) return;
    told = Date.now();
    const body = new URLSearchParams({ csrf });
    fetch(`${base}/alive`, { method: "POST", body }).catch(() => {
      told = 0;
    });
  });
}
