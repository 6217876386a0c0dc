// Talking to the control API: calls, refusals, and the stream of what happens.

/** An expected "no": a code, and a sentence for the person. */
export class Refusal extends Error {
  constructor(code, detail) {
    super(detail);
    this.code = code;
  }
}

/** Do something: POST /control/<action>. Raises Refusal, also when nothing answers. */
export function call(action, body = {}) {
  const kept = Object.fromEntries(Object.entries(body).filter(([, value]) => value !== undefined));
  return request(`control/${action}`, {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify(kept),
  });
}

/** Read something: GET /control/<noun>. Raises Refusal, also when nothing answers. */
export function read(noun, query = {}) {
  return request(`control/${noun}?${new URLSearchParams(query)}`, { cache: "no-store" });
}

async function request(address, options) {
  let response;
  try {
    response = await fetch(address, options);
  } catch {
    throw new Refusal("no_answer", "The playground does not answer. Is it still running?");
  }
  let answer = null;
  try {
    answer = await response.json();
  } catch {
    throw new Refusal("broken", `The playground had trouble (${response.status}). Its terminal says more.`);
  }
  if (!response.ok || answer.ok === false) {
    throw new Refusal(answer.error ?? "refused", answer.detail ?? `The playground said no: ${answer.error}.`);
  }
  return answer;
}

// How long to wait before trying again, in seconds.
const PATIENCE = [1, 2, 3, 5, 8];
// The stream says something at least every five seconds. After so long without it, nobody is at the other end.
const SILENT_MS = 16_000;

/**
 * Follow the journal from `since()` on. `heard(entry)` gets every entry; `opened()` runs on every connection;
 * `lost(seconds)` when it breaks, with the time until the next try. Returns a function that tries again at once.
 */
export function follow({ since, heard, opened, lost }) {
  let source = null;
  let timer = 0;
  let silence = 0;
  let tries = 0;
  const broken = () => {
    clearTimeout(silence);
    source.close();
    const wait = PATIENCE[Math.min(tries, PATIENCE.length - 1)];
    tries += 1;
    timer = setTimeout(connect, wait * 1000);
    lost(wait);
  };
  const alive = () => {
    clearTimeout(silence);
    silence = setTimeout(broken, SILENT_MS);
  };
  const connect = () => {
    clearTimeout(timer);
    source?.close();
    source = new EventSource(`control/stream?since=${since()}`);
    alive();
    source.onopen = () => {
      tries = 0;
      alive();
      opened();
    };
    source.onmessage = (event) => {
      alive();
      heard(JSON.parse(event.data));
    };
    source.addEventListener("alive", alive);
    source.onerror = broken;
  };
  connect();
  return connect;
}
