// Building elements. Text goes in as text nodes only, so nothing that people write can become HTML.

/** @typedef {Node | string | number | boolean | null | undefined} Child */
/** @typedef {Child | readonly (Child | readonly (Child | readonly Child[])[])[]} Children */
/** @typedef {Record<string, (event: any) => unknown>} Listeners */

// What each element does, by event. It is looked up when the event comes, so a node that stays can be given other work.
/** @type {WeakMap<Node, {heard: Set<string>, listeners: Listeners}>} */
const work = new WeakMap();

/**
 * Make an element. `attributes`: `class`, `on` (listeners by event), `data` (dataset), any attribute or boolean.
 * Children are nodes, text, lists of them, or null.
 * @template {keyof HTMLElementTagNameMap} K
 * @param {K} tag
 * @param {Record<string, any>} attributes
 * @param {Children[]} children
 */
export function el(tag, attributes = {}, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value === null || value === undefined || value === false) continue;
    if (name === "on") listen(node, value);
    else if (name === "data") Object.assign(node.dataset, value);
    else if (name === "value") Object.assign(node, { value });
    else node.setAttribute(name, value === true ? "" : String(value));
  }
  node.append(...present(children));
  return node;
}

/**
 * @param {Node} node
 * @param {Listeners} listeners
 */
function listen(node, listeners) {
  const heard = work.get(node)?.heard ?? new Set();
  work.set(node, { heard, listeners });
  for (const event of Object.keys(listeners)) {
    if (heard.has(event)) continue;
    heard.add(event);
    node.addEventListener(event, (happened) => work.get(node)?.listeners[event]?.(happened));
  }
}

/**
 * Make an element of a drawing; `attributes` as they stand in SVG.
 * @template {keyof SVGElementTagNameMap} K
 * @param {K} tag
 * @param {Record<string, string | number>} attributes
 * @param {Children[]} children
 */
export function svg(tag, attributes = {}, ...children) {
  const node = document.createElementNS("http://www.w3.org/2000/svg", tag);
  for (const [name, value] of Object.entries(attributes)) node.setAttribute(name, String(value));
  node.append(...present(children));
  return node;
}

/**
 * Return the control that has the focus.
 * @returns {HTMLElement | null}
 */
export function focused() {
  return document.activeElement instanceof HTMLElement ? document.activeElement : null;
}

/**
 * Return the first element below a node that a selector fits.
 * @param {ParentNode} node
 * @param {string} selector
 * @returns {HTMLElement | null}
 */
export function find(node, selector) {
  return node.querySelector(selector);
}

/**
 * @param {Children[]} children
 * @returns {(Node | string)[]}
 */
function present(children) {
  const all = /** @type {Child[]} */ (children.flat(3));
  const shown = all.filter((child) => child !== null && child !== undefined && child !== false && child !== "");
  return /** @type {(Node | string)[]} */ (shown);
}

/**
 * Put children into a node, in place of what it has.
 * @param {ParentNode} node
 * @param {Children[]} children
 */
export function fill(node, ...children) {
  node.replaceChildren(...present(children));
}

/**
 * Put new children into a node, but keep those that look the same: a click must not lose its button between press and
 * release. What stays does what the new ones do. The focus goes to the same control.
 * @param {HTMLElement} node
 * @param {Children[]} children
 */
export function rebuild(node, ...children) {
  const wanted = /** @type {Node[]} */ (present(children));
  const key = node.contains(document.activeElement) ? focused()?.dataset.key : null;
  wanted.forEach((child, at) => {
    const before = node.childNodes[at];
    if (!before) node.append(child);
    else if (before.isEqualNode(child)) takeOver(before, child);
    else before.replaceWith(child);
  });
  while (node.childNodes.length > wanted.length) node.lastChild?.remove();
  const same = key ? find(node, `[data-key="${CSS.escape(key)}"]`) : null;
  if (same && same !== document.activeElement) same.focus({ preventScroll: true });
}

/**
 * Give a node that stays the work of its equal. Two nodes that are equal have equal children, in the same order.
 * @param {Node} before
 * @param {Node} child
 */
function takeOver(before, child) {
  if (work.has(before) || work.has(child)) listen(before, work.get(child)?.listeners ?? {});
  [...before.childNodes].forEach((one, at) => takeOver(one, child.childNodes[at]));
}

/**
 * Make a button that does something; `label` names it for those who do not see its sign.
 * @param {Children} words
 * @param {(event: any) => unknown} run
 * @param {Record<string, any>} attributes
 */
export function button(words, run, attributes = {}) {
  return el("button", { type: "button", ...attributes, on: { click: run } }, words);
}

/**
 * Make a link to a web or mail address; any other address stays text, so that no script hides in a link.
 * @param {string} address
 * @param {Children[]} words
 */
export function link(address, ...words) {
  let url = null;
  try {
    url = new URL(address);
  } catch {
    return el("span", {}, ...words);
  }
  if (!["http:", "https:", "mailto:"].includes(url.protocol)) return el("span", {}, ...words);
  return el("a", { href: url.href, target: "_blank", rel: "noopener noreferrer" }, ...words);
}

let lastId = 0;

/**
 * Return an id that no other element has, to tie labels and hints to their fields.
 * @param {string} prefix
 */
export function freshId(prefix) {
  lastId += 1;
  return `${prefix}-${lastId}`;
}

/**
 * Return a word with its number: `count(1, "reply", "replies")` is "1 reply".
 * @param {number} number
 * @param {string} one
 * @param {string} many
 */
export function count(number, one, many) {
  return `${number} ${number === 1 ? one : many}`;
}
