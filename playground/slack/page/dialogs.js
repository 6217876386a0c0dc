// Dialogs of the page itself: "are you sure?", and short forms such as for a new channel.

import { button, el, fill, freshId } from "./dom.js";
import { textObject } from "./mrkdwn.js";
import { Refusal } from "./wire.js";

/** Make a dialog with a title and a place for notices; it goes from the page when it is closed. */
export function makeDialog(title, ...contents) {
  const id = freshId("dialog");
  const dialog = el(
    "dialog",
    { "aria-labelledby": id },
    el("h2", { id }, title),
    contents,
    el("div", { class: "notices", role: "alert" }),
  );
  dialog.addEventListener("close", () => dialog.remove());
  document.body.append(dialog);
  return dialog;
}

/** Ask a confirmation object's question; resolves to whether the person said yes. */
export function askConfirm(confirm, world) {
  return new Promise((resolve) => {
    let answer = false;
    const say = (value) => () => {
      answer = value;
      dialog.close();
    };
    const style = confirm.style === "danger" ? "danger" : "primary";
    const dialog = makeDialog(
      textObject(confirm.title, world),
      el("div", { class: "dialog-body" }, textObject(confirm.text, world)),
      el(
        "div",
        { class: "dialog-foot" },
        button(textObject(confirm.deny, world), say(false)),
        button(textObject(confirm.confirm, world), say(true), { class: style, autofocus: true }),
      ),
    );
    dialog.addEventListener("close", () => resolve(answer));
    dialog.showModal();
  });
}

/**
 * Ask for a few values. `fields`: `{name, label, kind: "text"|"long"|"moment"|"check"|"checks"|"choice", hint?, value?, options?}`,
 * options being `{value, words}`. `run(values)` does it; its refusal is shown in the form, which stays open.
 * @param {{title: string, intro?: string, fields: any[], submit: string, run: (values: any) => unknown}} form
 */
export function askForm({ title, intro, fields, submit, run }) {
  const reads = [];
  const rows = fields.map((field) => fieldRow(field, reads));
  const trouble = el("p", { class: "error", role: "alert" });
  const go = el("button", { type: "submit", class: "primary" }, submit);
  const send = async (event) => {
    event.preventDefault();
    go.disabled = true;
    try {
      await run(Object.fromEntries(reads.map(([name, read]) => [name, read()])));
      dialog.close();
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      fill(trouble, error.message);
    } finally {
      go.disabled = false;
    }
  };
  const form = el(
    "form",
    { on: { submit: send } },
    el("div", { class: "dialog-body" }, intro ? el("p", {}, intro) : null, rows, trouble),
    el("div", { class: "dialog-foot" }, button("Cancel", () => dialog.close()), go),
  );
  const dialog = makeDialog(title, form);
  dialog.showModal();
}

function fieldRow(field, reads) {
  const id = freshId("field");
  const hint = field.hint ? el("p", { class: "hint", id: `${id}-hint` }, field.hint) : null;
  const about = hint ? `${id}-hint` : null;
  if (field.kind === "check") {
    const box = el("input", { type: "checkbox", id, checked: field.value, "aria-describedby": about });
    reads.push([field.name, () => box.checked]);
    return el("div", { class: "field" }, el("label", { class: "choice" }, box, field.label), hint);
  }
  if (field.kind === "checks") {
    const boxes = field.options.map(({ value, words }) => {
      const box = el("input", { type: "checkbox", value });
      return [box, el("label", { class: "choice" }, box, words)];
    });
    reads.push([field.name, () => boxes.filter(([box]) => box.checked).map(([box]) => box.value)]);
    return el("fieldset", { class: "field" }, el("legend", {}, field.label), boxes.map(([, row]) => row), hint);
  }
  const control = field.kind === "choice"
    ? el("select", { id }, field.options.map(({ value, words }) => el("option", { value }, words)))
    : field.kind === "long"
    ? el("textarea", { id, rows: 5, "aria-describedby": about })
    : el("input", {
      type: field.kind === "moment" ? "datetime-local" : "text",
      id,
      autocomplete: "off",
      "aria-describedby": about,
    });
  control.value = field.value ?? (field.kind === "choice" ? field.options[0]?.value : "");
  reads.push([field.name, () => control.value.trim()]);
  return el("div", { class: "field" }, el("label", { for: id }, field.label), control, hint);
}
