// Menus that open beside a button: with the arrow keys, Enter and Escape, or the mouse.

import { el, find } from "./dom.js";

const FILTER_FROM = 9;

/**
 * Open a menu at a button. `items`: `{words, hint?, checked?, danger?, run}` or `{title}` for a heading.
 * With many items a field on top narrows them. The menu goes when something is chosen or Escape is pressed.
 */
export function openMenu(anchor, items, { label = "Menu" } = {}) {
  const menu = el("div", { class: "menu", popover: "auto", role: "menu", "aria-label": label });
  const rows = items.map((item) => row(item, menu, anchor));
  const choices =
    () => [.../** @type {NodeListOf<HTMLElement>} */ (menu.querySelectorAll("[role^=menuitem]:not([hidden])"))];
  if (items.length >= FILTER_FROM) {
    const narrow = (event) => {
      const wanted = event.target.value.toLowerCase();
      for (const node of rows) node.hidden = !node.textContent.toLowerCase().includes(wanted);
    };
    menu.append(el("input", { class: "filter", placeholder: "Filter", "aria-label": "Filter", on: { input: narrow } }));
  }
  menu.append(...rows);
  menu.addEventListener("keydown", (event) => walk(event, choices(), menu));
  menu.addEventListener("toggle", (event) => {
    if (event.newState !== "closed") return;
    const within = menu.contains(document.activeElement) || document.activeElement === document.body;
    menu.remove();
    anchor.setAttribute("aria-expanded", "false");
    if (within && anchor.isConnected) anchor.focus();
  });
  // What is outside an open dialog cannot be used, so the menu belongs into it.
  (anchor.closest("dialog") ?? document.body).append(menu);
  anchor.setAttribute("aria-haspopup", "menu");
  anchor.setAttribute("aria-expanded", "true");
  menu.showPopover();
  place(menu, anchor);
  (find(menu, ".filter") ?? find(menu, "[aria-checked=true]") ?? choices()[0])?.focus();
}

/** Shut whatever menu is open: it belongs to a person and a place that are being left. */
export function shutMenus() {
  for (const menu of /** @type {NodeListOf<HTMLElement>} */ (document.querySelectorAll(".menu"))) menu.hidePopover();
}

function row(item, menu, anchor) {
  if (item.title) return el("div", { class: "menu-title" }, item.title);
  const choose = () => {
    anchor.focus();
    menu.hidePopover();
    item.run();
  };
  return el(
    "button",
    {
      type: "button",
      class: item.danger ? "menu-item danger" : "menu-item",
      role: item.checked === undefined ? "menuitem" : "menuitemradio",
      "aria-checked": item.checked === undefined ? null : String(item.checked),
      on: { click: choose },
    },
    el("span", { class: "menu-words" }, item.words),
    item.hint ? el("span", { class: "menu-hint" }, item.hint) : null,
  );
}

function walk(event, choices, menu) {
  const at = choices.indexOf(document.activeElement);
  const to = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: choices.length - 1 }[event.key];
  if (event.key === "Tab") {
    menu.hidePopover();
  } else if (to !== undefined && !(event.target.tagName === "INPUT" && ["Home", "End"].includes(event.key))) {
    event.preventDefault();
    choices[(to + choices.length) % choices.length]?.focus();
  } else if (event.key === "Enter" && event.target.tagName === "INPUT") {
    event.preventDefault();
    choices[0]?.click();
  }
}

// Under the button where there is room, else above it; always inside the window.
function place(menu, anchor) {
  const box = anchor.getBoundingClientRect();
  const { width, height } = menu.getBoundingClientRect();
  const left = Math.max(8, Math.min(box.left, window.innerWidth - width - 8));
  const below = box.bottom + 4;
  const top = below + height > window.innerHeight - 8 ? Math.max(8, box.top - height - 4) : below;
  menu.style.left = `${left}px`;
  menu.style.top = `${top}px`;
}
