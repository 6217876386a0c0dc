// The inspector of the traffic: every entry of the journal as a line, its payload on demand.

import { button, el, fill } from "./dom.js";
import { read } from "./wire.js";

const KEPT = 600;
const BEFORE = 300;
const NEAR_END_PX = 60;

/** @type {[string, string, (string[] | null)?][]} */
const GROUPS = [
  ["all", "Everything", null],
  ["out", "Calls of the app", ["call", "answered", "response_url", "fault"]],
  ["in", "Sent to the app", ["envelope", "ack", "unacknowledged", "refused", "socket"]],
  ["seen", "What people see", ["message", "view", "home", "reaction", "file"]],
  ["did", "What people do", ["person", "workspace"]],
];
const SIGNS = {
  call: "→",
  response_url: "→",
  envelope: "←",
  ack: "✓",
  unacknowledged: "✗",
  answered: "·",
  refused: "✗",
  fault: "⚡",
  person: "☝",
  message: "✉",
  view: "▣",
  home: "⌂",
  file: "📎",
  reaction: "☺",
  workspace: "⚙",
  socket: "⇄",
};
// The fates of answers on the wire say nothing unless they went wrong.
const DULL = (entry) => entry.kind === "answered" && entry.fate === "whole";

/** The inspector in a node, closed at first. `hear` gives it every entry while it is open. */
export class Inspector {
  constructor(node, page) {
    this._node = node;
    this._page = page;
    this._last = 0;
    /** @type {HTMLElement | undefined} */
    this._opener;
    this._list = el("ol", { class: "traffic", tabindex: "0", "aria-label": "Traffic, oldest first" });
    this._empty = el("p", { class: "empty", hidden: true }, "Nothing fits.");
    this._words = el("input", {
      type: "search",
      placeholder: "Filter, such as chat.postMessage",
      "aria-label": "Filter the traffic",
      on: { input: () => this._filter() },
    });
    this._groups = el(
      "select",
      { "aria-label": "Kind of traffic", on: { change: () => this._filter() } },
      GROUPS.map(([id, words]) => el("option", { value: id }, words)),
    );
    fill(
      node,
      el(
        "div",
        { class: "pane-head" },
        el("h2", {}, "Traffic"),
        this._groups,
        this._words,
        el("span", { class: "push" }),
        button("Clear", () => this._clear(), { class: "quiet" }),
        button("✕", () => this.toggle(), { class: "quiet", "aria-label": "Close the traffic" }),
      ),
      this._list,
      this._empty,
    );
    node.addEventListener("keydown", (event) => {
      if (event.key !== "Escape") return;
      event.stopPropagation();
      this.toggle();
    });
  }

  get open() {
    return !this._node.hidden;
  }

  /** Make the button that opens and closes it. */
  opener() {
    this._opener = button(["⇄", el("span", { class: "words" }, " Traffic")], () => this.toggle(), {
      class: "quiet round",
      title: "What goes over the wire",
      "aria-label": "Traffic",
      "aria-expanded": "false",
    });
    return this._opener;
  }

  async toggle() {
    this._node.hidden = this.open;
    this._opener?.setAttribute("aria-expanded", String(this.open));
    if (!this.open) {
      this._opener?.focus();
      return;
    }
    this._words.focus();
    const now = this._page.world.state.seq;
    const { entries } = await read("journal", { since: Math.max(this._last, now - BEFORE) });
    for (const entry of entries) this.hear(entry);
    this._list.scrollTop = this._list.scrollHeight;
  }

  /** Add an entry, in its order and once. */
  hear(entry) {
    if (!this.open || entry.seq <= this._last) return;
    this._last = entry.seq;
    if (DULL(entry)) return;
    const atEnd = this._list.scrollHeight - this._list.scrollTop - this._list.clientHeight < NEAR_END_PX;
    const row = this._row(entry);
    row.hidden = !this._fits(row);
    this._list.append(row);
    while (this._list.children.length > KEPT) this._list.firstChild?.remove();
    this._showEmpty();
    if (atEnd) this._list.scrollTop = this._list.scrollHeight;
  }

  _clear() {
    fill(this._list);
    this._showEmpty();
  }

  _filter() {
    for (const row of this._rows()) row.hidden = !this._fits(row);
    this._showEmpty();
    this._list.scrollTop = this._list.scrollHeight;
  }

  _rows() {
    return /** @type {HTMLCollectionOf<HTMLElement>} */ (this._list.children);
  }

  _fits(row) {
    const kinds = GROUPS.find(([id]) => id === this._groups.value)?.[2];
    if (kinds && !kinds.includes(row.dataset.kind)) return false;
    return row.dataset.words.includes(this._words.value.trim().toLowerCase());
  }

