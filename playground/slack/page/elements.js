// Interactive elements of Block Kit: buttons, menus, pickers and the fields of forms.
//
// A `place` says where an element stands and what it does:
//   world            names, zone, time
//   press(control, element, block, value?)     tell the app of a button or an overflow's option
//   choose(control, element, block, value)     tell the app of a choice
//   held(element, block)   what is chosen or typed there by now, in `state.values`' shape, or null
//   type(element, block, value)      keep what was put into an input, until the form is submitted

import { asField, fromField } from "./dates.js";
import { askConfirm } from "./dialogs.js";
import { button, el } from "./dom.js";
import { openMenu } from "./menu.js";
import { plain, textObject } from "./mrkdwn.js";

// How long a date or time field rests before its value counts: people type it in parts.
const REST_MS = 900;

/** Draw an element; `isInput` where it is a form's field and the app hears of it only on submitting. */
export function drawElement(element, block, place, isInput = false) {
  const draw = DRAWN[element.type];
  if (!draw) return cannotDraw("element", element);
  const node = draw(element, block, place, isInput);
  (node.matches("button, input, select, textarea") ? node : (node.querySelector("button, input") ?? node)).dataset.key =
    `${block.block_id} ${element.action_id}`;
  if (element.focus_on_load) node.setAttribute("autofocus", "");
  return node;
}

/** Show that something is not drawn here, with what it is for whoever builds the bot. */
export function cannotDraw(what, thing) {
  return el(
    "details",
    { class: "cannot" },
    el("summary", {}, `⚠ This page cannot draw the ${what} “${thing?.type ?? "without a type"}”.`),
    el("pre", {}, JSON.stringify(thing, null, 2)),
  );
}

/** Ask what a `confirm` object asks, if there is one; resolves to whether to go on. */
function sure(element, place) {
  return element.confirm ? askConfirm(element.confirm, place.world) : true;
}

// ---------------------------------------------------------------- pressed

function pressButton(element, block, place) {
  const run = async () => {
    if (!(await sure(element, place))) return;
    if (element.url) window.open(element.url, "_blank", "noopener,noreferrer");
    await place.press(node, element, block);
  };
  const words = textObject(element.text, place.world);
  const node = button(words, run, { class: `act ${element.style ?? ""}`, "aria-label": element.accessibility_label });
  return node;
}

function overflow(element, block, place) {
  const items = element.options.map((option) => ({
    words: textObject(option.text, place.world),
    hint: option.description ? textObject(option.description, place.world) : null,
    run: async () => {
      if (!(await sure(element, place))) return;
      if (option.url) window.open(option.url, "_blank", "noopener,noreferrer");
      await place.press(node, element, block, option.value);
    },
  }));
  const node = button("⋯", () => openMenu(node, items, { label: "More" }), {
    class: "act more",
    "aria-label": "More",
    "aria-haspopup": "menu",
  });
  return node;
}

// ---------------------------------------------------------------- chosen from a list

// Every menu comes down to a list of {value, words, hint?, group?}.
function optionsOf(element, place) {
  const { world } = place;
  const kind = element.type.replace("multi_", "");
  if (kind === "users_select") {
    return world.people.map((member) => ({ value: member.id, words: world.name(member.id), hint: `@${member.name}` }));
  }
  if (kind === "channels_select" || kind === "conversations_select") {
    const inside = [...world.conversations.values()].filter((one) =>
      kind !== "channels_select" || one.type === "channel"
    );
    const open = world.joinable.map((one) => ({ id: one.id, name: one.name, type: "channel" }));
    return [...inside, ...open].map(({ id, name, type }) => ({ value: id, words: type === "im" ? name : `#${name}` }));
  }
  const groups = element.option_groups ?? [{ label: null, options: element.options ?? [] }];
  return groups.flatMap((group) =>
    group.options.map((option) => ({
      value: option.value,
      words: plain(option.text.text),
      hint: option.description ? plain(option.description.text) : "",
      group: group.label ? plain(group.label.text) : "",
    }))
  );
}

// The chosen values as plain strings, from an element's state or, before anybody touched it, its initial value.
function chosenValues(element, block, place) {
  const held = place.held(element, block);
  const source = held ?? element;
  const value = source.selected_option ?? source.selected_options ?? source.selected_user ?? source.selected_users ??
    source.selected_channel ?? source.selected_channels ?? source.selected_conversation ??
    source.selected_conversations ??
    (held
      ? null
      : (element.initial_option ?? element.initial_options ?? element.initial_user ?? element.initial_users ??
        element.initial_channel ?? element.initial_channels ?? element.initial_conversation ??
        element.initial_conversations));
  const list = Array.isArray(value) ? value : value === null || value === undefined ? [] : [value];
  return list.map((one) => (typeof one === "object" ? one.value : one));
}

