// What each person has read, kept in this browser, and how much is new.

const KEY = "playground.reads";

/** The read marks: a timestamp for every person and conversation or thread. */
export class Reads {
  constructor() {
    this._marks = new Map();
    this._about = null;
    // What was said before somebody first looked is history, and not news.
    this._first = "0";
    // How much is new for the people whom one is not acting as.
    this.elsewhere = new Map();
  }

  /** Load the marks of this workspace; those of another one, or of an earlier run of it, are thrown away. */
  open(team, seq, now) {
    if (this._about === team) return;
    this._about = team;
    this._marks.clear();
    this._first = String((now - 1) / 1000);
    try {
      const kept = JSON.parse(localStorage.getItem(KEY) ?? "null");
      if (kept?.team === team && kept.seq <= seq) {
        this._marks = new Map(kept.marks);
        this._first = kept.first;
      }
    } catch {
      localStorage.removeItem(KEY);
    }
    this._keep(seq);
  }

  at(person, place) {
    const mark = this._marks.get(`${person} ${place}`);
    return mark && Number(mark) > Number(this._first) ? mark : this._first;
  }

  /** Note that a person has read a conversation or a thread up to a timestamp; return whether that is new. */
  mark(person, place, ts, seq) {
    if (Number(ts) <= Number(this.at(person, place))) return false;
    this._marks.set(`${person} ${place}`, ts);
    this._keep(seq);
    return true;
  }

  _keep(seq) {
    try {
      localStorage.setItem(
        KEY,
        JSON.stringify({ team: this._about, seq, first: this._first, marks: [...this._marks] }),
      );
    } catch {
      // A browser without storage: the marks live as long as the page.
    }
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
