// The business clock on top: date and time where the acting person is, and buttons that let time pass.

import { dayWords, placeOf, timeOf } from "./dates.js";
import { button, count, el, fill } from "./dom.js";
import { call, Refusal } from "./wire.js";

const PUSHES = [
  ["+1 hour", "+1 hour"],
  ["Next morning", "next morning"],
  ["Next Friday", "next Friday"],
];
const TOLD_MS = 12_000;
const LATE_MS = 200;

/** The clock in a node. While it is being pushed, `running` is true and time is what the journal says. */
export class Clock {
  constructor(node, page) {
    this._page = page;
    this.running = false;
    this._came = 0;
    this._day = el("span", { class: "clock-day" });
    this._time = el("time", { class: "clock-time" });
    this._zone = el("span", { class: "clock-zone" });
    this._buttons = PUSHES.map(([words, push]) => button(words, () => this.push(push), { class: "push-button" }));
    this._bar = el("div", { class: "clock-bar", role: "progressbar", "aria-label": "Time is passing", hidden: true });
    this._said = el("span", { class: "clock-said", role: "status" });
    fill(
      node,
      el("div", { class: "clock-face" }, el("div", { class: "clock-when" }, this._day, this._time), this._zone),
      el("div", { class: "clock-pushes" }, this._buttons),
      this._said,
      button("?", () => page.hints.toggle(), { class: "quiet help", title: "What to try first", "aria-label": "What to try first" }),
      this._bar,
    );
  }

  /** Show the time by now. */
  update() {
    const { world } = this._page;
    if (!world.state) return;
    const instant = world.now;
    const time = timeOf(instant, world.zone);
    if (this._time.textContent !== time) this._time.textContent = time;
    this._time.dateTime = new Date(instant).toISOString();
    this._day.textContent = dayWords(instant, world.zone);
    this._zone.textContent = `${placeOf(world.zone)} time`;
    this._zone.title = world.zone;
    for (const one of this._buttons) {
      one.hidden = !world.state.clock;
      one.disabled = this.running;
    }
    this._bar.hidden = !this.running;
  }

  /** Count a message that came while time was passing. */
  heard() {
    if (!this.running) return;
    this._came += 1;
    this._said.textContent = `Time is passing. ${count(this._came, "message", "messages")} so far.`;
  }

  /** Let time pass: the host answers when everything on the way has happened. */
  async push(push) {
    const { world } = this._page;
    if (this.running) return;
    this.running = world.standsStill = true;
    this._came = 0;
    this._tell("Time is passing…");
    this.update();
    try {
      const answer = await call("clock", { push, zone: world.zone });
      if (answer.now) world.setClock(answer.now);
      // The stream may be a moment behind the answer.
      await new Promise((done) => setTimeout(done, LATE_MS));
      this._tell(this._came ? `${count(this._came, "message", "messages")} came meanwhile.` : "Nothing came meanwhile.", TOLD_MS);
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      this._tell(error.message, TOLD_MS * 2, true);
    } finally {
      this.running = world.standsStill = false;
      this._page.render();
      this._page.refresh();
    }
  }

  _tell(words, forMs = 0, bad = false) {
    clearTimeout(this._timer);
    this._said.textContent = words;
    this._said.classList.toggle("error", bad);
    if (forMs) this._timer = setTimeout(() => (this._said.textContent = ""), forMs);
  }
}