function selectMenu(element, block, place, isInput) {
  const options = optionsOf(element, place);
  const [chosen] = chosenValues(element, block, place);
  return isInput
    ? selectField(element, block, place, options, chosen)
    : selectButton(element, block, place, options, chosen);
}

// In a form: the browser's own field, which everybody's keyboard and screen reader knows.
function selectField(element, block, place, options, chosen) {
  const words = element.placeholder ? plain(element.placeholder.text) : "Choose";
  const rows = options.map((
    option,
  ) => [
    option,
    el("option", { value: option.value }, option.hint ? `${option.words} (${option.hint})` : option.words),
  ]);
  const grouped = Map.groupBy ? Map.groupBy(rows, ([option]) => option.group ?? "") : new Map([["", rows]]);
  const nodes = [...grouped].map(([group, some]) => {
    const inside = some.map(([, row]) => row);
    return group ? el("optgroup", { label: group }, inside) : inside;
  });
  const node = el(
    "select",
    { on: { change: () => place.type(element, block, node.value || null) } },
    el("option", { value: "" }, words),
    nodes,
  );
  node.value = chosen ?? "";
  return node;
}

// Elsewhere: a button with a menu, so that walking through the options with the arrow keys chooses nothing yet.
function selectButton(element, block, place, options, chosen) {
  const words = () =>
    options.find((option) => option.value === chosen)?.words ??
      (element.placeholder ? plain(element.placeholder.text) : "Choose");
  const open = () => {
    const items = [];
    let group = "";
    for (const option of options) {
      if (option.group && option.group !== group) items.push({ title: option.group });
      group = option.group;
      items.push({
        words: option.words,
        hint: option.hint,
        checked: option.value === chosen,
        run: () => choose(option.value),
      });
    }
    openMenu(node, items, { label: words() });
  };
  const choose = async (value) => {
    if (!(await sure(element, place))) return;
    if (await place.choose(node, element, block, value)) {
      chosen = value;
      shown.textContent = words();
    }
  };
  const shown = el("span", {}, words());
  const node = button([shown, el("span", { class: "caret", "aria-hidden": "true" }, "▾")], open, {
    class: chosen ? "act select" : "act select empty",
    "aria-haspopup": "menu",
  });
  return node;
}

function multiSelect(element, block, place, isInput) {
  const options = optionsOf(element, place);
  let chosen = chosenValues(element, block, place);
  const words = () => {
    const names = options.filter((option) => chosen.includes(option.value)).map((option) => option.words);
    return names.join(", ") || (element.placeholder ? plain(element.placeholder.text) : "Choose");
  };
  const boxes = options.map((option) => {
    const box = el("input", {
      type: "checkbox",
      value: option.value,
      checked: chosen.includes(option.value),
      on: { change: () => changed() },
    });
    return [
      box,
      el(
        "label",
        { class: "choice" },
        box,
        el("span", {}, option.words, option.hint ? el("span", { class: "hint" }, ` ${option.hint}`) : null),
      ),
    ];
  });
  const summary = el("summary", { class: "act select" }, words());
  let told = JSON.stringify(chosen);
  const changed = () => {
    chosen = boxes.filter(([box]) => box.checked).map(([box]) => box.value);
    summary.textContent = words();
    if (isInput) place.type(element, block, chosen);
  };
  const closed = async () => {
    if (node.open || isInput || told === JSON.stringify(chosen)) return;
    told = JSON.stringify(chosen);
    if (await sure(element, place)) await place.choose(node, element, block, chosen);
  };
  const node = el(
    "details",
    { class: "multi", on: { toggle: closed } },
    summary,
    el("div", { class: "multi-list" }, boxes.map(([, row]) => row)),
  );
  return node;
}

function choices(element, block, place, isInput) {
  const several = element.type === "checkboxes";
  const before = chosenValues(element, block, place);
  const group = `${block.block_id} ${element.action_id} ${Math.random()}`;
  const tell = async () => {
    const now = boxes.filter(([box]) => box.checked).map(([box]) => box.value);
    const value = several ? now : (now[0] ?? null);
    if (isInput) place.type(element, block, value);
    else if (await sure(element, place)) await place.choose(node, element, block, value);
  };
  const boxes = element.options.map((option) => {
    const box = el("input", {
      type: several ? "checkbox" : "radio",
      name: group,
      value: option.value,
      checked: before.includes(option.value),
      on: { change: tell },
    });
    const about = option.description ? el("div", { class: "hint" }, textObject(option.description, place.world)) : null;
    return [box, el("label", { class: "choice" }, box, el("div", {}, textObject(option.text, place.world), about))];
  });
  const node = el("div", { class: "choices", role: several ? "group" : "radiogroup" }, boxes.map(([, row]) => row));
  return node;
}

