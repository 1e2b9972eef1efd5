// Makes elements. Text only ever becomes text nodes, so nothing that anybody writes can be markup.

// `properties` are attributes, except `text` and `on` ({click: …}); null and false leave one out.
export function element(tag, properties = {}, ...children) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(properties)) {
    if (value === null || value === undefined || value === false) continue;
    if (name === "text") made.textContent = value;
    else if (name === "on") for (const [event, act] of Object.entries(value)) made.addEventListener(event, act);
    else made.setAttribute(name, value === true ? "" : value);
  }
  made.append(...children.filter((child) => child !== null && child !== undefined));
  return made;
}

export function button(properties, ...children) {
  return element("button", { type: "button", ...properties }, ...children);
}

// Words that somebody else wrote. Each paragraph decides its own direction and is closed off, so
// that direction marks in it cannot turn around what stands beside it.
export function paragraphs(text) {
  return String(text)
    .split(/\n{2,}/)
    .filter((part) => part.trim() !== "")
    .map((part) => element("p", { class: "words", dir: "auto", text: part }));
}

// The same for a few words in the middle of a line. Without direction marks: one that is left open
// reaches past the end of its element, because the element's own end closes the mark instead.
export function isolated(text, className) {
  return element("bdi", { class: className, text: String(text).replace(/[\u202a-\u202e\u2066-\u2069]/g, "") });
}

// A link that dials, or null where there is no number in it.
export function callLink(number, text, className) {
  const digits = String(number ?? "").replace(/[^\d+*#]/g, "");
  if (digits === "") return null;
  return element("a", { class: className, href: `tel:${digits}` }, icon("call"), isolated(text));
}

const DRAWINGS = {
  yes: ["M4 10.5l4 4 8-9"],
  care: ["M10 3l8 14H2z", "M10 8v4M10 14.5v.1"],
  wait: ["M10 2.5a7.5 7.5 0 1 0 .01 0z", "M10 5.8V10l3 2"],
  no: ["M5 5l10 10M15 5L5 15"],
  ask: ["M3 4h14v9H9l-4 3.5V13H3z", "M7 8.5h6"],
  call: ["M5 2.8l3 .4.9 3.4-1.8 1.5c1 2 2.6 3.7 4.8 4.8l1.5-1.8 3.4.9.4 3c-.6 1.4-1.9 2-3.4 1.8C8 16 4 12 3.2 6.2 3 4.7 3.6 3.4 5 2.8z"],
  send: ["M10 16V4M5 9l5-5 5 5"],
  chat: ["M3 4h14v10H9l-4 3.5V14H3z", "M6.5 9h.1M10 9h.1M13.5 9h.1"],
  more: ["M4.5 10h.1M10 10h.1M15.5 10h.1"],
  down: ["M5 8l5 5 5-5"],
  "thumb-up": ["M3 9h3v8H3zM6 9.5L9.5 3c1.6 0 2.2 1.2 1.8 2.6L10.6 8H15c1.3 0 2 1 1.7 2.2l-1.3 5.3c-.2.9-.9 1.5-1.8 1.5H6"],
  "thumb-down": ["M3 11h3V3H3zM6 10.5L9.5 17c1.6 0 2.2-1.2 1.8-2.6L10.6 12H15c1.3 0 2-1 1.7-2.2l-1.3-5.3C15.2 3.6 14.5 3 13.6 3H6"],
};

export function icon(name) {
  const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  svg.setAttribute("class", `icon icon-${name}`);
  svg.setAttribute("viewBox", "0 0 20 20");
  svg.setAttribute("aria-hidden", "true");
  for (const line of DRAWINGS[name]) {
    const path = document.createElementNS(svg.namespaceURI, "path");
    path.setAttribute("d", line);
    svg.append(path);
  }
  return svg;
}
