// What to try first: the host's steps, each with a button that does it.

import { button, el, fill } from "./dom.js";

const KEY = "playground.tour";

/** The steps in a node, the next one bright. Put away with ✕, and shown again by `toggle`. */
export class Tour {
  constructor(node, page) {
    this._node = node;
    this._page = page;
    this._done = 0;
    this._busy = false;
  }

  /** Show the steps, where the host has some and nobody put them away. */
  start() {
    const kept = this._kept();
    this._done = kept.team === this._page.world.state.team.id ? kept.done : 0;
    this._node.hidden = !this.steps.length || Boolean(kept.away);
    this._draw();
  }

  get steps() {
    return this._page.world.state?.tour ?? [];
  }

  toggle() {
    this._node.hidden = !this._node.hidden;
    if (!this._node.hidden && this._done >= this.steps.length) this._done = 0;
    this._keep();
    this._draw();
    if (!this._node.hidden) this._node.querySelector("button:not(:disabled)")?.focus();
  }

  _draw() {
    const { app } = this._page.world;
    const over = this._done >= this.steps.length;
    const cards = this.steps.map((step, at) => {
      const state = at < this._done ? "done" : at === this._done ? "next" : "later";
      const go = button(step.button, () => this._run(at), { class: "primary", disabled: this._busy });
      const sign = el("span", { class: "tour-number", "aria-hidden": "true" }, state === "done" ? "✓" : String(at + 1));
      return el(
        "li",
        { class: `tour-step ${state}`, "aria-current": state === "next" ? "step" : null },
        sign,
        el("div", { class: "tour-words" }, el("strong", {}, step.title), state === "next" ? el("span", {}, step.words) : null),
        state === "next" ? go : null,
      );
    });
    const command = this._page.world.command;
    const more = command ? `Be somebody else on top, or type ${command} to make a plan of your own.` : "Be somebody else on top.";
    fill(
      this._node,
      el("h2", {}, over ? `That was a week with ${app.name}.` : "See it work in a minute"),
      el("ol", { class: "tour-steps" }, cards),
      over ? el("p", {}, more) : null,
      button("✕", () => this.toggle(), { class: "quiet", title: "Put away. The ? on top brings it back.", "aria-label": "Put away what to try first" }),
    );
  }

  async _run(at) {
    if (this._busy) return;
    this._busy = true;
    this._draw();
    try {
      if (await this._page.follow(this.steps[at])) this._done = Math.max(this._done, at + 1);
    } finally {
      this._busy = false;
      this._keep();
      this._draw();
      this._node.querySelector(".next button")?.focus({ preventScroll: true });
    }
  }

  _keep() {
    try {
      localStorage.setItem(KEY, JSON.stringify({ team: this._page.world.state.team.id, done: this._done, away: this._node.hidden }));
    } catch {
      // A browser without storage shows the steps each time.
    }
  }

  _kept() {
    try {
      return JSON.parse(localStorage.getItem(KEY) ?? "null") ?? {};
    } catch {
      return {};
    }
  }
}
