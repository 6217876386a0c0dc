// The list of conversations, the head of the one that is open, and the row of people whom one can be.

import { timeOf } from "./dates.js";
import { button, count, el, fill, rebuild } from "./dom.js";
import { face } from "./faces.js";
import { openMenu } from "./menu.js";

/** Draw the list of conversations into a node; `page` opens them. */
export function drawSide(node, page) {
  const { world, reads, deeds } = page;
  const all = [...world.conversations.values()].filter((one) => !one.archived);
  const channels = all.filter((one) => one.type === "channel" || one.type === "group").sort(byName);
  const direct = all.filter((one) => (one.type === "im" && !one.withApp) || one.type === "mpim").sort(byName);
  const app = all.find((one) => one.withApp);
  const row = (one, sign, extra) => {
    const fresh = reads.fresh(world.me, one).filter((message) => !deeds.isDismissed(one, message)).length;
    const current = page.at.channel === one.id;
    return button(
      [
        sign,
        el("span", { class: "side-name" }, one.name),
        extra,
        fresh && !current ? el("span", { class: "pill" }, String(fresh)) : null,
      ],
      () => page.open({ channel: one.id }),
      {
        class: fresh && !current ? "side-row fresh" : "side-row",
        "aria-current": current ? "page" : null,
        "aria-label": fresh && !current ? `${one.name}, ${fresh} new` : one.name,
        data: { key: `side ${one.id}` },
      },
    );
  };
  const hash = (one) => el("span", { class: "side-sign", "aria-hidden": "true" }, one.private ? "🔒" : "#");
  const picture = (one) => face(world.member(one.other), world);
  const working = world.app.connections > 0;
  const dot = el("span", { class: working ? "dot on" : "dot", title: working ? "Connected" : "Not connected" });
  const appRow = app ? row(app, picture(app), dot) : button(
    [face(world.member(world.app.bot_user_id), world), el("span", { class: "side-name" }, world.app.name), dot],
    () => deeds.openDirect(world.member(world.app.bot_user_id).name),
    { class: "side-row", "aria-label": world.app.name },
  );
  rebuild(node, [
    el("div", { class: "team" }, world.state.team.name),
    heading("The app"),
    appRow,
    working
      ? null
      : el("p", { class: "side-note" }, `${world.app.name} is not connected. What you send waits, or fails.`),
    heading(
      "Channels",
      (event) => openMenu(event.currentTarget, channelItems(page), { label: "Channels" }),
      "Join or create a channel",
    ),
    channels.map((one) => row(one, hash(one))),
    heading(
      "Direct messages",
      (event) => openMenu(event.currentTarget, directItems(page), { label: "New direct message" }),
      "New direct message",
    ),
    direct.map((one) => row(one, one.type === "im" ? picture(one) : hash({ private: false }))),
  ]);
}

const byName = (one, other) => one.name.localeCompare(other.name);

function heading(words, add, label) {
  const plus = add
    ? button("+", add, { class: "quiet plus", title: label, "aria-label": label, data: { key: label } })
    : null;
  return el("div", { class: "side-head" }, el("h2", {}, words), plus);
}

function channelItems({ world, deeds }) {
  const joinable = world.joinable.map((one) => ({ words: `Join #${one.name}`, run: () => deeds.join(one.id) }));
  return [{ words: "New channel…", run: () => deeds.addChannel() }, ...joinable];
}

function directItems({ world, deeds }) {
  return world.people
    .filter((one) => one.id !== world.me)
    .map((one) => ({ words: world.name(one.id), hint: `@${one.name}`, run: () => deeds.openDirect(one.name) }));
}

