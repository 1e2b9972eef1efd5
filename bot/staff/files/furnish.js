// What needs a script is shown only where there is one.

/** Buttons that open and copy, and the replies that are often sent. */
export function furnish() {
  for (const opener of document.querySelectorAll("[data-opens]")) {
    opener.hidden = false;
    opener.addEventListener("click", () => document.getElementById(opener.dataset.opens).showModal());
  }
  for (const copier of document.querySelectorAll("[data-copies]")) {
    copier.hidden = !navigator.clipboard;
    copier.addEventListener("click", async () => {
      await navigator.clipboard.writeText(document.getElementById(copier.dataset.copies).value);
      copier.textContent = "Copied";
    });
  }
  const canned = document.getElementById("canned");
  if (!canned) return;
  canned.closest("[hidden]").hidden = false;
  canned.addEventListener("change", () => {
    const box = document.getElementById("text");
    if (!canned.value) return;
    // Behind what is written already, which nobody wants to lose.
    box.value = box.value.trim() ? `${box.value.trimEnd()}\n\n${canned.value}` : canned.value;
    canned.value = "";
    box.focus();
  });
}
