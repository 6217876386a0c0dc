// The field in which one types: text is said, what begins with "/" is a command. Names are offered while typing.

import { button, el, fill, freshId } from "./dom.js";
import { Attached } from "./files.js";
import { notice } from "./notices.js";
import { Refusal } from "./wire.js";

const OFFERED = 7;
const TALLEST_PX = 180;

/**
 * A composer in a node. `send(text, broadcast, id, files)` does it and may raise Refusal, after which the text is back.
 * Sent again it has the same id, so that what did arrive is not said twice.
 * What was typed and not sent is kept for every place.
 */
export class Composer {
  constructor(node, { id, send }) {
    this._send = send;
    this._drafts = new Map();
    this._place = null;
    /** @type {import("./world.js").World} */
    this._world;
    this._offers = [];
    this._chosen = 0;
    const listId = freshId("offers");
    this._list = el("ul", { class: "offers", role: "listbox", id: listId, "aria-label": "Suggestions", hidden: true });
    this._text = el("textarea", {
      id,
      rows: 1,
      "aria-controls": listId,
      "aria-autocomplete": "list",
      on: { input: () => this._typed(), keydown: (event) => this._key(event), blur: () => this._offer([]) },
    });
    this._also = el("input", { type: "checkbox" });
    this._alsoWords = el("span");
    this._alsoRow = el("label", { class: "choice also" }, this._also, this._alsoWords);
    this._attached = new Attached(() => this.focus());
    this._filesOf = new Map();
    this._hint = el("p", { class: "hint" });
    this._go = button("Send", () => this._submit(), { class: "primary send" });
    this._shut = el("p", { class: "shut", hidden: true });
    this._row = el("div", { class: "composer" }, this._list, this._attached.parts, this._text, this._go);
    fill(
      node,
      this._attached.node,
      this._row,
      this._shut,
      el("div", { class: "composer-under" }, this._alsoRow, this._hint),
    );
  }

  /**
   * Show the composer of a place; `also` are the words of the box that sends a reply to the channel too, or null.
   * @param {{place: string, world: import("./world.js").World, label: string, also?: string | null, shut?: string | null, hint?: string}} shown
   */
  update({ place, world, label, also = null, shut = null, hint = "" }) {
    this._world = world;
    if (place !== this._place) {
      this._drafts.set(this._place, this._text.value);
      this._filesOf.set(this._place, this._attached.files);
      this._text.value = this._drafts.get(place) ?? "";
      this._also.checked = false;
      this._place = place;
      this._attached.show(this._filesOf.get(place) ?? [], world);
      this._grow();
      this._offer([]);
    }
    this._text.placeholder = label;
    this._text.setAttribute("aria-label", label);
    this._alsoRow.hidden = also === null;
    this._alsoWords.textContent = also ?? "";
    this._row.hidden = shut !== null;
    this._shut.hidden = shut === null;
    if (this._shutIs !== shut) fill(this._shut, shut);
    this._shutIs = shut;
    this._hint.textContent = hint;
  }

  focus() {
    this._text.focus();
  }

  /** Tell whether something can be said here. */
  get open() {
    return this._place !== null && !this._row.hidden;
  }

  /** Add files to what is sent next. */
  attach(files) {
    this._attached.add(files);
  }

  async _submit() {
    const text = this._text.value.trim();
    const place = this._place;
    const { files } = this._attached;
    if ((!text && !files.length) || this._go.disabled) return;
    const same = this._unsure?.text === text && this._unsure.place === place && this._unsure.files === files;
    if (!same) this._unsure = { text, place, files, id: crypto.randomUUID() };
    this._go.disabled = true;
    this._text.value = "";
    this._attached.show([]);
    this._grow();
    try {
      await this._send(text, this._also.checked && !this._alsoRow.hidden, this._unsure.id, files);
      this._unsure = null;
      this._drafts.delete(place);
      this._filesOf.delete(place);
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      notice(error.message);
      if (place === this._place && !this._text.value) this._text.value = text;
      else this._drafts.set(place, text);
      if (place === this._place) this._attached.show(files);
      else this._filesOf.set(place, files);
      this._grow();
    } finally {
      this._go.disabled = false;
      this._text.focus();
    }
  }