  _showEmpty() {
    this._empty.hidden = [...this._rows()].some((row) => !row.hidden);
  }

  _row(entry) {
    const { name, about, bad } = told(entry, this._page.world);
    const summary = el(
      "summary",
      {},
      el("span", { class: "traffic-sign", "aria-hidden": "true" }, SIGNS[entry.kind] ?? "·"),
      el("time", { title: entry.clock }, entry.at.slice(11, 23)),
      el("span", { class: "traffic-kind" }, entry.kind),
      el("strong", {}, name),
      el("span", { class: "traffic-about" }, about),
    );
    const details = el("details", {}, summary);
    details.addEventListener("toggle", () => {
      if (details.open && details.children.length === 1) {
        details.append(el("pre", { tabindex: "0" }, JSON.stringify(entry, null, 2)));
      }
    });
    const words = `${entry.kind} ${name} ${about}`.toLowerCase();
    return el("li", { class: bad ? "bad" : null, data: { kind: entry.kind, words, seq: entry.seq } }, details);
  }
}

// What a line says of an entry: its name, a few words, and whether something went wrong.
function told(entry, world) {
  const place = (id) => {
    const channel = world.state.channels.find((one) => one.id === id);
    if (!channel) return id ?? "";
    if (!channel.is_im && !channel.is_mpim) return `#${channel.name}`;
    return channel.members.filter((one) => one !== world.app.bot_user_id).map((one) => world.name(one)).join(", ");
  };
  const who = (id) => (id ? world.name(id) : "");
  const line = (...words) => words.filter(Boolean).join(" · ");
  const lines = {
    call: () => {
      const args = entry.args ?? {};
      const to = args.channel ? place(args.channel) : args.user_id || args.user ? who(args.user_id ?? args.user) : "";
      return {
        name: entry.method,
        about: line(to, brief(args.text), entry.ok ? "" : (entry.error ?? entry.status)),
        bad: !entry.ok,
      };
    },
    answered: () => ({ name: entry.fate, about: `answer to ${entry.of}`, bad: true }),
    response_url: () => ({
      name: "response_url",
      about: line(brief(entry.payload?.text), entry.status),
      bad: entry.status !== 200,
    }),
    envelope: () => {
      const { payload = {} } = entry;
      const event = payload.event ?? {};
      const name = event.type ?? (payload.command ? `${payload.command} ${payload.text ?? ""}` : payload.type) ??
        entry.type;
      const person = event.user?.id ?? event.user ?? payload.user?.id ?? payload.user_id;
      const action = payload.actions?.[0]?.action_id ?? payload.callback_id ?? payload.view?.callback_id;
      return {
        name,
        about: line(
          entry.type,
          who(person),
          action,
          brief(event.text),
          entry.attempt > 1 ? `try ${entry.attempt}` : "",
        ),
      };
    },
    ack: () => ({
      name: "acknowledged",
      about: line(
        entry.ms === undefined ? "" : `${Math.round(entry.ms)} ms`,
        entry.payload ? brief(JSON.stringify(entry.payload)) : "",
      ),
    }),
    unacknowledged: () => ({ name: "not acknowledged", about: "within the time that Slack gives", bad: true }),
    message: () => ({
      name: entry.change,
      about: line(
        place(entry.channel),
        `by ${who(entry.user) || entry.by}`,
        entry.thread_ts ? "in a thread" : "",
        brief(entry.text),
      ),
    }),
    person: () => ({
      name: entry.action,
      about: line(
        ...new Set([who(entry.user), entry.channel ? place(entry.channel) : ""]),
        brief(entry.text ?? entry.action_id ?? ""),
      ),
    }),
    view: () => ({ name: entry.change, about: line(who(entry.user), entry.view?.title?.text) }),
    home: () => ({ name: entry.change, about: who(entry.user) }),
    reaction: () => ({ name: entry.change, about: line(who(entry.user), entry.name) }),
    file: () => ({ name: entry.change, about: line(entry.name, entry.size ? `${entry.size} bytes` : "") }),
    socket: () => ({ name: entry.change, about: "", bad: entry.change === "gone" }),
    refused: () => ({ name: "refused", about: line(entry.what, brief(JSON.stringify(entry.answer))), bad: true }),
    fault: () => ({ name: entry.fault, about: entry.method ?? "", bad: true }),
  }[entry.kind];
  return lines?.() ?? { name: entry.change ?? "", about: "" };
}

function brief(text) {
  const words = String(text ?? "").replace(/\s+/g, " ").trim();
  return words.length > 90 ? `${words.slice(0, 90)}…` : words;
}
