// What to try first: the host's steps, each with a button that begins it, and what to do by hand after that.

import { button, el, fill } from "./dom.js";

const KEY = "playground.tour";

/**
 * The steps in a node, the next one bright. Put away with ✕, and shown again by `toggle`.
 * A step with `then` stays until everything there has been done, in that order: `{words, press}` waits for a button
 * with those words, `{words, command}` for a command.
 */
export class Tour {
  constructor(node, page) {
    this._node = node;
    this._page = page;
    this._done = 0;
    this._begun = false;
    this._followed = 0;
    this._busy = false;
  }

  /** Show the steps, where the host has some and nobody put them away. */
  start() {
    const kept = this._kept();
    if (kept.team === this._page.world.state.team.id) {
      this._done = kept.done ?? 0;
      this._begun = Boolean(kept.begun);
      this._followed = kept.followed ?? 0;
    }
    this._node.hidden = !this.steps.length || Boolean(kept.away);
    this._draw();
  }

  get steps() {
    return this._page.world.state?.tour ?? [];
  }

  toggle() {
    this._node.hidden = !this._node.hidden;
    if (!this._node.hidden && this._done >= this.steps.length) this._goOn(0);
    this._keep();
    this._draw();
    if (!this._node.hidden) this._node.querySelector("button:not(:disabled)")?.focus();
  }

  /** Hear what somebody did (an entry of the journal): it may be what the step asks for next. */
  hear(entry) {
    if (entry.kind !== "person" || !this._begun) return;
    const wanted = this._left(this._done)[0];
    if (!wanted || !isThat(entry, wanted)) return;
    this._followed += 1;
    this._onward();
  }

  _goOn(to) {
    this._done = to;
    this._begun = false;
    this._followed = 0;
  }

  // Go to the next step once nothing of this one is left.
  _onward() {
    if (this._begun && !this._left(this._done).length) this._goOn(this._done + 1);
    this._keep();
    this._draw();
  }

  _left(at) {
    return (this.steps[at]?.then ?? []).slice(this._followed);
  }

  _draw() {
    const { app } = this._page.world;
    const over = this._done >= this.steps.length;
    const command = this._page.world.command;
    const more = command
      ? `Be somebody else on top, or type ${command} to make a plan of your own.`
      : "Be somebody else on top.";
    fill(
      this._node,
      el("h2", {}, over ? `That was a week with ${app.name}.` : "See it work in a minute"),
      el("ol", { class: "tour-steps" }, this.steps.map((step, at) => this._card(step, at))),
      over ? el("p", {}, more) : null,
      button("✕", () => this.toggle(), {
        class: "quiet",
        title: "Put away. The ? on top brings it back.",
        "aria-label": "Put away what to try first",
      }),
    );
  }

  _card(step, at) {
    const state = at < this._done ? "done" : at === this._done ? "next" : "later";
    const begun = state === "next" && this._begun;
    const sign = el("span", { class: "tour-number", "aria-hidden": "true" }, state === "done" ? "✓" : String(at + 1));
    const go = begun
      ? button("Skip", () => (this._goOn(at + 1), this._onward()), {
        class: "quiet",
        "aria-label": `Skip the rest of: ${step.title}`,
      })
      : button(step.button, () => this._run(at), { class: "primary", disabled: this._busy });
    const words = begun ? this._toDo(step) : el("span", {}, step.words);
    return el(
      "li",
      { class: `tour-step ${state}`, "aria-current": state === "next" && !begun ? "step" : null },
      sign,
      el("div", { class: "tour-words" }, el("strong", {}, step.title), state === "next" ? words : null),
      state === "next" ? go : null,
    );
  }

  _toDo(step) {
    const rows = step.then.map(({ words }, at) =>
      el(
        "li",
        { class: at < this._followed ? "done" : "", "aria-current": at === this._followed ? "step" : null },
        at < this._followed ? `✓ ${words}` : words,
      )
    );
    return el("ol", { class: "tour-then" }, rows);
  }

  async _run(at) {
    if (this._busy) return;
    this._busy = true;
    this._draw();
    try {
      if (await this._page.follow(this.steps[at])) {
        this._goOn(at);
        this._begun = true;
      }
    } finally {
      this._busy = false;
      this._onward();
      this._node.querySelector(".next button")?.focus({ preventScroll: true });
    }
  }

  _keep() {
    const { id: team } = this._page.world.state.team;
    try {
      localStorage.setItem(
        KEY,
        JSON.stringify({
          team,
          done: this._done,
          begun: this._begun,
          followed: this._followed,
          away: this._node.hidden,
        }),
      );
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

const folded = (words) => words.toLowerCase().split(/\s+/).filter(Boolean).join(" ");

function isThat(entry, { press, command }) {
  if (press) return entry.action === "press" && folded(entry.label ?? "") === folded(press);
  return entry.action === "command" && folded(`${entry.command} ${entry.text ?? ""}`) === folded(command);
}
