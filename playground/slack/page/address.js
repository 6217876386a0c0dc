// Where one is, in the page's address: #mia/bakery, #mia/bakery/1767225600.000100, #mia/@drumbeat/home, #mia/bakery/canvas.

const KEY = "playground.person";

/** Return the person, the place and the thread (or Home, or canvas) that the address names; null for what it leaves out. */
export function readAddress() {
  let parts = [];
  try {
    parts = decodeURI(window.location.hash.slice(1)).split("/");
  } catch {
    // An address that somebody cut in the middle of a letter names nothing.
  }
  const [person, place, more] = parts;
  const thread = /^\d+\.\d+$/.test(more ?? "") ? more : null;
  return { person: person || null, place: place || null, thread, home: more === "home", canvas: more === "canvas" };
}

/** Write where one is into the address, without a step in the browser's history; return it. */
export function writeAddress(world, conversation, { thread, home, canvas }) {
  const direct = conversation.other ? `@${world.member(conversation.other)?.name}` : null;
  const place = direct ?? (conversation.type === "mpim" ? conversation.id : conversation.name);
  const names = [world.member(world.me).name, place, home ? "home" : canvas ? "canvas" : thread];
  const address = `#${names.filter(Boolean).map(encodeURI).join("/")}`;
  if (window.location.hash !== address) window.history.replaceState(null, "", address);
  return address;
}

/** Keep who one was, for the next visit. */
export function remember(person) {
  try {
    localStorage.setItem(KEY, person);
  } catch {
    // A browser without storage: the address remembers it too.
  }
}

/** Return who one was on the last visit, or null. */
export function remembered() {
  try {
    return localStorage.getItem(KEY);
  } catch {
    return null;
  }
}
