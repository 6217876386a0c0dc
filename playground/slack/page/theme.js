// Light or dark: what the system says, until somebody chooses.

import { button } from "./dom.js";
import { openMenu } from "./menu.js";

const KEY = "playground.theme";
const THEMES = [
  ["", "◐", "As the system says"],
  ["light", "☀", "Light"],
  ["dark", "☾", "Dark"],
];

/** Put on what was chosen on the last visit. */
export function wearTheme() {
  wear(chosen());
}

/** Make the button that opens the choice of themes. */
export function themeButton() {
  const node = button("", () => openMenu(node, items(node), { label: "Colours" }), {
    class: "quiet round",
    title: "Light or dark",
    "aria-label": "Light or dark",
  });
  show(node);
  return node;
}

function items(node) {
  const now = chosen();
  const choose = (theme) => {
    try {
      localStorage.setItem(KEY, theme);
    } catch {
      // A browser without storage: the choice lasts as long as the page.
    }
    wear(theme);
    show(node);
  };
  return THEMES.map(([theme, sign, words]) => ({
    words: `${sign}  ${words}`,
    checked: theme === now,
    run: () => choose(theme),
  }));
}

function chosen() {
  return document.documentElement.dataset.theme ?? kept();
}

function kept() {
  try {
    return localStorage.getItem(KEY) ?? "";
  } catch {
    return "";
  }
}

function wear(theme) {
  document.documentElement.dataset.theme = THEMES.some(([known]) => known === theme) ? theme : "";
}

function show(node) {
  const [, sign] = THEMES.find(([theme]) => theme === chosen()) ?? THEMES[0];
  node.textContent = sign;
}
