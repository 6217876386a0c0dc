// The page, put together: who one is, what is open, and the workspace's state as it changes.

import { readAddress, remember, remembered, writeAddress } from "./address.js";
import { CanvasPane } from "./canvas.js";
import { Clock } from "./clock.js";
import { Composer } from "./composer.js";
import { dayOf } from "./dates.js";
import { Deeds } from "./deeds.js";
import { drawBlocks } from "./blocks.js";
import { button, count, el, fill, find } from "./dom.js";
import { coded, takeDrops } from "./files.js";
import { Inspector } from "./inspector.js";
import { shutMenus } from "./menu.js";
import { MessageList } from "./messages.js";
import { Modal } from "./modal.js";
import { isReply, Reads, says } from "./reads.js";
import { drawHead, drawPeople, drawSide } from "./sidebar.js";
import { themeButton, wearTheme } from "./theme.js";
import { Tour } from "./tour.js";
import { call, follow, read, Refusal } from "./wire.js";
import { World } from "./world.js";

// Entries of the journal after which the page may look different.
const SEEN = new Set(["message", "reaction", "view", "home", "workspace", "file", "canvas", "socket"]);
const REFRESH_MS = 120;
// While time is passing much happens, and the same machine does the work.
const REFRESH_BUSY_MS = 700;
const TICK_MS = 5000;
const AGAIN_MS = 3000;
/**
 * Return a part of index.html, by its id.
 * @param {string} id
 */
const at = (id) => /** @type {HTMLElement} */ (document.getElementById(id));

/**
 * Where somebody wants to be: a conversation by its name, and what of it. What is left out is not asked for.
 * @typedef {{person?: string | null, place?: string | null, thread?: string | null, home?: boolean, canvas?: boolean}} Wanted
 */

class Page {
  constructor() {
    this.world = new World((channel) => this.open({ channel }));
    this.reads = new Reads();
    this.deeds = new Deeds(this);
    this.tour = new Tour(at("tour"), this);
    this.inspector = new Inspector(at("inspector"), this);
    const help = button("?", () => this.tour.toggle(), {
      class: "quiet round",
      title: "What to try first",
      "aria-label": "What to try first",
    });
    this.clock = new Clock(at("clock"), this, [this.inspector.opener(), themeButton(), help]);
    this.modal = new Modal(this);
    /** @type {{channel: string | null, thread: string | null, home: boolean, canvas: boolean}} */
    this.at = { channel: null, thread: null, home: false, canvas: false };
    /** @type {string | null} */
    this._person = null;
    /** @type {Wanted | null} */
    this._wanted = null;
    /** @type {(() => void) | undefined} */
    this._again = undefined;
    this._newFrom = {};
    this._heard = [];
    this._list = new MessageList(at("main-list"), this.deeds);
    this._replies = new MessageList(at("thread-list"), this.deeds);
    this._composer = new Composer(at("main-foot"), {
      id: "composer-text",
      send: (text, _, id, files) => this._send(text, null, false, id, files),
    });
    this._reply = new Composer(at("thread-foot"), {
      id: "reply-text",
      send: (text, broadcast, id, files) => this._send(text, this.at.thread, broadcast, id, files),
    });
    this._canvas = new CanvasPane(this._list, () => this.render());
    takeDrops(
      at("main"),
      () => this._composer.open && !at("main-foot").hidden,
      (files) => this._composer.attach(files),
    );
    takeDrops(at("thread"), () => this._reply.open, (files) => this._reply.attach(files));
  }

  // ---------------------------------------------------------------- the state

  /** Begin: read the address, load the state, follow what happens. */
  async start() {
    const wanted = readAddress();
    this._person = wanted.person ?? remembered();
    this._wanted = wanted;
    await this._untilLoaded();
    this.tour.start();
    this._again = follow({
      since: () => this._seq,
      heard: (entry) => this._hear(entry),
      opened: () => this._lost && this._mended(),
      lost: (seconds) => {
        this._lost = true;
        this._link(
          `The connection to the playground is lost. What you see may be old. Trying again in ${
            count(seconds, "second", "seconds")
          }.`,
        );
      },
    });
    setInterval(() => this._tick(), TICK_MS);
    window.addEventListener("hashchange", () => this._goToAddress());
    document.addEventListener("visibilitychange", () => this.render());
    document.addEventListener("keydown", (event) => this._key(event));
    at("skip").addEventListener("click", () => this._composer.focus());
  }

