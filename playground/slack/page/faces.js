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
  node.style.setProperty("--hue", String(hue(member?.id, world)));
  return node;
}

// Each member is a golden angle away from the one before, so that no two of a small team look alike.
function hue(id, world) {
  return Math.round(([...world.members.keys()].indexOf(id) * 137.5) % 360);
}
