// Lists of messages: the conversation's, and a thread's. What has not changed keeps its nodes.

import { drawAttachment, drawBlocks } from "./blocks.js";
import { dayOf, dayWords, instantOf, timeOf } from "./dates.js";
import { button, count, el, fill, focused } from "./dom.js";
import { REACTIONS, sign } from "./emoji.js";
import { face } from "./faces.js";
import { drawFile } from "./files.js";
import { openMenu } from "./menu.js";
import { mrkdwn } from "./mrkdwn.js";
import { isNotice, isReply } from "./reads.js";

// Messages of one author within this time stand together under one name.
const TOGETHER_MS = 5 * 60_000;
const NEAR_END_PX = 90;

/** A list that shows messages in its node; `deeds` is what people can do to one (see deeds.js). */
export class MessageList {
  constructor(node, deeds) {
    this._node = node;
    this._deeds = deeds;
    this._kept = new Map();
    this._shown = null;
    this._more = button("New messages ↓", () => this._toEnd(), { class: "to-end", hidden: true });
    // Whoever stands at the end stays there, though a picture gets its height late and the window another size.
    this._resting = false;
    this._top = 0;
    node.addEventListener("scroll", () => {
      if (this._lists && this._nearEnd()) {
        this._resting = true;
        this._more.hidden = true;
      } else if (node.scrollTop < this._top) this._resting = false;
      this._top = node.scrollTop;
    });
    node.addEventListener("load", () => this._resting && this._toEnd(), true);
    new ResizeObserver(() => this._resting && this._toEnd()).observe(node);
  }

  /**
   * Show messages, oldest first. `place` names the list: another name starts at the end, or at what is new.
   * `newFrom` is the timestamp after which messages are new; `inThread` leaves out what only a channel shows.
   */
  update({ place, conversation, messages, world, newFrom, inThread = false, empty = "" }) {
    const moved = place !== this._shown;
    const atEnd = moved || this._following || this._nearEnd();
    this._following = false;
    this._lists = true;
    if (moved) this._kept.clear();
    const rows = this._rows({ conversation, messages, world, newFrom, inThread });
    const added = rows.some(([key]) => !this._kept.has(key));
    const focused = this._focused();
    const nodes = rows.map(([key, signature, draw]) => {
      const before = this._kept.get(key);
      const node = before?.signature === signature ? before.node : draw();
      this._kept.set(key, { signature, node });
      return node;
    });
    const there = new Set(rows.map(([key]) => key));
    for (const key of this._kept.keys()) if (!there.has(key)) this._kept.delete(key);
    const wanted = rows.length ? nodes : [el("p", { class: "empty" }, empty)];
    arrange(this._node, [...wanted, this._more]);
    this._refocus(focused);
    this._shown = place;
    if (atEnd) this._toEnd(moved);
    else if (added) this._more.hidden = false;
  }

  /** Go to the end with the next messages that come: somebody has said something and wants to see the answer. */
  follow() {
    this._following = true;
  }

  /** Show something else than messages, such as the app's Home. */
  replace(place, ...nodes) {
    this._kept.clear();
    this._lists = this._resting = false;
    fill(this._node, nodes);
    if (place === this._shown) return;
    this._shown = place;
    this._node.scrollTop = 0;
  }

  _rows({ conversation, messages, world, newFrom, inThread }) {
    const rows = [];
    const frame = [world.zone, dayOf(world.now, world.zone), world.stamp];
    let before = null;
    let divided = false;
    for (const message of messages) {
      const at = instantOf(message.ts);
      const day = dayOf(at, world.zone);
      const newDay = !before || day !== dayOf(instantOf(before.ts), world.zone);
      if (newDay && !inThread) rows.push([`day ${day}`, day + frame[1], () => dayDivider(at, world)]);
      const isNew = before !== null && newFrom !== null && Number(message.ts) > Number(newFrom) &&
        message.from.id !== world.me && !isNotice(message);
      if (isNew && !divided) {
        rows.push(["new", "new", () => el("div", { class: "new-line", role: "separator" }, el("span", {}, "New"))]);
      }
      const compact = !newDay && !(isNew && !divided) && follows(message, before);
      divided ||= isNew;
      const replies = inThread
        ? []
        : conversation.messages.filter((one) => isReply(one) && one.thread_ts === message.ts);
      const freshReplies = replies.filter((one) => this._deeds.isFresh(conversation, one)).length;
      const signature = JSON.stringify([message, compact, replies.length, replies.at(-1)?.ts, freshReplies, frame]);
      const facts = { message, conversation, world, compact, replies, freshReplies, inThread };
      rows.push([message.ts, signature, () => drawMessage(facts, this._deeds)]);
      before = message;
    }
    return rows;
  }

