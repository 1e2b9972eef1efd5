// Elements out of words. Text only ever becomes text: nothing here reads markup.

export function make(name, attributes = {}, ...children) {
  const element = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) {
    if (key.startsWith("on")) element.addEventListener(key.slice(2), value);
    else if (value === true) element.setAttribute(key, "");
    else if (value !== false && value != null) element.setAttribute(key, value);
  }
  element.append(...children.filter((child) => child != null));
  return element;
}

export function icon(name) {
  const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  svg.setAttribute("class", "icon");
  svg.setAttribute("aria-hidden", "true");
  const use = document.createElementNS("http://www.w3.org/2000/svg", "use");
  use.setAttribute("href", `phone/icons.svg#${name}`);
  svg.append(use);
  return svg;
}

export function tick(state) {
  const paths = { waiting: "M8 2v5l3 2", sent: "M4 7l3 4 7-9", delivered: "M1 7l3 4 7-9M9 11l7-9" };
  const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  svg.setAttribute("viewBox", "0 0 17 13");
  svg.setAttribute("class", `tick ${state}`);
  svg.setAttribute("role", "img");
  svg.setAttribute("aria-label", state);
  const path = document.createElementNS("http://www.w3.org/2000/svg", "path");
  path.setAttribute("d", paths[state === "read" ? "delivered" : state]);
  svg.append(path);
  return svg;
}
