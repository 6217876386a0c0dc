// What each person has read, kept in this browser, and how much is new.

const KEY = "playground.reads";

/** The read marks: a timestamp for every person and conversation or thread. */
export class Reads {
  constructor() {
    this._marks = new Map();
    this._about = null;
    // How much is new for the people whom one is not acting as.
    this.elsewhere = new Map();
  }

  /** Load the marks of this workspace; those of another one, or of an earlier run of it, are thrown away. */
  open(team, seq) {
    if (this._about === team) return;
    this._about = team;
    this._marks.clear();
    try {
      const kept = JSON.parse(localStorage.getItem(KEY) ?? "null");
      if (kept?.team === team && kept.seq <= seq) this._marks = new Map(kept.marks);
    } catch {
      localStorage.removeItem(KEY);
    }
    this._seq = seq;
  }

  /** Forget everything: the playground was started anew. */
  forget() {
    this._about = null;
    this._marks.clear();
    this.elsewhere.clear();
  }

  at(person, place) {
    return this._marks.get(`${person} ${place}`) ?? "0";
  }

  /** Note that a person has read a conversation or a thread up to a timestamp; return whether that is new. */
  mark(person, place, ts, seq) {
    if (Number(ts) <= Number(this.at(person, place))) return false;
    this._marks.set(`${person} ${place}`, ts);
    try {
      localStorage.setItem(KEY, JSON.stringify({ team: this._about, seq, marks: [...this._marks] }));
    } catch {
      // A browser without storage: the marks live as long as the page.
    }
    return true;
  }

  /** Return the messages of a conversation that are new for a person: its own, and replies that concern them. */
  fresh(person, conversation) {
    const concerned = conversation.type === "im" || conversation.type === "mpim";
    const threads = new Map();
    for (const message of conversation.messages) {
      if (!message.thread_ts) continue;
      const mine = message.from.id === person || says(message, person);
      if (mine) threads.set(message.thread_ts, true);
    }
    return conversation.messages.filter((message) => {
      if (message.from.id === person || isNotice(message)) return false;
      const reply = isReply(message);
      if (reply && !message.ephemeral && !concerned && !threads.has(message.thread_ts)) return false;
      const place = reply ? message.thread_ts : conversation.channel ?? conversation.id;
      return Number(message.ts) > Number(this.at(person, place));
    });
  }

  /** Return what of `fresh` speaks to the person themselves: direct messages, mentions, what only they see. */
  personal(person, conversation) {
    const direct = conversation.type === "im" || conversation.type === "mpim";
    const mine = (message) => direct || message.ephemeral || says(message, person);
    return this.fresh(person, conversation).filter(mine);
  }
}

/** Tell whether a message is a reply in a thread. */
export function isReply(message) {
  return Boolean(message.thread_ts) && message.thread_ts !== message.ts;
}

/** Tell whether a message is one of Slack's own lines, such as that somebody has joined. */
export function isNotice(message) {
  return /^(channel|group)_/.test(message.subtype ?? "");
}

/** Tell whether a message (or a journal entry of one) names a person. */
export function says(message, person) {
  return JSON.stringify([message.text, message.blocks]).includes(person);
}
