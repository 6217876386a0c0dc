// Small messages of the page itself: what was refused, and what did not work.

import { button, el } from "./dom.js";
import { Refusal } from "./wire.js";

const SHOWN_MS = 9000;

/** Show a sentence at the edge of the page for a while. */
export function notice(sentence) {
  const place = topmost().querySelector(".notices") ?? /** @type {HTMLElement} */ (document.getElementById("notices"));
  const gone = () => node.remove();
  const node = el(
    "div",
    { class: "notice" },
    el("span", {}, sentence),
    button("✕", gone, { class: "quiet", "aria-label": "Dismiss" }),
  );
  place.append(node);
  setTimeout(gone, SHOWN_MS);
}

function topmost() {
  const open = document.querySelectorAll("dialog[open]");
  return open[open.length - 1] ?? document;
}

/**
 * Do something with a control busy meanwhile; return its answer, or null after telling of a refusal.
 * Whatever else goes wrong is the page's own fault and is thrown on.
 */
export async function attempt(control, run) {
  if (control?.getAttribute("aria-busy") === "true") return null;
  control?.setAttribute("aria-busy", "true");
  try {
    return await run();
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    notice(error.message);
    return null;
  } finally {
    control?.removeAttribute("aria-busy");
  }
}
