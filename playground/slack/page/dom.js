// Building elements. Text goes in as text nodes only, so nothing that people write can become HTML.

// What each element does, by event. It is looked up when the event comes, so a node that stays can be given other work.
const work = new WeakMap();

/**
 * Make an element. `attributes`: `class`, `on` (listeners by event), `data` (dataset), any attribute or boolean.
 * Children are nodes, text, lists of them, or null.
 */
export function el(tag, attributes = {}, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value === null || value === undefined || value === false) continue;
    if (name === "on") listen(node, value);
    else if (name === "data") Object.assign(node.dataset, value);
    else if (name === "value") node.value = value;
    else node.setAttribute(name, value === true ? "" : String(value));
  }
  node.append(...present(children));
  return node;
}

function listen(node, listeners) {
  const heard = work.get(node)?.heard ?? new Set();
  work.set(node, { heard, listeners });
  for (const event of Object.keys(listeners)) {
    if (heard.has(event)) continue;
    heard.add(event);
    node.addEventListener(event, (happened) => work.get(node).listeners[event]?.(happened));
  }
}

/** Make an element of a drawing; `attributes` as they stand in SVG. */
export function svg(tag, attributes = {}, ...children) {
  const node = document.createElementNS("http://www.w3.org/2000/svg", tag);
  for (const [name, value] of Object.entries(attributes)) node.setAttribute(name, String(value));
  node.append(...present(children));
  return node;
}

function present(children) {
  return children.flat(3).filter((child) => child !== null && child !== undefined && child !== false && child !== "");
}

/** Put children into a node, in place of what it has. */
export function fill(node, ...children) {
  node.replaceChildren(...present(children));
}

/**
 * Put new children into a node, but keep those that look the same: a click must not lose its button between press and
 * release. What stays does what the new ones do. The focus goes to the same control.
 */
export function rebuild(node, ...children) {
  const wanted = present(children);
  const key = node.contains(document.activeElement) ? document.activeElement.dataset.key : null;
  wanted.forEach((child, at) => {
    const before = node.childNodes[at];
    if (!before) node.append(child);
    else if (before.isEqualNode(child)) takeOver(before, child);
    else before.replaceWith(child);
  });
  while (node.childNodes.length > wanted.length) node.lastChild.remove();
  const same = key ? node.querySelector(`[data-key="${CSS.escape(key)}"]`) : null;
  if (same && same !== document.activeElement) same.focus({ preventScroll: true });
}

// Two nodes that are equal have equal children, in the same order.
function takeOver(before, child) {
  if (work.has(before) || work.has(child)) listen(before, work.get(child)?.listeners ?? {});
  [...before.childNodes].forEach((one, at) => takeOver(one, child.childNodes[at]));
}

/** Make a button that does something; `label` names it for those who do not see its sign. */
export function button(words, run, attributes = {}) {
  return el("button", { type: "button", ...attributes, on: { click: run } }, words);
}

/** Make a link to a web or mail address; any other address stays text, so that no script hides in a link. */
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

/** Return an id that no other element has, to tie labels and hints to their fields. */
export function freshId(prefix) {
  lastId += 1;
  return `${prefix}-${lastId}`;
}

/** Return a word with its number: `count(1, "reply", "replies")` is "1 reply". */
export function count(number, one, many) {
  return `${number} ${number === 1 ? one : many}`;
}