  async _untilLoaded() {
    for (;;) {
      try {
        await this._load();
        this._link("");
        return;
      } catch (error) {
        if (!(error instanceof Refusal)) throw error;
        this._link(error.message);
        await new Promise((done) => setTimeout(done, 2000));
      }
    }
  }

  // After the playground was started anew, its journal begins anew, and what was known is another workspace's.
  async _mended() {
    this._lost = false;
    const [team, seq] = [this.world.state?.team.id, this._seq];
    try {
      const state = await read("state");
      if (state.team.id !== team || state.seq < seq) {
        window.location.reload();
        return;
      }
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
    }
    await this.refresh();
    if (this._lost) return;
    this._link("Connected again. Nothing was lost.", true);
    setTimeout(() => this._lost || this._link(""), AGAIN_MS);
  }

  /** Ask for the state soon, once for many reasons; resolves when it has been shown. */
  refresh() {
    this._refreshing ??= /** @type {Promise<void>} */ (new Promise((resolve) => {
      setTimeout(async () => {
        this._refreshing = null;
        try {
          await this._load();
          if (this._troubled) this._link("");
          this._troubled = false;
        } catch (error) {
          if (!(error instanceof Refusal)) throw error;
          // Where nothing answers, the stream breaks too, and says so better.
          this._troubled = error.code !== "no_answer";
          if (this._troubled) this._link(error.message);
        }
        resolve();
      }, this.clock.running ? REFRESH_BUSY_MS : REFRESH_MS);
    }));
    return this._refreshing;
  }

  async _load() {
    const ask = (this._asked = (this._asked ?? 0) + 1);
    const person = this._person;
    let state = await read("state", person ? { user: person } : {}).catch((error) => {
      // The person is gone, or was of an earlier run.
      if (!(error instanceof Refusal) || error.code === "no_answer" || !person) throw error;
      return null;
    });
    if (!state?.user || state.members.find((member) => member.id === state.user)?.deleted) {
      const everybody = new World(() => {});
      everybody.take(await read("state"));
      const [someone] = everybody.people;
      state = someone ? await read("state", { user: someone.id }) : everybody.state;
    }
    // Somebody asked again meanwhile, or became somebody else, for which a fresh answer is on its way.
    if (ask !== this._asked || person !== this._person) return;
    const firstTime = this.world.state === null;
    this._person = state.user ?? null;
    this.world.take(state);
    this.world.stamp = JSON.stringify([
      state.user,
      this.world.people.map((member) => [member.id, this.world.name(member.id)]),
    ]);
    this._seq = Math.max(this._seq ?? 0, state.seq);
    this.reads.open(state.team.id, state.seq, Date.parse(state.now));
    if (firstTime) this._lookElsewhere();
    this._countElsewhere();
    if (this._wanted) this._takeWanted(this._wanted);
    if (!this.world.conversations.has(this.at.channel)) this._openFirst();
    this.render();
  }

  _hear(entry) {
    this._seq = entry.seq;
    if (entry.team && entry.team !== this.world.state.team.id) return;
    this.world.setClock(entry.clock);
    this.clock.update();
    if (entry.kind === "message" && (entry.change === "posted" || entry.change === "ephemeral")) {
      this.clock.heard(entry);
    }
    this.inspector.hear(entry);
    this.tour.hear(entry);
    if (entry.kind === "message") this._heard.push(entry);
    if (SEEN.has(entry.kind)) this.refresh();
  }

  // ---------------------------------------------------------------- what is new for the others

