// What a person does on the page, as calls of the control API: to messages, in channels, with elements.

import { askConfirm, askForm } from "./dialogs.js";
import { decoded } from "./mrkdwn.js";
import { attempt, notice } from "./notices.js";
import { isReply } from "./reads.js";
import { call } from "./wire.js";

/** The deeds of the acting person. `page` is asked for the world, and to show what changed. */
export class Deeds {
  constructor(page) {
    this._page = page;
    // What was chosen in the elements of messages: Slack keeps it, and messages do not carry it.
    this._picked = new Map();
    this._dismissed = new Set();
  }

  get _world() {
    return this._page.world;
  }

  /** Do something as the acting person; return the answer, or null after telling of a refusal. */
  async act(control, action, body) {
    const user = this._world.me;
    const answer = await attempt(control, () => call(action, { user, ...body }));
    if (answer?.acknowledged === false && !answer.errors && !answer.detail && action !== "command") {
      notice(`${this._world.app.name} did not answer within three seconds.`);
    }
    this._page.refresh();
    return answer;
  }

  // ---------------------------------------------------------------- elements of messages and of the Home tab

  /** Return the place (see elements.js) that the elements of a message stand in. */
  placeOf(conversation, message) {
    return this._place({ channel: conversation.id, ts: message.ts }, () => null);
  }

  /** Return the place of the elements on the Home tab. */
  homePlace(home) {
    return this._place(
      { home: true },
      (element, block) => home.state.values[block.block_id]?.[element.action_id] ?? null,
    );
  }

  _place(where, otherwise) {
    const about = (element, block) =>
      `${this._world.me} ${JSON.stringify(where)} ${block.block_id} ${element.action_id}`;
    const spot = (element, block) => ({ ...where, action_id: element.action_id, block_id: block.block_id });
    return {
      world: this._world,
      press: (control, element, block, value) => this.act(control, "press", { ...spot(element, block), value }),
      choose: async (control, element, block, value) => {
        const chosen = Array.isArray(value) ? { values: value } : { value };
        const answer = await this.act(control, "select", { ...spot(element, block), ...chosen });
        if (answer?.action) this._picked.set(about(element, block), answer.action);
        return answer !== null;
      },
      held: (element, block) => this._picked.get(about(element, block)) ?? otherwise(element, block),
      type: (element, block, value) => this.act(null, "select", { ...spot(element, block), value }),
    };
  }

  // ---------------------------------------------------------------- messages

  /** Take an ephemeral message away, as a reload of Slack would. */
  dismiss(conversation, message) {
    this._dismissed.add(`${conversation.id} ${message.ts}`);
    this._page.render();
  }

  isDismissed(conversation, message) {
    return this._dismissed.has(`${conversation.id} ${message.ts}`);
  }

  isFresh(conversation, message) {
    const place = isReply(message) ? message.thread_ts : conversation.id;
    return message.from.id !== this._world.me &&
      Number(message.ts) > Number(this._page.reads.at(this._world.me, place));
  }

  react(control, conversation, message, name, add) {
    return this.act(control, add ? "react" : "unreact", { channel: conversation.id, ts: message.ts, name });
  }

  toggle(control, conversation, message, name) {
    const there = message.reactions?.find((reaction) => reaction.name === name)?.users.includes(this._world.me);
    return this.react(control, conversation, message, name, !there);
  }

  openThread(conversation, ts) {
    this._page.open({ channel: conversation.id, thread: ts });
  }

  shortcut(conversation, message, callbackId) {
    return this.act(null, "shortcut", { callback_id: callbackId, channel: conversation.id, ts: message.ts });
  }

  edit(conversation, message) {
    const user = this._world.me;
    askForm({
      title: "Edit your message",
      fields: [{ name: "text", label: "Message", kind: "long", value: decoded(this.typed(message.text)) }],
      submit: "Save",
      run: async ({ text }) => {
        await call("edit", { user, channel: conversation.id, ts: message.ts, text });
        this._page.refresh();
      },
    });
  }

