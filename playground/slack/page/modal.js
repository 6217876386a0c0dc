// Modals: the view on top of the acting person's stack, with its fields, errors, submit and close.

import { drawBlocks } from "./blocks.js";
import { button, el, fill, find, focused, freshId } from "./dom.js";
import { plain } from "./mrkdwn.js";
import { attempt, notice } from "./notices.js";
import { call } from "./wire.js";

/** Shows whatever modal is open, and lets it be filled in. */
export class Modal {
  constructor(page) {
    this._page = page;
    this._view = null;
    /** @type {HTMLDialogElement | null} */
    this._dialog = null;
    // The parts of the dialog, made anew for each view.
    /** @type {HTMLElement} */
    this._title;
    /** @type {HTMLElement} */
    this._head;
    /** @type {HTMLElement} */
    this._body;
    /** @type {HTMLElement} */
    this._foot;
    /** @type {HTMLButtonElement | null} */
    this._go = null;
    // What was typed, by the view's id.
    this._typed = new Map();
    /** @type {HTMLElement | null} */
    this._back = null;
  }

  /** Show the modal on top of a stack, or none. What was typed stays where block and action stay the same. */
  update(views, world) {
    const view = views.at(-1) ?? null;
    if (!view) {
      this._leave();
      return;
    }
    if (view.id !== this._view?.id) {
      this._leave();
      this._open(view);
    } else if (view.hash === this._view.hash && world.stamp === this._stamp) {
      return;
    }
    this._view = view;
    this._stamp = world.stamp;
    this._draw(view, views.length, world);
  }

  // What was typed belongs to a view, and is there again when one comes back to it from a view above.
  _typedIn(view) {
    if (!this._typed.has(view.id)) this._typed.set(view.id, new Map());
    return this._typed.get(view.id);
  }

  _open(view) {
    const id = freshId("modal");
    this._title = el("h2", { id });
    this._body = el("div", { class: "dialog-body" });
    this._foot = el("div", { class: "dialog-foot" });
    this._head = el("div", { class: "dialog-head" });
    const form = el(
      "form",
      { novalidate: true, on: { submit: (event) => (event.preventDefault(), this._submit()) } },
      this._head,
      this._body,
      this._foot,
    );
    const dialog = el(
      "dialog",
      { class: "modal", "aria-labelledby": id },
      form,
      el("div", { class: "notices", role: "alert" }),
    );
    // Escape closes what Slack calls the view, so the app may hear of it.
    dialog.addEventListener("cancel", (event) => {
      if (event.target !== dialog) return;
      event.preventDefault();
      this._close(false);
    });
    dialog.addEventListener("close", () => {
      if (this._dialog === dialog && this._view?.id === view.id) this._close(false);
    });
    document.body.append(dialog);
    this._back = focused();
    dialog.showModal();
    this._dialog = dialog;
    this._fresh = true;
  }

  _leave() {
    const dialog = this._dialog;
    if (!dialog) return;
    this._dialog = null;
    this._view = null;
    dialog.close();
    dialog.remove();
    if (this._back?.isConnected) this._back.focus();
  }

  _draw(view, depth, world) {
    const focus = this._dialog?.contains(document.activeElement) ? focused() : null;
    const key = focus?.dataset.key;
    const caret = focus && "selectionStart" in focus ? focus.selectionStart : null;
    fill(this._title, plain(view.title?.text ?? ""));
    const app = el("span", { class: "badge" }, world.app.name);
    fill(
      this._head,
      this._title,
      app,
      button("✕", () => this._close(true), { class: "quiet", "aria-label": depth > 1 ? "Close all" : "Close" }),
    );
    fill(
      this._body,
      el("p", { class: "error trouble", role: "alert" }),
      drawBlocks(view.blocks, this._place(view, world)),
    );
    const words = view.close ? plain(view.close.text) : depth > 1 ? "Back" : view.submit ? "Cancel" : "Close";
    this._go = view.submit
      ? el("button", { type: "submit", class: "primary", disabled: view.submit_disabled }, plain(view.submit.text))
      : null;
    fill(this._foot, button(words, () => this._close(false)), this._go);
    const same = key ? find(this._body, `[data-key="${CSS.escape(key)}"]`) : null;
    if (same) {
      same.focus();
      if (typeof caret === "number" && "setSelectionRange" in same) {
        /** @type {HTMLInputElement} */ (same).setSelectionRange(caret, caret);
      }
    } else if (this._fresh) {
      (find(this._body, "[autofocus], input, select, textarea") ?? this._go ?? find(this._foot, "button"))?.focus();
    }
    this._fresh = false;
  }

