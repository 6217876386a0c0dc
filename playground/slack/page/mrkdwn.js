// Slack's own markup → nodes. `world` answers for names, zone and time (see world.js).

import { slackDate } from "./dates.js";
import { el, link } from "./dom.js";
import { sign } from "./emoji.js";

const ENTITY = /^&(amp|lt|gt);/;
const EMOJI = /^:([a-z0-9_+'-]+)(?:::skin-tone-\d)?:/;
const WRAPS = { "*": "strong", _: "em", "~": "s" };
const WORD = /[\p{L}\p{N}]/u;
const ITEM = /^(\s*)([•◦▪▫‣⁃–-]|\d{1,3}[.)])\s+(.*)$/;
const DECODED = { amp: "&", lt: "<", gt: ">" };

/** @type {[string, "strong" | "em" | "s" | "code"][]} */
const STYLES = [["bold", "strong"], ["italic", "em"], ["strike", "s"], ["code", "code"]];

/** Turn the three entities back into characters. */
export function decoded(text) {
  return text.replace(/&(amp|lt|gt);/g, (_, name) => DECODED[name]);
}

/** Draw a text object, or nothing for none. */
export function textObject(text, world) {
  if (!text) return null;
  return text.type === "mrkdwn" ? mrkdwn(text.text, world) : plain(text.text, text.emoji !== false);
}

/** Draw plain text: emoji if wanted, line breaks, and nothing else. */
export function plain(text, withEmoji = true) {
  const shown = decoded(text);
  return withEmoji ? shown.replace(/:([a-z0-9_+'-]+):/g, (whole, name) => sign(name) ?? whole) : shown;
}

/** Draw mrkdwn: code blocks, quotes, list lines, and what stands in a line. Returns nodes. */
export function mrkdwn(text, world) {
  const nodes = [];
  let at = 0;
  for (const fence of text.matchAll(/```\n?([\s\S]+?)\n?```/g)) {
    nodes.push(...paragraphs(text.slice(at, fence.index).replace(/\n$/, ""), world));
    nodes.push(el("pre", {}, el("code", {}, bare(fence[1], world))));
    at = fence.index + fence[0].length;
    if (text[at] === "\n") at += 1;
  }
  nodes.push(...paragraphs(text.slice(at), world));
  return nodes;
}

function paragraphs(text, world) {
  if (!text) return [];
  const nodes = [];
  const lines = text.split("\n");
  while (lines.length) {
    if (/^(&gt;|>){3}/.test(lines[0])) {
      const rest = lines.splice(0).join("\n").replace(/^(&gt;|>){3} ?/, "");
      nodes.push(el("blockquote", {}, paragraphs(rest, world)));
    } else if (/^(&gt;|>)/.test(lines[0])) {
      const quoted = [];
      while (lines.length && /^(&gt;|>)/.test(lines[0])) quoted.push(lines.shift().replace(/^(&gt;|>) ?/, ""));
      nodes.push(el("blockquote", {}, paragraphs(quoted.join("\n"), world)));
    } else {
      nodes.push(oneLine(lines.shift(), world));
    }
  }
  return nodes;
}

function oneLine(line, world) {
  const item = ITEM.exec(line);
  if (!item) return el("div", { class: "line" }, line.trim() ? inline(line, world) : el("br"));
  const node = el(
    "div",
    { class: "line item" },
    el("span", { class: "mark" }, item[2]),
    el("span", {}, inline(item[3], world)),
  );
  if (item[1].length) node.classList.add("deeper");
  return node;
}

/** Draw what stands in one line: bold, italic, strike, code, links, mentions, dates, emoji. Returns nodes. */
export function inline(text, world) {
  return wrapped(pieces(text, world), world);
}

function bare(text, world) {
  return pieces(text, world, true).map((piece) => (typeof piece === "string" ? piece : (piece.literal ?? piece.node)));
}

// A line in pieces: single characters, which may be marks; literal characters, which may not; and finished nodes.
function pieces(text, world, inCode = false) {
  const found = [];
  for (let at = 0; at < text.length;) {
    const rest = text.slice(at);
    const entity = ENTITY.exec(rest);
    if (entity) {
      found.push({ literal: DECODED[entity[1]] });
      at += entity[0].length;
      continue;
    }
    const close = text[at] === "<" ? text.indexOf(">", at) : -1;
    if (close > at + 1) {
      found.push({ node: reference(text.slice(at + 1, close), world, at === 0) });
      at = close + 1;
      continue;
    }
    const code = inCode ? null : /^`([^`\n]+)`/.exec(rest);
    if (code) {
      found.push({ node: el("code", {}, bare(code[1], world)) });
      at += code[0].length;
      continue;
    }
    const emoji = inCode ? null : EMOJI.exec(rest);
    if (emoji && sign(emoji[1])) {
      found.push({ node: el("span", { class: "emoji", title: emoji[0] }, sign(emoji[1])) });
      at += emoji[0].length;
      continue;
    }
    const letter = String.fromCodePoint(text.codePointAt(at));
    found.push(letter);
    at += letter.length;
  }
  return found;
}

function wrapped(found, world) {
  const nodes = [];
  let words = "";
  const flush = () => {
    if (words) nodes.push(words);
    words = "";
  };
  for (let at = 0; at < found.length; at += 1) {
    const piece = found[at];
    const end = typeof piece === "string" && WRAPS[piece] ? closing(found, at) : -1;
    if (end > 0) {
      flush();
      nodes.push(el(WRAPS[piece], {}, wrapped(found.slice(at + 1, end), world)));
      at = end;
    } else if (typeof piece === "string") {
      words += piece;
    } else if (piece.literal) {
      words += piece.literal;
    } else {
      flush();
      nodes.push(piece.node);
    }
  }
  flush();
  return nodes;
}

// Where a mark that opens at `start` closes, or -1: marks hug their words, and stand at the words' ends.
function closing(found, start) {
  const mark = found[start];
  const letter = (at) => (typeof found[at] === "string" ? found[at] : (found[at]?.literal ?? ""));
  const blank = (at) => at >= found.length || letter(at) === " " || letter(at) === mark;
  if (start > 0 && (WORD.test(letter(start - 1)) || letter(start - 1) === mark)) return -1;
  if (blank(start + 1)) return -1;
  for (let at = start + 2; at < found.length; at += 1) {
    const after = letter(at + 1);
    if (found[at] === mark && letter(at - 1) !== " " && !WORD.test(after) && after !== mark) return at;
  }
  return -1;
}

// What stands between < and >: a person, a channel, a group, a date, or a link.
function reference(inside, world, first) {
  const bar = inside.indexOf("|");
  const target = bar < 0 ? inside : inside.slice(0, bar);
  const label = bar < 0 ? "" : plain(inside.slice(bar + 1));
  if (target.startsWith("@")) return person(target.slice(1), world, label);
  if (target.startsWith("#")) return channel(target.slice(1), world, label);
  if (target.startsWith("!date^")) return date(target, label, world, first);
  if (target.startsWith("!subteam^")) return el("span", { class: "mention" }, label || "@group");
  if (target.startsWith("!")) return el("span", { class: "mention all" }, `@${target.slice(1).split("^")[0]}`);
  const address = decoded(target);
  return link(address, label || address.replace(/^mailto:/, ""));
}

function person(id, world, label) {
  const member = world.member(id);
  const words = member ? world.name(id) : label || id;
  return el("span", { class: id === world.me ? "mention me" : "mention", title: member?.name ?? id }, `@${words}`);
}

function channel(id, world, label) {
  const known = world.channel(id);
  const name = known?.name ?? (label || "a private channel");
  if (!known) return el("span", { class: "mention" }, `#${name}`);
  return el("button", { type: "button", class: "mention link", on: { click: () => world.goTo(id) } }, `#${name}`);
}

function date(target, fallback, world, first) {
  const [, seconds, wanted, address] = target.split("^");
  if (!/^\d+$/.test(seconds) || !wanted) return el("span", {}, fallback);
  const words = slackDate(Number(seconds), decoded(wanted), world.zone, world.now);
  const shown = first ? words.charAt(0).toUpperCase() + words.slice(1) : words;
  const node = el("time", { datetime: new Date(Number(seconds) * 1000).toISOString(), title: fallback }, shown);
  return address ? link(decoded(address), node) : node;
}

// ---------------------------------------------------------------- rich_text blocks

/** Draw a `rich_text` block. */
export function richText(block, world) {
  return block.elements.map((part) => {
    const inside = () => part.elements.map((piece) => richPiece(piece, world));
    if (part.type === "rich_text_quote") return el("blockquote", {}, inside());
    if (part.type === "rich_text_preformatted") return el("pre", {}, el("code", {}, inside()));
    if (part.type === "rich_text_list") {
      const items = part.elements.map((item) => el("li", {}, item.elements.map((piece) => richPiece(piece, world))));
      const list = el(part.style === "ordered" ? "ol" : "ul", {}, items);
      if (part.indent) list.classList.add("deeper");
      return list;
    }
    return el("div", { class: "line rich" }, inside());
  });
}

function richPiece(piece, world) {
  let node;
  if (piece.type === "text") node = el("span", {}, piece.text);
  else if (piece.type === "link") node = link(piece.url, piece.text || piece.url);
  else if (piece.type === "user") node = person(piece.user_id, world, "");
  else if (piece.type === "channel") node = channel(piece.channel_id, world, "");
  else if (piece.type === "usergroup") node = el("span", { class: "mention" }, "@group");
  else if (piece.type === "broadcast") node = el("span", { class: "mention all" }, `@${piece.range}`);
  else if (piece.type === "emoji") node = el("span", { class: "emoji" }, sign(piece.name) ?? `:${piece.name}:`);
  else if (piece.type === "date") {
    node = date(`!date^${piece.timestamp}^${piece.format}`, piece.fallback ?? "", world, false);
  } else node = el("span", { class: "cannot" }, `⚠ ${piece.type}`);
  for (const [style, tag] of STYLES) {
    if (piece.style?.[style]) node = el(tag, {}, node);
  }
  return node;
}
