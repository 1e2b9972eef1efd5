// The staff desk in the browser. Every page works without it; with it, pages stay fresh by
// themselves and can be worked by single keys.
import { keepFresh, keepLooking } from "./fresh.js";
import { listenForKeys } from "./keys.js";
import { tellOfTyping } from "./typing.js";
import { furnish } from "./furnish.js";

furnish();
if (document.body.hasAttribute("data-staff")) {
  listenForKeys();
  tellOfTyping();
}
if (document.body.dataset.pulse !== undefined) keepFresh();
keepLooking();