  async _lookElsewhere() {
    for (const member of this.world.people) {
      if (member.id === this.world.me) continue;
      const { conversations } = await read("inbox", { user: member.id });
      const found = conversations.flatMap((one) =>
        this.reads.personal(member.id, one).map((message) => `${one.channel} ${message.ts}`)
      );
      this.reads.elsewhere.set(member.id, new Set([...(this.reads.elsewhere.get(member.id) ?? []), ...found]));
    }
    drawPeople(at("people"), this);
  }

  _countElsewhere() {
    for (const entry of this._heard.splice(0)) {
      const channel = this.world.state.channels.find((one) => one.id === entry.channel);
      const direct = channel?.is_im || channel?.is_mpim;
      for (const member of this.world.people) {
        if (member.id === this.world.me) continue;
        const fresh = this.reads.elsewhere.get(member.id) ?? new Set();
        const key = `${entry.channel} ${entry.ts}`;
        const inside = channel?.members.includes(member.id) && entry.user !== member.id && entry.by !== "slack";
        const theirs = entry.to ? entry.to === member.id : inside && (direct || says(entry, member.id));
        if (entry.change === "deleted") fresh.delete(key);
        else if (entry.change !== "changed" && theirs) fresh.add(key);
        this.reads.elsewhere.set(member.id, fresh);
      }
    }
  }

  // ---------------------------------------------------------------- going places

  /** Act as another member. */
  async become(id) {
    shutMenus();
    const before = this.world.me;
    if (before && before !== id) {
      const left = [...this.world.conversations.values()];
      const keys = left.flatMap((one) => this.reads.personal(before, one).map((message) => `${one.id} ${message.ts}`));
      this.reads.elsewhere.set(before, new Set(keys));
    }
    const here = this.world.conversations.get(this.at.channel);
    this._person = id;
    this._wanted = {
      place: here?.withApp ? `@${this.world.member(here.other).name}` : here?.type === "channel" ? here.name : null,
    };
    this.reads.elsewhere.delete(id);
    remember(id);
    await this.refresh();
    find(at("people"), "[aria-pressed=true]")?.focus();
  }

  /** Open a conversation; with `thread` its side pane too, with `home` the app's Home, with `canvas` the channel's canvas instead of the messages. */
  async open({ channel, thread = null, home = false, canvas = false }) {
    const conversation = this.world.conversations.get(channel);
    if (!conversation) {
      const known = this.world.channel(channel);
      if (known) await this.deeds.join(channel);
      return;
    }
    const moved = channel !== this.at.channel;
    const wasThread = this.at.thread;
    this.at = { channel, thread: thread ?? (moved || home ? null : wasThread), home, canvas };
    if (moved) this._newFrom.channel = this.reads.at(this.world.me, channel);
    if (this.at.thread && this.at.thread !== wasThread) {
      this._newFrom.thread = this.reads.at(this.world.me, this.at.thread);
    }
    document.body.classList.remove("side-open");
    this.render();
    if (home) await this.deeds.act(null, "open_home", { tab: "home" });
    else if (!canvas) (thread ? this._reply : this._composer).focus();
  }

  /**
   * Do a step of what to try first: be somebody, share a file or let time pass, see what came. Return whether it did.
   * @param {{user: string, place: string, push?: string, file?: {name: string, content: string} | null, thread?: boolean}} step
   */
  async follow({ user, place, push, file = null, thread = false }) {
    const person = this.world.people.find((member) => member.name === user)?.id ?? this.world.me;
    if (person !== this.world.me) await this.become(person);
    this._takeWanted({ place });
    this.render();
    if (file) await this._send("", null, false, undefined, [new File([file.content], file.name)]);
    else if (!(await this.clock.push({ push }))) return false;
    this._takeWanted({ place });
    const messages = this.world.conversations.get(this.at.channel)?.messages ?? [];
    const roots = messages.filter((one) => messages.some((other) => isReply(other) && other.thread_ts === one.ts));
    if (thread && roots.length) this.at.thread = roots.at(-1).ts;
    this.render();
    return true;
  }

  closeThread() {
    const ts = this.at.thread;
    this.at.thread = null;
    this.render();
    (find(at("main-list"), `[data-ts="${ts}"] .thread-line`) ?? at("composer-text")).focus();
  }

