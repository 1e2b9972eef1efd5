// WhatsApp's own formatting (*bold*, _italic_, ~struck~, `code`, ```block```, > quote, addresses)
// as elements. A mark counts only where WhatsApp counts it: at the edge of a word, with no blank
// inside next to it.
import { make } from "./dom.js";

const MARKS = { "*": "strong", _: "em", "~": "s" };
const ADDRESS = /^https?:\/\/[^\s<>"]+[^\s<>".,;:!?)*_~]/;

export function formatted(text) {
  const parts = [];
  text.split("```").forEach((piece, number, all) => {
    if (number % 2 && number < all.length - 1) parts.push(make("code", {}, piece));
    else if (number % 2) parts.push("```", ...lines(piece));
    else parts.push(...lines(piece));
  });
  return parts;
}

function lines(text) {
  const parts = [];
  text.split("\n").forEach((line, number) => {
    const quoted = line.startsWith("> ");
    if (number && !(quoted || parts.at(-1)?.localName === "blockquote")) parts.push("\n");
    if (quoted) parts.push(make("blockquote", {}, ...words(line.slice(2))));
    else parts.push(...words(line));
  });
  return parts;
}

function words(text) {
  const parts = [];
  let plain = "";
  const flush = () => {
    if (plain) parts.push(plain);
    plain = "";
  };
  for (let at = 0; at < text.length; ) {
    const found = address(text, at) ?? code(text, at) ?? marked(text, at);
    if (found) {
      flush();
      parts.push(found.element);
      at = found.end;
    } else {
      plain += text[at];
      at += 1;
    }
  }
  flush();
  return parts;
}

function address(text, at) {
  const found = edge(text[at - 1]) && ADDRESS.exec(text.slice(at));
  if (!found) return null;
  const link = { href: found[0], target: "_blank", rel: "noopener noreferrer" };
  return { element: make("a", link, found[0]), end: at + found[0].length };
}

function code(text, at) {
  const end = text[at] === "`" ? text.indexOf("`", at + 1) : -1;
  return end > at + 1 ? { element: make("code", {}, text.slice(at + 1, end)), end: end + 1 } : null;
}

function marked(text, at) {
  const mark = text[at];
  if (!MARKS[mark] || !edge(text[at - 1]) || blank(text[at + 1]) || text[at + 1] === mark) return null;
  for (let end = text.indexOf(mark, at + 2); end > 0; end = text.indexOf(mark, end + 1)) {
    if (blank(text[end - 1]) || !edge(text[end + 1])) continue;
    return { element: make(MARKS[mark], {}, ...words(text.slice(at + 1, end))), end: end + 1 };
  }
  return null;
}

function edge(one) {
  return one === undefined || !/[\p{L}\p{N}]/u.test(one);
}

function blank(one) {
  return one === undefined || /\s/.test(one);
}
