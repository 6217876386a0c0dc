// Dates and times as a person in some zone reads them. Instants are milliseconds since 1970.

const MONTHS = [
  "January",
  "February",
  "March",
  "April",
  "May",
  "June",
  "July",
  "August",
  "September",
  "October",
  "November",
  "December",
];
const DAYS = ["Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday"];
const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;
/** @type {Map<string, Intl.DateTimeFormat>} */
const formats = new Map();

/**
 * @param {string} zone
 */
function format(zone) {
  if (!formats.has(zone)) {
    /** @type {Intl.DateTimeFormatOptions} */
    const wanted = { year: "numeric", month: "numeric", day: "numeric", hour: "numeric", minute: "numeric" };
    let made;
    try {
      made = new Intl.DateTimeFormat("en-GB", { ...wanted, second: "numeric", hourCycle: "h23", timeZone: zone });
    } catch {
      made = new Intl.DateTimeFormat("en-GB", { ...wanted, second: "numeric", hourCycle: "h23", timeZone: "UTC" });
    }
    formats.set(zone, made);
  }
  return /** @type {Intl.DateTimeFormat} */ (formats.get(zone));
}

/**
 * Return year, month (1 to 12), day, hour, minute, second and weekday (0 is Sunday) of an instant in a zone.
 * @param {number} instant
 * @param {string} zone
 */
export function parts(instant, zone) {
  /** @type {Record<string, number>} */
  const found = {};
  for (const { type, value } of format(zone).formatToParts(instant)) found[type] = Number(value);
  const { year, month, day, hour, minute, second } = found;
  return { year, month, day, hour, minute, second, weekday: new Date(Date.UTC(year, month - 1, day)).getUTCDay() };
}

/** @param {number} number */
const two = (number) => String(number).padStart(2, "0");

/**
 * Return "09:05".
 * @param {number} instant
 * @param {string} zone
 */
export function timeOf(instant, zone) {
  const { hour, minute } = parts(instant, zone);
  return `${two(hour)}:${two(minute)}`;
}

/**
 * Return "2026-03-02", which also tells two days apart.
 * @param {number} instant
 * @param {string} zone
 */
export function dayOf(instant, zone) {
  const { year, month, day } = parts(instant, zone);
  return `${year}-${two(month)}-${two(day)}`;
}

/**
 * Return "Monday 2 March 2026", or with `short` "Mon 2 March".
 * @param {number} instant
 * @param {string} zone
 * @param {boolean} short
 */
export function dayWords(instant, zone, short = false) {
  const { year, month, day, weekday } = parts(instant, zone);
  const words = `${day} ${MONTHS[month - 1]}`;
  return short ? `${DAYS[weekday].slice(0, 3)} ${words}` : `${DAYS[weekday]} ${words} ${year}`;
}

/**
 * Return a zone's place: "New York" for America/New_York.
 * @param {string} zone
 */
export function placeOf(zone) {
  return (zone.split("/").pop() ?? "").replaceAll("_", " ");
}

/**
 * Return the instant of a message timestamp.
 * @param {string} ts
 */
export function instantOf(ts) {
  return Math.floor(Number(ts) * 1000);
}

/**
 * Return "2026-03-02T09:05" as date-and-time fields want it.
 * @param {number} instant
 * @param {string} zone
 */
export function asField(instant, zone) {
  return `${dayOf(instant, zone)}T${timeOf(instant, zone)}`;
}

/**
 * Return the instant of a field's "2026-03-02T09:05" in a zone; the first of the two where a time repeats.
 * @param {string} text
 * @param {string} zone
 */
export function fromField(text, zone) {
  const wall = Date.parse(`${text}:00Z`);
  /** @param {number} instant */
  const offset = (instant) => {
    const { year, month, day, hour, minute } = parts(instant, zone);
    return Date.UTC(year, month - 1, day, hour, minute) - Math.floor(instant / MINUTE) * MINUTE;
  };
  const before = wall - offset(wall - DAY);
  return before + offset(before) === wall ? before : wall - offset(wall + DAY);
}

/**
 * @param {number} day
 */
function ordinal(day) {
  if (day > 10 && day < 14) return `${day}th`;
  return `${day}${["th", "st", "nd", "rd"][day % 10] ?? "th"}`;
}

/**
 * @param {number} instant
 * @param {string} zone
 * @param {number} now
 * @param {string} otherwise
 */
function pretty(instant, zone, now, otherwise) {
  const day = dayOf(instant, zone);
  if (day === dayOf(now, zone)) return "today";
  if (day === dayOf(now + DAY, zone)) return "tomorrow";
  if (day === dayOf(now - DAY, zone)) return "yesterday";
  return otherwise;
}

/**
 * @param {number} instant
 * @param {number} now
 */
function ago(instant, now) {
  const minutes = Math.round(Math.abs(now - instant) / MINUTE);
  const [number, unit] = minutes < 60
    ? [minutes, "minute"]
    : minutes < 1440
    ? [Math.round(minutes / 60), "hour"]
    : [Math.round(minutes / 1440), "day"];
  const words = `${number} ${unit}${number === 1 ? "" : "s"}`;
  return instant > now ? `in ${words}` : `${words} ago`;
}

/**
 * Fill in the tokens of `<!date^…>` as Slack's page on formatting lists them; unknown ones stay as they are.
 * @param {number} seconds
 * @param {string} wanted
 * @param {string} zone
 * @param {number} now
 */
export function slackDate(seconds, wanted, zone, now) {
  const instant = seconds * 1000;
  const { year, month, day, hour, minute, second, weekday } = parts(instant, zone);
  const name = MONTHS[month - 1];
  const plain = `${name} ${ordinal(day)}, ${year}`;
  const short = `${name.slice(0, 3)} ${day}, ${year}`;
  const long = `${DAYS[weekday]}, ${plain}`;
  /** @type {Record<string, string>} */
  const tokens = {
    date_num: `${year}-${two(month)}-${two(day)}`,
    date_slash: `${two(day)}/${two(month)}/${year}`,
    date: plain,
    date_short: short,
    date_long: long,
    date_long_full: long,
    day_divider_pretty: pretty(instant, zone, now, `${DAYS[weekday]}, ${name} ${ordinal(day)}`),
    date_pretty: pretty(instant, zone, now, plain),
    date_short_pretty: pretty(instant, zone, now, short),
    date_long_pretty: pretty(instant, zone, now, long),
    time: `${two(hour)}:${two(minute)}`,
    time_secs: `${two(hour)}:${two(minute)}:${two(second)}`,
    ago: ago(instant, now),
  };
  return wanted.replace(/\{(\w+)\}/g, (whole, token) => tokens[token] ?? whole);
}