  _nearEnd() {
    return this._node.scrollHeight - this._node.scrollTop - this._node.clientHeight < NEAR_END_PX;
  }

  _toEnd(moved = false) {
    this._more.hidden = true;
    this._resting = true;
    this._node.scrollTop = this._top = this._node.scrollHeight;
    const line = moved ? this._node.querySelector(".new-line") : null;
    if (!line || line.offsetTop >= this._node.scrollTop) return;
    this._resting = false;
    this._node.scrollTop = this._top = line.offsetTop - 16;
  }

  // A message that changes under somebody's hands gets new nodes; the focus goes to the same control.
  _focused() {
    const active = focused();
    if (!active || !this._node.contains(active) || active === this._node) return null;
    const row = /** @type {HTMLElement | null} */ (active.closest("[data-ts]"));
    return { ts: row?.dataset.ts, key: active.dataset.key, active };
  }

  _refocus(focused) {
    if (!focused || focused.active.isConnected) return;
    const row = focused.ts ? this._kept.get(focused.ts)?.node : null;
    const same = focused.key ? row?.querySelector(`[data-key="${CSS.escape(focused.key)}"]`) : null;
    (same ?? row ?? this._node).focus({ preventScroll: true });
  }
}

// Bring a node's children into order with as few moves as can be, so that focus and open menus stay.
function arrange(parent, wanted) {
  for (const node of [...parent.childNodes]) if (!wanted.includes(node)) node.remove();
  wanted.forEach((node, at) => {
    if (parent.childNodes[at] !== node) parent.insertBefore(node, parent.childNodes[at] ?? null);
  });
}

function follows(message, before) {
  if (!before || isNotice(before) || isNotice(message)) return false;
  const near = instantOf(message.ts) - instantOf(before.ts) < TOGETHER_MS;
  return near && before.from.id === message.from.id && before.ephemeral === message.ephemeral;
}

function dayDivider(at, world) {
  const today = dayOf(at, world.zone) === dayOf(world.now, world.zone);
  return el(
    "div",
    { class: "day-line", role: "separator" },
    el("span", {}, today ? "Today" : dayWords(at, world.zone)),
  );
}

// ---------------------------------------------------------------- one message

function drawMessage(facts, deeds) {
  const { message, world, compact } = facts;
  if (isNotice(message)) {
    return el(
      "div",
      { class: "message quiet-line", data: { ts: message.ts }, tabindex: "-1" },
      el("div", { class: "text" }, mrkdwn(message.text, world)),
    );
  }
  const classes = ["message", compact ? "compact" : "", message.ephemeral ? "ephemeral" : ""].join(" ");
  const author = world.member(message.from.id);
  return el(
    "article",
    {
      class: classes,
      data: { ts: message.ts },
      tabindex: "-1",
      "aria-label": `${authorOf(message, world)}, ${timeOf(instantOf(message.ts), world.zone)}`,
    },
    compact
      ? el("span", { class: "side-time", "aria-hidden": "true" }, timeOf(instantOf(message.ts), world.zone))
      : face(author, world),
    el(
      "div",
      { class: "message-body" },
      byLine(facts),
      onlyYou(facts, deeds),
      contents(facts, deeds),
      under(facts, deeds),
    ),
    message.ephemeral || message.subtype === "tombstone" ? null : tools(facts, deeds),
  );
}

function authorOf(message, world) {
  return world.member(message.from.id) ? world.name(message.from.id) : message.from.real_name || "Slackbot";
}

function byLine({ message, world, compact }) {
  if (compact) return null;
  const at = instantOf(message.ts);
  const badge = message.from.is_app ? el("span", { class: "badge" }, "APP") : null;
  const title = `${dayWords(at, world.zone)}, ${timeOf(at, world.zone)}`;
  return el(
    "div",
    { class: "by" },
    el("strong", {}, authorOf(message, world)),
    badge,
    el("time", { title }, timeOf(at, world.zone)),
  );
}

function onlyYou({ message, conversation }, deeds) {
  if (!message.ephemeral) return null;
  const dismiss = button("Dismiss", () => deeds.dismiss(conversation, message), { class: "linklike" });
  return el("div", { class: "only-you" }, "👁 Only visible to you · ", dismiss);
}

