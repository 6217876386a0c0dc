// How members look: a coloured square with their initials, or the app's sign.

import { el } from "./dom.js";

/** Draw a member's picture; it is decoration, the name always stands beside it. */
export function face(member, world) {
  const isApp = member?.id === world.app.bot_user_id;
  const name = member ? world.name(member.id) : "?";
  const initials = name
    .split(/\s+/)
    .map((word) => word.match(/[\p{L}\p{N}]/u)?.[0] ?? "")
    .join("")
    .slice(0, 2)
    .toUpperCase();
  const node = el("span", { class: isApp ? "face app" : "face", "aria-hidden": "true" }, isApp ? "♪" : initials || "?");
  node.style.setProperty("--hue", String(hue(member?.id ?? "")));
  return node;
}

// Spread over the circle by the order of letters, so that the same member keeps a colour.
function hue(id) {
  let sum = 0;
  for (const letter of id) sum = (sum * 31 + letter.codePointAt(0)) % 360;
  return sum;
}
