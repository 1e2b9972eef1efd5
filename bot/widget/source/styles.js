// Constructed style sheets, because a strict Content-Security-Policy forbids style elements.

import light from "./light.css";
import dark from "./dark.css";
import frame from "./frame.css";
import talk from "./talk.css";

const DARK_WHEN = { light: "not all", dark: "all" };

// `theme` is "light", "dark", or anything else for what the reader's device asks for.
export function styleSheets(theme) {
  const media = DARK_WHEN[theme] ?? "(prefers-color-scheme: dark)";
  return [sheet(light), sheet(dark, media), sheet(frame), sheet(talk)];
}

function sheet(text, media = "all") {
  const made = new CSSStyleSheet({ media });
  made.replaceSync(text);
  return made;
}