function contents({ message, world, conversation }, deeds) {
  const place = deeds.placeOf(conversation, message);
  if (message.subtype === "tombstone") return el("div", { class: "text gone" }, "This message was deleted.");
  const main = message.text_only || !message.blocks?.length
    ? wordsOf(message, world)
    : drawBlocks(message.blocks, place);
  const attachments = (message.attachments ?? []).map((attachment) => drawAttachment(attachment, place));
  const files = (message.files ?? []).map((file) => drawFile(file, world));
  const node = el("div", { class: "contents" }, main, attachments, files);
  if (message.edited) markEdited(node);
  return node;
}

// The mark stands behind the last words, as it does in Slack.
function markEdited(node) {
  const last = [...node.querySelectorAll(".line")].at(-1);
  const behind = last?.matches(".item") ? last.lastChild : (last ?? node);
  behind.append(el("span", { class: "edited" }, " (edited)"));
}

function wordsOf(message, world) {
  return message.text ? el("div", { class: "text" }, mrkdwn(message.text, world)) : null;
}

// Reactions, and the line that leads to the thread.
function under(facts, deeds) {
  const { message, conversation, world, replies, freshReplies, inThread } = facts;
  const reactions = (message.reactions ?? []).map(({ name, users }) => {
    const mine = users.includes(world.me);
    const who = users.map((id) => world.name(id)).join(", ");
    return button(
      [sign(name) ?? `:${name}:`, el("span", {}, ` ${users.length}`)],
      (event) => deeds.react(event.currentTarget, conversation, message, name, !mine),
      {
        class: mine ? "reaction mine" : "reaction",
        title: `${who} reacted with :${name}:`,
        "aria-pressed": String(mine),
        data: { key: `reaction ${name}` },
      },
    );
  });
  const row = reactions.length ? el("div", { class: "reactions" }, reactions) : null;
  if (inThread) return row;
  if (message.subtype === "thread_broadcast") {
    return [
      row,
      button("View the thread", () => deeds.openThread(conversation, message.thread_ts), { class: "thread-line" }),
    ];
  }
  if (!replies.length) return row;
  const last = instantOf(replies.at(-1).ts);
  const when = dayOf(last, world.zone) === dayOf(world.now, world.zone)
    ? timeOf(last, world.zone)
    : `${dayWords(last, world.zone, true)}, ${timeOf(last, world.zone)}`;
  const line = button(
    [
      el("strong", {}, count(replies.length, "reply", "replies")),
      freshReplies ? el("span", { class: "pill" }, `${freshReplies} new`) : null,
      el("span", { class: "dim" }, `Last at ${when}`),
    ],
    () => deeds.openThread(conversation, message.ts),
    { class: "thread-line", data: { key: "thread" } },
  );
  return [row, line];
}

function tools(facts, deeds) {
  const { message, conversation, world, inThread } = facts;
  const check = button("✅", (event) => deeds.toggle(event.currentTarget, conversation, message, "white_check_mark"), {
    title: "React with a check mark",
    "aria-label": "React with a check mark",
    data: { key: "check" },
  });
  const react = button("☺", () => openMenu(react, reactionItems(facts, deeds, react), { label: "React" }), {
    title: "React",
    "aria-label": "React with another emoji",
    data: { key: "react" },
  });
  const reply = inThread
    ? null
    : button("Reply", () => deeds.openThread(conversation, message.thread_ts ?? message.ts), {
      title: "Reply in thread",
      data: { key: "reply" },
    });
  const items = moreItems(facts, deeds);
  const more = items.length
    ? button("⋯", () => openMenu(more, items, { label: "More" }), {
      title: "More",
      "aria-label": "More",
      data: { key: "more" },
    })
    : null;
  return el(
    "div",
    { class: "tools", role: "group", "aria-label": `Actions on the message of ${authorOf(message, world)}` },
    check,
    react,
    reply,
    more,
  );
}

function reactionItems({ message, conversation }, deeds, control) {
  return REACTIONS.map((name) => ({
    words: `${sign(name)}  ${name.replaceAll("_", " ")}`,
    run: () => deeds.toggle(control, conversation, message, name),
  }));
}

function moreItems({ message, conversation, world }, deeds) {
  const shortcuts = world.app.shortcuts
    .filter((shortcut) => shortcut.type === "message")
    .map((shortcut) => ({
      words: shortcut.name,
      hint: world.app.name,
      run: () => deeds.shortcut(conversation, message, shortcut.callback_id),
    }));
  if (message.from.id !== world.me) return shortcuts;
  return [
    ...shortcuts,
    { words: "Edit", run: () => deeds.edit(conversation, message) },
    { words: "Delete", danger: true, run: () => deeds.remove(conversation, message) },
  ];
}