  /** Return a message's text as its author would type it: people and channels by name, links without brackets. */
  typed(text) {
    return text
      .replace(/<@(\w+)(?:\|[^>]*)?>/g, (_, id) => `@${this._world.member(id)?.name ?? id}`)
      .replace(/<#(\w+)(?:\|([^>]*))?>/g, (_, id, name) => `#${name || (this._world.channel(id)?.name ?? id)}`)
      .replace(/<((?:https?|mailto):[^|>]+)(?:\|[^>]*)?>/g, (_, address) => address.replace(/^mailto:/, ""));
  }

  async remove(conversation, message) {
    const text = (words) => ({ type: "plain_text", text: words });
    const question = {
      title: text("Delete this message?"),
      text: text("It goes for everybody."),
      confirm: text("Delete"),
      deny: text("Keep"),
      style: "danger",
    };
    if (await askConfirm(question, this._world)) {
      await this.act(null, "delete", { channel: conversation.id, ts: message.ts });
    }
  }

  // ---------------------------------------------------------------- the workspace

  async join(channel) {
    if (await this.act(null, "join", { channel })) this._page.open({ channel });
  }

  /** Open a direct message and go there. */
  async openDirect(name) {
    const answer = await this.act(null, "open_dm", { to: `@${name}` });
    if (!answer) return;
    await this._page.refresh();
    this._page.open({ channel: answer.channel });
  }

  addChannel() {
    const { people, me, app } = this._world;
    const others = people.filter((one) => one.id !== me).map((one) => ({
      value: one.id,
      words: this._world.name(one.id),
    }));
    askForm({
      title: "New channel",
      fields: [
        {
          name: "name",
          label: "Name",
          kind: "text",
          hint: "Small letters, digits and dashes, such as autumn-campaign.",
        },
        { name: "private", label: "Private", kind: "check", value: false },
        { name: "bot", label: `Add ${app.name}`, kind: "check", value: true },
        { name: "members", label: "Members besides you", kind: "checks", options: others },
      ],
      submit: "Create",
      run: async ({ members, ...values }) => {
        const answer = await call("add_channel", {
          ...values,
          name: values.name.replace(/^#/, ""),
          user: me,
          members: [me, ...members],
        });
        await this._page.refresh();
        this._page.open({ channel: answer.channel.id });
      },
    });
  }

  invite(conversation) {
    const { people, me, app } = this._world;
    const inside = (id) => conversation.members.includes(id);
    const options = people.filter((one) => !inside(one.id)).map((one) => ({
      value: one.id,
      words: this._world.name(one.id),
    }));
    if (!inside(app.bot_user_id)) options.unshift({ value: app.bot_user_id, words: `${app.name} (the app)` });
    askForm({
      title: `Add to #${conversation.name}`,
      intro: options.length ? "" : "Everybody is here already.",
      fields: options.length ? [{ name: "users", label: "Who", kind: "checks", options }] : [],
      submit: "Add",
      run: async ({ users = [] }) => {
        if (users.length) await call("invite", { channel: conversation.id, users, user: me });
        this._page.refresh();
      },
    });
  }

  addMember() {
    const zones = [
      "Europe/Berlin",
      "Europe/London",
      "America/New_York",
      "America/Los_Angeles",
      "Asia/Tokyo",
      "Australia/Sydney",
      "UTC",
    ];
    askForm({
      title: "New member",
      fields: [
        { name: "real_name", label: "Name", kind: "text", hint: "Such as Sam Sample." },
        {
          name: "tz",
          label: "Time zone",
          kind: "choice",
          options: zones.map((zone) => ({ value: zone, words: zone.replaceAll("_", " ") })),
        },
        { name: "is_admin", label: "An admin of this workspace", kind: "check", value: false },
      ],
      submit: "Add",
      run: async (values) => {
        const name = values.real_name.toLowerCase().split(/\s+/)[0].replace(/[^\p{L}\p{N}._-]/gu, "");
        const answer = await call("add_member", { ...values, name });
        this._page.become(answer.member.id);
      },
    });
  }
}