  _openFirst() {
    const all = [...this.world.conversations.values()].filter((one) => !one.archived);
    const rank = (
      one,
    ) => (one.withApp ? 1 : one.type === "channel" && one.members.includes(this.world.app.bot_user_id) ? 0 : 2);
    const [first] = all.sort((one, other) => rank(one) - rank(other));
    this.at = { channel: first?.id ?? null, thread: null, home: false, canvas: false };
    if (first) this._newFrom = { channel: this.reads.at(this.world.me, first.id) };
  }

  /** @param {Wanted} wanted */
  _takeWanted({ place, thread, home, canvas }) {
    this._wanted = null;
    const found = [...this.world.conversations.values()].find((one) => {
      const name = one.other ? `@${this.world.member(one.other)?.name}` : one.name;
      return place && (place === one.id || place.toLowerCase() === name.toLowerCase());
    });
    if (!found) {
      this._openFirst();
      return;
    }
    this.at = { channel: found.id, thread: thread ?? null, home: home ?? false, canvas: canvas ?? false };
    this._newFrom = {
      channel: this.reads.at(this.world.me, found.id),
      thread: thread ? this.reads.at(this.world.me, thread) : null,
    };
  }

  _goToAddress() {
    const wanted = readAddress();
    if (window.location.hash === this._address) return;
    shutMenus();
    this._wanted = wanted;
    if (wanted.person) this._person = wanted.person;
    this.refresh();
  }

  _key(event) {
    if (event.key === "Escape" && this.at.thread && !document.querySelector("dialog[open], .menu")) this.closeThread();
    // By the key's place: with Alt held, some keyboards write another sign there.
    const person = event.altKey ? this.world.people[Number(/^Digit([1-9])$/.exec(event.code)?.[1] ?? 0) - 1] : null;
    if (person && !document.querySelector("dialog[open]")) {
      event.preventDefault();
      this.become(person.id);
    }
  }

  // ---------------------------------------------------------------- saying

  async _send(text, thread, broadcast, id, files = []) {
    const { me: user } = this.world;
    const { channel } = this.at;
    if (files.length) {
      const body = { user, channel, text, thread_ts: thread ?? undefined, broadcast, client_msg_id: id };
      await call("say", { ...body, files: await coded(files) });
    } else if (/^\/invite(\s|$)/.test(text)) {
      const users = text.split(/[\s,]+/).slice(1);
      await call("invite", { channel, users, user });
    } else if (/^\/\w/.test(text)) {
      const [command, ...rest] = text.split(/(?<=^\S+)\s/);
      await call("command", { user, channel, command, text: rest.join(" "), thread_ts: thread ?? undefined });
    } else {
      await call("say", { user, channel, text, thread_ts: thread ?? undefined, broadcast, client_msg_id: id });
    }
    (thread ? this._replies : this._list).follow();
    await this.refresh();
  }

  // ---------------------------------------------------------------- showing

  /** Show everything as it is by now. */
  render() {
    const { world } = this;
    if (!world.state) return;
    if (!world.me) {
      this._nobody();
      return;
    }
    const conversation = world.conversations.get(this.at.channel);
    this._markRead(conversation);
    document.title = `${conversation ? conversation.name : world.state.team.name} · ${world.name(world.me)}`;
    this.clock.update();
    drawPeople(at("people"), this);
    drawSide(at("side"), this);
    drawHead(at("main-head"), this, conversation);
    if (conversation) this._showConversation(conversation);
    this._showThread(conversation);
    this.modal.update(world.state.views ?? [], world);
    if (conversation) this._address = writeAddress(world, conversation, this.at);
  }

  _nobody() {
    this.clock.update();
    drawPeople(at("people"), this);
    fill(
      at("main-list"),
      el(
        "div",
        { class: "empty" },
        el("p", {}, "Nobody is here yet."),
        button("Add the first member", () => this.deeds.addMember(), { class: "primary" }),
      ),
    );
  }

