// What the page knows of the workspace, as the acting person sees it: the last state, by id, and the clock.

const HUMAN_ZONE = "UTC";

/** The workspace in one person's eyes. `take` puts a fresh state in; everything else reads. */
export class World {
  constructor(goTo) {
    this.goTo = goTo;
    this.state = null;
    this.members = new Map();
    this.conversations = new Map();
    this._base = Date.now();
    this._read = performance.now();
    this.standsStill = false;
    // Tells two states apart in which people are called otherwise.
    this.stamp = "";
  }

  /** Take the answer of GET /control/state. */
  take(state) {
    this.state = state;
    this.members = new Map(state.members.map((member) => [member.id, member]));
    const shapes = new Map(state.channels.map((channel) => [channel.id, channel]));
    this.conversations = new Map(
      (state.conversations ?? []).map((conversation) => [
        conversation.channel,
        this._conversation(conversation, shapes.get(conversation.channel) ?? {}),
      ]),
    );
    this.setClock(state.now);
  }

  _conversation(conversation, shape) {
    const others = (shape.members ?? []).filter((id) => id !== this.me);
    const direct = conversation.type === "im";
    const title = conversation.type === "mpim" ? others.map((id) => this.name(id)).join(", ") : conversation.name;
    return {
      id: conversation.channel,
      name: direct ? this.name(others[0] ?? this.me) : title,
      type: conversation.type,
      members: shape.members ?? [],
      other: direct ? (others[0] ?? this.me) : null,
      withApp: direct && others[0] === this.app.bot_user_id,
      archived: Boolean(shape.is_archived),
      private: conversation.type === "group",
      messages: conversation.messages,
      canvas: this.state.canvases?.[conversation.channel] ?? null,
    };
  }

  get me() {
    return this.state?.user ?? null;
  }

  get app() {
    return this.state.app;
  }

  /** Return the people whom one can act as, in the order in which they came. */
  get people() {
    const human = (member) => !member.deleted && !member.is_bot && member.id !== "USLACKBOT";
    return [...this.members.values()].filter(human);
  }

  /** Return the first of the app's commands, such as "/beat", or null. */
  get command() {
    return this.app.commands?.[0] ?? null;
  }

  member(id) {
    return this.members.get(id) ?? null;
  }

  /** Return the name that people see. */
  name(id) {
    const member = this.members.get(id);
    if (!member) return id ?? "";
    if (id === this.app.bot_user_id) return this.app.name;
    // Without a display name of their own, people stand there by their whole name.
    const shown = member.profile.display_name;
    return (shown && shown !== member.name ? shown : member.profile.real_name) || member.name;
  }

  /** Return a conversation in which the acting person is, or another public channel; else null. */
  channel(id) {
    const inside = this.conversations.get(id);
    if (inside) return inside;
    const open = this.state.channels.find((channel) => channel.id === id && channel.is_channel);
    return open ? { id, name: open.name, type: "channel", outside: true } : null;
  }

  /** Return the public channels in which the acting person is not. */
  get joinable() {
    const open = (channel) => channel.is_channel && !channel.is_archived && !this.conversations.has(channel.id);
    return this.state.channels.filter(open);
  }

  /** Return the IANA zone of the acting person, or of another member. */
  zoneOf(id) {
    return this.members.get(id)?.tz || HUMAN_ZONE;
  }

  get zone() {
    return this.zoneOf(this.me);
  }

  // ---------------------------------------------------------------- business time

  /** Set business time from an ISO instant; between two such readings it flows as real time does. */
  setClock(iso) {
    const read = Date.parse(iso);
    if (Number.isNaN(read)) return;
    this._base = read;
    this._read = performance.now();
  }

  /** Return business time in milliseconds. */
  get now() {
    return this.standsStill ? this._base : this._base + (performance.now() - this._read);
  }
}