/** Draw the head of a conversation: its name, its members, and for the app its two tabs. */
export function drawHead(node, page, conversation) {
  const { world, deeds } = page;
  if (!conversation) {
    fill(node);
    return;
  }
  const group = conversation.type === "channel" || conversation.type === "group";
  const title = el(
    "h1",
    {},
    group
      ? [el("span", { class: "side-sign" }, conversation.private ? "🔒" : "#"), conversation.name]
      : conversation.name,
  );
  /** @type {(HTMLElement | null)[]} */
  const parts = [
    button("☰", () => document.body.classList.toggle("side-open"), {
      class: "quiet menu-toggle",
      "aria-label": "Conversations",
    }),
    title,
  ];
  if (conversation.withApp && world.app.home_tab) {
    const tab = (words, home) =>
      button(words, () => page.open({ channel: conversation.id, home }), {
        class: "tab",
        "aria-pressed": String(page.at.home === home && !page.at.canvas),
        data: { key: `tab ${words}` },
      });
    parts.push(el("div", { class: "tabs" }, tab("Messages", false), tab("Home", true)));
  }
  if (conversation.canvas) {
    const tab = (words, canvas) =>
      button(words, () => page.open({ channel: conversation.id, canvas }), {
        class: "tab",
        "aria-pressed": String(page.at.canvas === canvas && !page.at.home),
        data: { key: `canvas tab ${words}` },
      });
    const messages = conversation.withApp && world.app.home_tab ? null : tab("Messages", false);
    parts.push(el("div", { class: "tabs canvas-tabs" }, messages, tab("Canvas", true)));
  }
  if (group) {
    const people = button(
      count(conversation.members.length, "member", "members"),
      (event) => openMenu(event.currentTarget, memberItems(page, conversation), { label: "Members" }),
      { class: "quiet", data: { key: "members" } },
    );
    parts.push(el("span", { class: "push" }), people);
    if (!conversation.members.includes(world.app.bot_user_id)) {
      const add = () => deeds.act(null, "invite", { channel: conversation.id, users: [world.app.bot_user_id] });
      parts.push(button(`Add ${world.app.name}`, add, { class: "act", data: { key: "add app" } }));
    }
  }
  const shortcuts = world.app.shortcuts.filter((shortcut) => shortcut.type === "global");
  if (shortcuts.length) {
    const items = shortcuts.map((shortcut) => ({
      words: shortcut.name,
      hint: world.app.name,
      run: () => deeds.act(null, "shortcut", { callback_id: shortcut.callback_id }),
    }));
    const open = button("⚡", (event) => openMenu(event.currentTarget, items, { label: "Shortcuts" }), {
      class: "quiet",
      title: "Shortcuts",
      "aria-label": "Shortcuts",
      data: { key: "shortcuts" },
    });
    parts.push(group ? null : el("span", { class: "push" }), open);
  }
  rebuild(node, parts);
}

function memberItems({ world, deeds }, { id: channel }) {
  const conversation = world.conversations.get(channel);
  const rows = conversation.members.map((id) => ({
    words: world.name(id),
    hint: id === world.me ? "you" : `@${world.member(id)?.name ?? id}`,
    run: () => id !== world.me && deeds.openDirect(world.member(id).name),
  }));
  return [...rows, { words: "Add somebody…", run: () => deeds.invite(conversation) }];
}

/** Draw the people: a group of buttons of which one is pressed; the arrow keys walk along them. */
export function drawPeople(node, page) {
  const { world, reads } = page;
  const chips = world.people.map((member, at) => {
    const mine = member.id === world.me;
    const fresh = mine ? 0 : (reads.elsewhere.get(member.id)?.size ?? 0);
    const time = timeOf(world.now, world.zoneOf(member.id));
    const guest = member.is_restricted ? "guest" : member.is_admin ? "admin" : "";
    const about = [`${member.tz ?? "no time zone"}, ${time}`, guest].filter(Boolean).join(", ");
    return button(
      [
        face(member, world),
        el("span", { class: "chip-name" }, world.name(member.id)),
        el("span", { class: "chip-time" }, time),
        fresh ? el("span", { class: "pill", title: `${fresh} new` }, String(fresh)) : null,
      ],
      () => page.become(member.id),
      {
        class: "chip",
        "aria-pressed": String(mine),
        "aria-label": `${mine ? "You are" : "Be"} ${world.name(member.id)}, ${about}${fresh ? `, ${fresh} new` : ""}`,
        title: at < 9 ? `${about} (Alt+${at + 1})` : about,
        data: { key: `chip ${member.id}` },
      },
    );
  });
  const add = button("+", () => page.deeds.addMember(), {
    class: "chip plus",
    title: "New member",
    "aria-label": "New member",
    data: { key: "add member" },
  });
  node.onkeydown = (event) => {
    const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    const row = [...node.querySelectorAll("button")];
    const at = row.indexOf(document.activeElement);
    if (step && at >= 0) row[(at + step + row.length) % row.length].focus();
  };
  rebuild(node, [el("span", { class: "people-label" }, "You are"), chips, add]);
}