  _showConversation(conversation) {
    const { world } = this;
    const place = `${world.me} ${conversation.id}`;
    this.at.canvas &&= conversation.canvas !== null;
    at("main-foot").hidden = this.at.home || this.at.canvas;
    if (this.at.home) {
      this._showHome(place, world.state.home);
      return;
    }
    if (this.at.canvas) {
      this._canvas.update(place, conversation, world, at("main-list"));
      return;
    }
    const messages = conversation.messages.filter((one) =>
      (!isReply(one) || one.subtype === "thread_broadcast") && !this.deeds.isDismissed(conversation, one)
    );
    const group = conversation.type === "channel" || conversation.type === "group";
    const name = group ? `#${conversation.name}` : conversation.name;
    const command = world.command;
    const empty = command ? `Nothing here yet. Say something, or type ${command}.` : "Nothing here yet. Say something.";
    this._list.update({ place, conversation, messages, world, newFrom: this._newFrom.channel ?? null, empty });
    this._composer.update({
      place,
      world,
      label: command ? `Message ${name}, or type ${command}` : `Message ${name}`,
      shut: conversation.archived ? "This channel is archived." : null,
    });
  }

  _showHome(place, home) {
    const key = `${place} home ${home?.hash} ${this.world.stamp} ${dayOf(this.world.now, this.world.zone)}`;
    if (this._homeShown === key && at("main-list").querySelector(".home")) return;
    this._homeShown = key;
    const inside = home
      ? drawBlocks(home.blocks, this.deeds.homePlace(home))
      : el("p", { class: "empty" }, `${this.world.app.name} has not published a Home for you yet.`);
    this._list.replace(`${place} home`, el("div", { class: "home" }, inside));
  }

  _showThread(conversation) {
    const { world } = this;
    const { thread } = this.at;
    const messages = thread
      ? (conversation?.messages ?? []).filter((one) =>
        (one.ts === thread || one.thread_ts === thread) && !this.deeds.isDismissed(conversation, one)
      )
      : [];
    const pane = at("thread");
    if (!messages.length) {
      if (!pane.hidden) this._replies.replace(null);
      pane.hidden = true;
      return;
    }
    pane.hidden = false;
    const group = conversation.type === "channel" || conversation.type === "group";
    if (this._threadHead !== thread) {
      this._threadHead = thread;
      fill(
        at("thread-head"),
        el("h1", {}, "Thread"),
        el("span", { class: "push" }),
        button("✕", () => this.closeThread(), { class: "quiet", "aria-label": "Close the thread" }),
      );
    }
    const place = `${world.me} ${conversation.id} ${thread}`;
    this._replies.update({
      place,
      conversation,
      messages,
      world,
      newFrom: this._newFrom.thread ?? null,
      inThread: true,
    });
    this._reply.update({
      place,
      world,
      label: "Reply in the thread",
      also: group ? `Also send to #${conversation.name}` : null,
    });
  }

  _markRead(conversation) {
    if (!conversation || document.visibilityState !== "visible") return;
    const { me } = this.world;
    const newest = (messages) => messages.reduce((most, one) => (Number(one.ts) > Number(most) ? one.ts : most), "0");
    if (!this.at.home) {
      this.reads.mark(
        me,
        conversation.id,
        newest(conversation.messages.filter((one) => !isReply(one))),
        this._seq,
      );
    }
    if (this.at.thread) {
      this.reads.mark(
        me,
        this.at.thread,
        newest(conversation.messages.filter((one) => one.thread_ts === this.at.thread)),
        this._seq,
      );
    }
  }

  // The clock flows, "today" ends, and the sockets of the app come and go.
  _tick() {
    this.clock.update();
    const minute = Math.floor(this.world.now / 60_000);
    if (minute !== this._minute && !document.querySelector(".menu")) {
      this._minute = minute;
      this.render();
    }
  }

  _link(words, good = false) {
    const [node, again] = [at("link"), this._again];
    if (node.dataset.words === words) return;
    node.dataset.words = words;
    node.hidden = !words;
    node.classList.toggle("good", good);
    fill(
      node,
      words,
      words && !good && again ? button("Try now", () => again(), { class: "linklike" }) : null,
    );
  }
}

wearTheme();
new Page().start();
