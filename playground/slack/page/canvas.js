// A channel's canvas, in place of its messages.

import { el } from "./dom.js";
import { markdown } from "./markdown.js";
import { attempt } from "./notices.js";
import { read } from "./wire.js";

/** Shows the canvas of a conversation in a list (see messages.js), and reads it when it has changed. */
export class CanvasPane {
  constructor(list, shown) {
    this._list = list;
    this._again = shown;
    this._key = null;
    this._canvas = null;
    this._drawn = null;
  }

  /** Show what is there by now; `node` is where it stands. */
  update(place, conversation, world, node) {
    const { id, version } = conversation.canvas;
    const key = `${place} ${id} ${version}`;
    if (key !== this._key) {
      this._key = key;
      this._read(key, conversation, world);
    }
    const drawn = `${this._canvas?.key} ${world.stamp}`;
    if (this._drawn === drawn && node.querySelector(".canvas")) return;
    this._drawn = drawn;
    this._list.replace(
      `${place} canvas`,
      this._canvas ? draw(this._canvas, world) : el("p", { class: "empty" }, "Opening the canvas…"),
    );
  }

  async _read(key, conversation, world) {
    const answer = await attempt(null, () => read("canvas", { user: world.me, channel: conversation.id }));
    if (key !== this._key || !answer?.canvas) return;
    this._canvas = { ...answer.canvas, key };
    this._again();
  }
}

function draw(canvas, world) {
  const title = el("h1", { class: "canvas-title" }, canvas.title || "Untitled");
  const owner = el("p", { class: "dim" }, `By ${world.name(canvas.owner)}`);
  const inside = canvas.markdown.trim()
    ? markdown(canvas.markdown, world)
    : el("p", { class: "empty" }, "This canvas is empty.");
  return el("article", { class: "canvas", "aria-label": "Canvas" }, title, owner, inside);
}
