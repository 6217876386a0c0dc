// The business clock on top: date and time where the acting person is, and buttons that let time pass.

import { asField, dayWords, fromField, parts, placeOf, timeOf } from "./dates.js";
import { askForm } from "./dialogs.js";
import { button, count, el, fill, svg } from "./dom.js";
import { openMenu } from "./menu.js";
import { call, Refusal } from "./wire.js";

const PUSHES = [
  ["+1 hour", "+1 hour"],
  ["Next morning", "next morning"],
  ["Next Friday", "next Friday"],
];
const TOLD_MS = 20_000;
const LATE_MS = 200;
const DAY_MS = 86_400_000;

/** The clock in a node. While it is being pushed, `running` is true and time is what the journal says. */
export class Clock {
  constructor(node, page, extras = []) {
    this._node = node;
    this._page = page;
    this.running = false;
    this._came = [];
    /** @type {number | null} */
    this._first = null;
    this._day = el("span", { class: "clock-day" });
    this._time = el("time", { class: "clock-time" });
    this._zone = el("span", { class: "clock-zone" });
    this._hands = [
      svg("line", { class: "hand hours", x1: 24, y1: 25, x2: 24, y2: 14 }),
      svg("line", { class: "hand minutes", x1: 24, y1: 26, x2: 24, y2: 8 }),
    ];
    this._buttons = PUSHES.map(([words, push]) =>
      button(words, () => this.push({ push }), { class: "push-button", "aria-label": `Let time pass: ${words}` })
    );
    this._more = button("⋯", () => openMenu(this._more, this._items(), { label: "More ways to let time pass" }), {
      class: "push-button",
      title: "More ways to let time pass",
      "aria-label": "More ways to let time pass",
    });
    this._buttons.push(this._more);
    this._bar = el("div", { class: "clock-bar", role: "progressbar", "aria-label": "Time is passing", hidden: true });
    this._said = el("span", { class: "clock-said", role: "status" });
    fill(
      node,
      el(
        "div",
        { class: "clock-face" },
        dial(this._hands),
        el("div", { class: "clock-when" }, this._time, el("div", { class: "clock-date" }, this._day, this._zone)),
      ),
      el("div", { class: "clock-pushes", role: "group", "aria-label": "Let time pass" }, this._buttons),
      this._said,
      el("div", { class: "clock-extras" }, extras),
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
    const day = dayWords(instant, world.zone);
    if (this._day.textContent !== day) {
      fill(this._day, day.slice(0, -5), el("span", { class: "clock-year" }, day.slice(-5)));
    }
    this._zone.textContent = `${placeOf(world.zone)} time`;
    this._zone.title = world.zone;
    this._turn(instant, world.zone);
    for (const one of this._buttons) {
      one.hidden = !world.state.clock;
      one.disabled = this.running;
    }
    this._node.classList.toggle("running", this.running);
    this._bar.hidden = !this.running;
  }

  // The hands never turn back. Days are counted from the first that was shown, so that the angles stay small.
  _turn(instant, zone) {
    const { year, month, day, hour, minute } = parts(instant, zone);
    const days = Date.UTC(year, month - 1, day) / DAY_MS;
    this._first ??= days;
    const minutes = (days - this._first) * 1440 + hour * 60 + minute;
    this._hands[0].style.transform = `rotate(${minutes / 2}deg)`;
    this._hands[1].style.transform = `rotate(${minutes * 6}deg)`;
  }

  /** Note a message of the app that came while time was passing. */
  heard(entry) {
    if (!this.running || entry.by !== "app") return;
    this._came.push(entry);
    this._tell(`Time is passing. ${count(this._came.length, "message", "messages")} so far.`);
  }

  /** Let time pass as the host reads it (`{push}` or `{outage}`); return whether it did. */
  async push(wanted) {
    const { world } = this._page;
    if (this.running) return false;
    this.running = world.standsStill = true;
    this._came = [];
    this._tell("Time is passing…");
    this.update();
    try {
      const answer = await call("clock", { ...wanted, zone: world.zone });
      if (answer.now) world.setClock(answer.now);
      // The stream may be a moment behind the answer.
      await new Promise((done) => setTimeout(done, LATE_MS));
      return true;
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      this._tell(error.message, { bad: true });
      return false;
    } finally {
      this.running = world.standsStill = false;
      await this._page.refresh();
      if (!this._said.classList.contains("error")) this._tellWhatCame();
    }
  }

  // ---------------------------------------------------------------- more ways

  _items() {
    const { world } = this._page;
    const push = (words, by) => ({ words, run: () => this.push({ push: by }) });
    return [
      push("Ten minutes", "+10 minutes"),
      push("A day", "+1 day"),
      push("A week", "+1 week"),
      { words: "Until…", run: () => this._ask() },
      { title: "And what if it breaks?" },
      {
        words: `${world.app.name} is off for a day`,
        hint: "then starts again",
        run: () => this.push({ outage: "+1 day" }),
      },
      {
        words: `${world.app.name} is off for three days`,
        hint: "then starts again",
        run: () => this.push({ outage: "+3 days" }),
      },
    ];
  }

  _ask() {
    const { world } = this._page;
    askForm({
      title: "Let time pass until…",
      fields: [{
        name: "until",
        label: `Date and time in ${placeOf(world.zone)}`,
        kind: "moment",
        value: asField(world.now + DAY_MS, world.zone),
      }],
      submit: "Let it pass",
      run: ({ until }) => {
        if (!until) throw new Refusal("no_time", "Pick a date and a time, such as tomorrow at 09:00.");
        const moment = fromField(until, world.zone);
        if (moment < world.now) throw new Refusal("past", "That lies in the past. The clock goes ahead only.");
        this.push({ push: new Date(moment).toISOString() });
      },
    });
  }

  // ---------------------------------------------------------------- what came

  _tellWhatCame() {
    const places = new Map();
    for (const entry of this._came) {
      const place = this._placeOf(entry);
      if (!place) continue;
      const before = places.get(place.words) ?? { ...place, number: 0 };
      places.set(place.words, { ...before, number: before.number + 1 });
    }
    if (!places.size) {
      this._tell("Nothing came meanwhile.", { forMs: TOLD_MS });
      return;
    }
    const found = [...places.values()].sort((one, other) => other.number - one.number);
    const total = found.reduce((sum, one) => sum + one.number, 0);
    const where = found.map((one) => (found.length === 1 ? one.words : `${one.number} ${one.words}`)).join(", ");
    this._tell(`${count(total, "message", "messages")} came meanwhile: ${where}.`, { forMs: TOLD_MS * 3 });
  }

  // Where people read a message: in a channel, or in a conversation with the app.
  _placeOf(entry) {
    const { world } = this._page;
    const channel = world.state.channels.find((one) => one.id === entry.channel);
    const people = world.people.map((member) => member.id);
    const inside = (channel?.members ?? []).filter((id) => people.includes(id));
    if (!inside.length) return null;
    if (!channel.is_im && !channel.is_mpim) return { words: `in #${channel.name}` };
    return { words: `for ${inside.map((id) => (id === world.me ? "you" : world.name(id))).join(" and ")}` };
  }

  _tell(words, { forMs = TOLD_MS, bad = false } = {}) {
    clearTimeout(this._timer);
    fill(this._said, words);
    this._said.classList.toggle("error", bad);
    this._timer = setTimeout(() => fill(this._said), this.running ? TOLD_MS * 100 : forMs);
  }
}

function dial(hands) {
  const ticks = [...Array(12).keys()].map((at) =>
    svg("line", { class: "tick", x1: 24, y1: 4, x2: 24, y2: at % 3 ? 6 : 8, transform: `rotate(${at * 30} 24 24)` })
  );
  return svg(
    "svg",
    { class: "dial", viewBox: "0 0 48 48", "aria-hidden": "true" },
    svg("circle", { class: "rim", cx: 24, cy: 24, r: 22.5 }),
    ticks,
    hands,
    svg("circle", { class: "pin", cx: 24, cy: 24, r: 2 }),
  );
}