// ---------------------------------------------------------------- dates and times

function picker(element, block, place, isInput) {
  const [type, key, initial] = {
    datepicker: ["date", "selected_date", "initial_date"],
    timepicker: ["time", "selected_time", "initial_time"],
    datetimepicker: ["datetime-local", "selected_date_time", "initial_date_time"],
  }[element.type];
  const { zone } = place.world;
  const held = place.held(element, block);
  const value = held ? held[key] : element[initial];
  const shown = type === "datetime-local" && value ? asField(value * 1000, zone) : (value ?? "");
  const label = element.placeholder ? plain(element.placeholder.text) : block.label ? plain(block.label.text) : type;
  const node = el("input", { type, class: "picker", value: shown, "aria-label": isInput ? null : label, title: label });
  let told = shown;
  let timer = 0;
  const given =
    () => (type === "datetime-local" && node.value
      ? Math.floor(fromField(node.value, zone) / 1000)
      : node.value || null);
  const tell = async () => {
    clearTimeout(timer);
    // While a year is being typed, the field reads 0002 and 0020.
    if (node.value === told || (type !== "time" && node.value && node.value < "1000")) return;
    told = node.value;
    if (await sure(element, place)) await place.choose(node, element, block, given());
  };
  if (isInput) {
    node.addEventListener("input", () => place.type(element, block, given()));
    return node;
  }
  node.addEventListener("change", () => {
    clearTimeout(timer);
    timer = setTimeout(tell, REST_MS);
  });
  node.addEventListener("blur", tell);
  node.addEventListener("keydown", (event) => event.key === "Enter" && tell());
  return node;
}

// ---------------------------------------------------------------- typed

const HTML_TYPES = { email_text_input: "email", url_text_input: "url", number_input: "text", plain_text_input: "text" };

function textField(element, block, place) {
  const held = place.held(element, block);
  const value = held ? richOrPlain(held) : richOrPlain({ value: element.initial_value });
  const long = element.multiline || element.type === "rich_text_input";
  const attributes = {
    placeholder: element.placeholder ? plain(element.placeholder.text) : null,
    maxlength: element.max_length,
    autocomplete: "off",
    inputmode: element.type === "number_input" ? (element.is_decimal_allowed ? "decimal" : "numeric") : null,
    on: { input: () => place.type(element, block, node.value || null) },
  };
  const node = long
    ? el("textarea", { rows: 4, ...attributes })
    : el("input", { type: HTML_TYPES[element.type], ...attributes });
  node.value = value;
  if (block.dispatch_action) {
    const triggers = element.dispatch_action_config?.trigger_actions_on ?? ["on_enter_pressed"];
    node.addEventListener("keydown", (/** @type {any} */ event) => {
      if (event.key !== "Enter" || long || !triggers.includes("on_enter_pressed")) return;
      event.preventDefault();
      place.choose(node, element, block, node.value || null);
    });
    let timer = 0;
    node.addEventListener("input", () => {
      clearTimeout(timer);
      if (triggers.includes("on_character_entered")) {
        timer = setTimeout(() => place.choose(node, element, block, node.value || null), REST_MS);
      }
    });
  }
  return node;
}

function richOrPlain(state) {
  const rich = state.rich_text_value ?? (typeof state.value === "object" ? state.value : null);
  if (!rich) return state.value ?? "";
  return rich.elements.flatMap((part) => part.elements.map((piece) => piece.text ?? "")).join("");
}

const DRAWN = {
  button: pressButton,
  overflow,
  static_select: selectMenu,
  users_select: selectMenu,
  channels_select: selectMenu,
  conversations_select: selectMenu,
  multi_static_select: multiSelect,
  multi_users_select: multiSelect,
  multi_channels_select: multiSelect,
  multi_conversations_select: multiSelect,
  radio_buttons: choices,
  checkboxes: choices,
  datepicker: picker,
  timepicker: picker,
  datetimepicker: picker,
  plain_text_input: textField,
  email_text_input: textField,
  url_text_input: textField,
  number_input: textField,
  rich_text_input: textField,
};