  _typed() {
    this._grow();
    const before = this._text.value.slice(0, this._text.selectionStart);
    const found = /(?:^|[\s(])([@#])([\p{L}\p{N}._-]*)$/u.exec(before) ?? /^(\/)([\w-]*)$/.exec(before);
    this._offer(found ? this._offersFor(found[1], found[2].toLowerCase()) : []);
  }

  _offersFor(mark, start) {
    const world = this._world;
    const fits = (...words) => words.some((word) => word.toLowerCase().startsWith(start));
    const named = (id, name) => ({ insert: `@${name}`, words: `@${name}`, hint: world.name(id) });
    let all = [];
    if (mark === "@") {
      const bot = world.member(world.app.bot_user_id);
      const people = [...world.people, ...(bot ? [bot] : [])];
      all = people.filter((one) => fits(one.name, ...world.name(one.id).split(/\s+/))).map((one) =>
        named(one.id, one.name)
      );
    } else if (mark === "#") {
      const open = [...world.conversations.values()].filter((one) => one.type === "channel" || one.type === "group");
      all = [...open, ...world.joinable].filter((one) => fits(one.name)).map((one) => ({
        insert: `#${one.name}`,
        words: `#${one.name}`,
        hint: "",
      }));
    } else {
      const commands = (world.app.commands ?? []).map((command) => ({
        insert: command,
        words: command,
        hint: world.app.name,
      }));
      all = [...commands, { insert: "/invite", words: "/invite @name", hint: "Add somebody here" }].filter((one) =>
        fits(one.insert.slice(1))
      );
    }
    const exact = all.length === 1 && all[0].insert.slice(1) === start;
    return exact ? [] : all.slice(0, OFFERED);
  }

  _offer(offers) {
    this._offers = offers;
    this._chosen = 0;
    this._list.hidden = !offers.length;
    fill(
      this._list,
      offers.map((offer, at) =>
        el(
          "li",
          // The mouse is pressed before the field loses the focus, and the list with it.
          {
            role: "option",
            id: `${this._list.id}-${at}`,
            on: { mousedown: (event) => (event.preventDefault(), this._take(at)) },
          },
          el("strong", {}, offer.words),
          el("span", { class: "menu-hint" }, offer.hint),
        )
      ),
    );
    this._show();
  }

  _show() {
    [...this._list.children].forEach((node, at) => node.setAttribute("aria-selected", String(at === this._chosen)));
    if (this._offers.length) this._text.setAttribute("aria-activedescendant", `${this._list.id}-${this._chosen}`);
    else this._text.removeAttribute("aria-activedescendant");
  }

  _take(at) {
    const caret = this._text.selectionStart;
    const before = this._text.value.slice(0, caret).replace(/[@#/][\p{L}\p{N}._-]*$/u, "");
    const inserted = `${before}${this._offers[at].insert} `;
    this._text.value = inserted + this._text.value.slice(caret);
    this._text.setSelectionRange(inserted.length, inserted.length);
    this._offer([]);
    this._grow();
  }

  _key(event) {
    if (event.isComposing) return;
    const offering = this._offers.length > 0;
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (offering && step) {
      event.preventDefault();
      this._chosen = (this._chosen + step + this._offers.length) % this._offers.length;
      this._show();
    } else if (offering && (event.key === "Tab" || event.key === "Enter") && !event.shiftKey) {
      event.preventDefault();
      this._take(this._chosen);
    } else if (offering && event.key === "Escape") {
      event.stopPropagation();
      this._offer([]);
    } else if (event.key === "Enter" && !event.shiftKey) {
      event.preventDefault();
      this._submit();
    }
  }

  _grow() {
    this._text.style.height = "auto";
    this._text.style.height = `${Math.min(this._text.scrollHeight + 2, TALLEST_PX)}px`;
  }
}
