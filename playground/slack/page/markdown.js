// The Markdown of canvases → nodes. Another markup than mrkdwn (see mrkdwn.js); what it does not know stays text.

import { el, link } from "./dom.js";
import { plain } from "./mrkdwn.js";

const FENCE = /^ {0,3}(`{3,}|~{3,})/;
const HEADING = /^ {0,3}(#{1,6})\s+(.*?)\s*#*$/;
const RULE = /^ {0,3}([-*_])(\s*\1){2,}\s*$/;
const ITEM = /^(\s*)([-+*]|\d+[.)])\s+(?:\[([ xX])\]\s+)?(.*)$/;
const ROW = /^\s*\|.*\|\s*$/;
const DIVIDER = /^\s*\|?\s*:?-+:?\s*(\|\s*:?-+:?\s*)*\|?\s*$/;
// What stands in a line, in the order in which it is looked for: escapes, code, mentions, pictures, links, marks.
/** @type {[RegExp, (found: any, world: any) => any][]} */
const INLINE = [
  [/^\\([\\`*_~[\](){}#+\-.!|<>&@])/, ([, letter]) => letter],
  [/^(`+)([^`]+?)\1(?!`)/, ([, , words]) => el("code", {}, words.trim())],
  [/^!\[\]\([@#](\w+)\)/, ([, id], world) => mention(id, world)],
  [/^!\[([^\]]*)\]\(([^\s)]+)\)/, ([, words, address]) => link(address, `🖼 ${words || address}`)],
  [/^\[([^\]]+)\]\(([^\s)]+)\)/, ([, words, address], world) => link(address, ...inline(words, world))],
  [/^<((?:https?|mailto):[^\s>]+)>/, ([, address]) => link(address, address.replace(/^mailto:/, ""))],
  [/^https?:\/\/[^\s<>()]*[^\s<>().,;:!?]/, ([address]) => link(address, address)],
  [/^(\*\*|__)(?=\S)([\s\S]*?\S)\1/, ([, , words], world) => el("strong", {}, inline(words, world))],
  [/^~~(?=\S)([\s\S]*?\S)~~/, ([, words], world) => el("s", {}, inline(words, world))],
  [/^([*_])(?=\S)([\s\S]*?\S)\1(?![\p{L}\p{N}])/u, ([, , words], world) => el("em", {}, inline(words, world))],
];
const WORD = /[\p{L}\p{N}]/u;

/** Draw Markdown. Returns nodes. */
export function markdown(text, world) {
  const lines = text.replaceAll("\r\n", "\n").split("\n");
  const nodes = [];
  while (lines.length) {
    const [line] = lines;
    const draw = FENCE.test(line)
      ? code
      : HEADING.test(line)
      ? heading
      : RULE.test(line)
      ? rule
      : line.startsWith(">")
      ? quote
      : ITEM.test(line)
      ? list
      : ROW.test(line) && DIVIDER.test(lines[1] ?? "")
      ? table
      : line.trim()
      ? paragraph
      : null;
    if (draw) nodes.push(draw(lines, world));
    else lines.shift();
  }
  return nodes;
}

// Each of these takes its lines from the front of the list.

function code(lines) {
  const [, mark] = /** @type {RegExpExecArray} */ (FENCE.exec(lines.shift()));
  const inside = [];
  while (lines.length && !lines[0].trimStart().startsWith(mark)) inside.push(lines.shift());
  lines.shift();
  return el("pre", {}, el("code", {}, inside.join("\n")));
}

function heading(lines, world) {
  const [, marks, words] = /** @type {RegExpExecArray} */ (HEADING.exec(lines.shift()));
  const tag = /** @type {"h2" | "h3" | "h4" | "h5" | "h6"} */ (`h${Math.min(marks.length + 1, 6)}`);
  return el(tag, {}, inline(words, world));
}

function rule(lines) {
  lines.shift();
  return el("hr");
}

function quote(lines, world) {
  const inside = [];
  while (lines.length && lines[0].startsWith(">")) inside.push(lines.shift().replace(/^> ?/, ""));
  return el("blockquote", {}, markdown(inside.join("\n"), world));
}

function paragraph(lines, world) {
  const inside = [];
  const ends = (line) =>
    !line.trim() || FENCE.test(line) || HEADING.test(line) || RULE.test(line) || line.startsWith(">") ||
    ITEM.test(line);
  do inside.push(lines.shift()); while (lines.length && !ends(lines[0]));
  const words = inside.flatMap((line, at) => [at ? el("br") : null, ...inline(line.trim(), world)]);
  return el("p", {}, words);
}

// Items that are further in than the one before belong to it.
function list(lines, world) {
  const [, indent, first] = /** @type {RegExpExecArray} */ (ITEM.exec(lines[0]));
  const ordered = /\d/.test(first);
  const node = el(ordered ? "ol" : "ul", ordered ? { start: Number.parseInt(first, 10) } : {});
  /** @type {HTMLLIElement | null} */
  let last = null;
  while (lines.length) {
    const item = ITEM.exec(lines[0]);
    if (!item || item[1].length < indent.length || RULE.test(lines[0])) break;
    if (item[1].length > indent.length && last) {
      last.append(list(lines, world));
      continue;
    }
    if (/\d/.test(item[2]) !== ordered) break;
    lines.shift();
    const done = item[3] === undefined ? null : item[3] !== " ";
    const box = done === null
      ? null
      : el("span", { class: "box", role: "img", "aria-label": done ? "Done" : "To do" }, done ? "☑ " : "☐ ");
    last = el("li", { class: done === null ? null : "task" }, box, inline(item[4], world));
    node.append(last);
    while (lines.length && lines[0].trim() && /^\s/.test(lines[0]) && !ITEM.test(lines[0])) {
      last.append(" ", ...inline(lines.shift().trim(), world));
    }
  }
  return node;
}

function table(lines, world) {
  const cells = (line) =>
    line.trim().replace(/^\||\|$/g, "").split(/(?<!\\)\|/).map((cell) => inline(cell.trim(), world));
  const head = cells(lines.shift());
  lines.shift();
  const rows = [];
  while (lines.length && ROW.test(lines[0])) rows.push(cells(lines.shift()));
  const row = (tag) => (found) => el("tr", {}, found.map((cell) => el(tag, {}, cell)));
  return el("div", { class: "table" }, el("table", {}, row("th")(head), rows.map(row("td"))));
}

function inline(text, world) {
  const nodes = [];
  let words = "";
  for (let at = 0; at < text.length;) {
    const rest = text.slice(at);
    const before = text[at - 1] ?? " ";
    // In the middle of a word an underscore is only an underscore.
    const inWord = rest[0] === "_" && WORD.test(before);
    const [found, draw] = inWord ? [] : firstOf(rest);
    if (found) {
      if (words) nodes.push(plain(words));
      words = "";
      nodes.push(draw(found, world));
      at += found[0].length;
    } else {
      words += rest[0];
      at += 1;
    }
  }
  if (words) nodes.push(plain(words));
  return nodes;
}

/** @returns {any[]} what was found, and what draws it; nothing for plain text */
function firstOf(rest) {
  if (!/^[\\`!\[<h*_~]/.test(rest)) return [];
  for (const [pattern, draw] of INLINE) {
    const found = pattern.exec(rest);
    if (found) return [found, draw];
  }
  return [];
}

function mention(id, world) {
  const known = world.channel(id);
  if (known) {
    return el("button", {
      type: "button",
      class: "mention link",
      on: { click: () => world.goTo(id) },
    }, `#${known.name}`);
  }
  return el("span", { class: "mention" }, world.member(id) ? `@${world.name(id)}` : id);
}
