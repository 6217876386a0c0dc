// What to try first. The one place where the page speaks of the bot that `make demo` runs in it.

import { button, el, fill } from "./dom.js";

const KEY = "playground.hints-seen";

/** The hints in a node: shown on the first visit, later on demand. */
export class Hints {
  constructor(node) {
    this._node = node;
  }

  /** Show the hints on a first visit, where there is a clock to push. */
  start(world) {
    this._app = world.app.name;
    let seen = false;
    try {
      seen = localStorage.getItem(KEY) === "yes";
    } catch {
      // A browser without storage sees the hints each time.
    }
    if (world.state.clock && !seen) this._show();
  }

  toggle() {
    if (this._node.hidden) this._show();
    else this._hide();
  }

  _show() {
    const step = (title, ...words) => el("li", {}, el("strong", {}, title), " ", words);
    fill(
      this._node,
      el(
        "div",
        { class: "hints-text" },
        el("h2", {}, "A small team uses ", this._app, " here. What to try first:"),
        el(
          "ol",
          {},
          step("The day's duties.", "Be somebody who has a new message, press “Next morning”, and then Done."),
          step("A nudge.", "Leave a duty alone and press “+1 hour” until its time is past."),
          step("The review.", "Press “Next Friday” and open the thread in the team's channel."),
        ),
      ),
      button("Got it", () => this._hide(), { class: "act" }),
    );
    this._node.hidden = false;
  }

  _hide() {
    this._node.hidden = true;
    try {
      localStorage.setItem(KEY, "yes");
    } catch {
      // Nothing to remember it in.
    }
  }
}