  _place(view, world) {
    const typed = this._typedIn(view);
    const spot = (element, block) => ({ view_id: view.id, action_id: element.action_id, block_id: block.block_id });
    const key = (element, block) => JSON.stringify([block.block_id, element.action_id]);
    const tell = async (control, action, element, block, given) => {
      if (!(await this._keepTyped(control, view))) return false;
      return (await this._page.deeds.act(control, action, { ...spot(element, block), ...given })) !== null;
    };
    return {
      world,
      press: (control, element, block, value) => tell(control, "press", element, block, { value }),
      choose: (control, element, block, value) =>
        tell(control, "select", element, block, Array.isArray(value) ? { values: value } : { value }),
      held: (
        element,
        block,
      ) => (typed.has(key(element, block))
        ? asState(element, typed.get(key(element, block)))
        : (view.state.values[block.block_id]?.[element.action_id] ?? null)),
      type: (element, block, value) => {
        typed.set(key(element, block), value);
        this._error(block.block_id, "");
      },
    };
  }

  // Before the app hears of a press, the view's state has to hold what was typed until then.
  async _keepTyped(control, view) {
    for (const [key, value] of this._typedIn(view)) {
      const [block_id, action_id] = JSON.parse(key);
      const chosen = Array.isArray(value) ? { values: value } : { value };
      const body = { user: this._page.world.me, view_id: view.id, block_id, action_id, ...chosen };
      if ((await attempt(control, () => call("type", body))) === null) return false;
    }
    return true;
  }

  async _submit() {
    const view = this._view;
    if (!view?.submit || !this._go || this._go.disabled) return;
    const values = {};
    for (const [key, value] of this._typedIn(view)) values[JSON.parse(key)[0]] = value;
    const words = this._go.textContent;
    this._go.disabled = true;
    this._go.textContent = "Sending…";
    this._trouble("");
    for (const node of /** @type {NodeListOf<HTMLElement>} */ (this._body.querySelectorAll(".field"))) {
      this._error(node.dataset.block, "");
    }
    const answer = await attempt(null, () => call("submit", { user: this._page.world.me, view_id: view.id, values }));
    if (this._view === view && this._go) {
      this._go.disabled = Boolean(view.submit_disabled);
      this._go.textContent = words;
    }
    if (answer?.errors) this._showErrors(answer.errors);
    else if (answer?.detail) this._trouble(answer.detail);
    if (answer && !answer.errors && !answer.detail) this._typed.delete(view.id);
    this._page.refresh();
  }

  _showErrors(errors) {
    for (const [block, words] of Object.entries(errors)) this._error(block, words);
    find(this._body, "[aria-invalid=true]")?.focus();
  }

  _error(blockId, words) {
    const row = find(this._body, `.field[data-block="${CSS.escape(blockId)}"]`);
    if (!row) {
      if (words) this._trouble(words);
      return;
    }
    const error = find(row, ".error");
    if (error && error.textContent !== words) error.textContent = words;
    row.classList.toggle("wrong", Boolean(words));
    const control = row.querySelector("input, select, textarea, summary");
    if (words) control?.setAttribute("aria-invalid", "true");
    else control?.removeAttribute("aria-invalid");
  }

  _trouble(words) {
    const trouble = find(this._body, ".trouble");
    if (trouble) trouble.textContent = words;
    if (words) this._body.scrollTop = 0;
  }

  async _close(clear) {
    const view = this._view;
    if (!view) return;
    const answer = await this._page.deeds.act(null, "close", { view_id: view.id, clear });
    if (answer) this._typed.delete(view.id);
    else notice("The form is still open in the playground.");
  }
}

// A typed value in the shape of `state.values`, as far as the drawing reads it.
function asState(element, value) {
  if (element.type === "datepicker") return { selected_date: value };
  if (element.type === "timepicker") return { selected_time: value };
  if (element.type === "datetimepicker") return { selected_date_time: value };
  if (Array.isArray(value)) return { selected_options: value };
  return element.type.endsWith("_input") ? { value } : { selected_option: value };
}
