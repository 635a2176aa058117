/** Times as the viewer reads them: their zone, their language, the workspace's clock. */

const DAY = 86_400_000;
const TOKENS = /\{([a-z_]+)\}/g;
const STYLES = {
  iso: { year: "numeric", month: "2-digit", day: "2-digit" },
  date: { year: "numeric", month: "long", day: "numeric" },
  date_short: { year: "numeric", month: "short", day: "numeric" },
  date_long: { weekday: "long", year: "numeric", month: "long", day: "numeric" },
  date_long_full: { year: "numeric", month: "long", day: "numeric" },
  day_divider: { weekday: "long", year: "numeric", month: "long", day: "numeric" },
  time: { hour: "numeric", minute: "2-digit" },
  time_secs: { hour: "numeric", minute: "2-digit", second: "2-digit" },
};
const UNITS = [["day", 86_400], ["hour", 3_600], ["minute", 60], ["second", 1]];

const formats = new Map();

/** @typedef {{locale: string, tz: string, now: number}} Reader `now` in milliseconds since 1970 */

function format(reader, name) {
  const key = `${reader.locale} ${reader.tz} ${name}`;
  if (!formats.has(key)) {
    const options = { ...STYLES[name], timeZone: reader.tz };
    formats.set(key, new Intl.DateTimeFormat(reader.locale, options));
  }
  return formats.get(key);
}

/** The calendar day in the reader's zone as `2026-01-31`. @param {number} ms @param {Reader} reader */
export const isoDay = (ms, { tz }) => format({ locale: "en-CA", tz }, "iso").format(ms);

function relativeDay(ms, reader) {
  const gap = Math.round((Date.parse(isoDay(ms, reader)) - Date.parse(isoDay(reader.now, reader))) / DAY);
  if (Math.abs(gap) > 1) return null;
  return new Intl.RelativeTimeFormat(reader.locale, { numeric: "auto" }).format(gap, "day");
}

/** "3 days ago". @param {number} ms @param {Reader} reader */
export function ago(ms, reader) {
  const seconds = (ms - reader.now) / 1000;
  const [unit, size] = UNITS.find(([, least]) => Math.abs(seconds) >= least) ?? UNITS[3];
  return new Intl.RelativeTimeFormat(reader.locale).format(Math.trunc(seconds / size), unit);
}

/** A moment in one of the styles of Slack's date tokens. @param {number} ms @param {Reader} reader */
export const formatted = (ms, name, reader) => format(reader, name).format(ms);

function word(name, ms, reader) {
  if (name === "date_num") return isoDay(ms, reader);
  if (name === "date_slash") return isoDay(ms, reader).split("-").reverse().join("/");
  if (name === "ago") return ago(ms, reader);
  const plain = name.replace(/_pretty$/, "");
  if (!STYLES[plain] || plain === "iso") return null;
  return (plain === name ? null : relativeDay(ms, reader)) ?? formatted(ms, plain, reader);
}

/** A date token's words, or its fallback when the format or the zone is unknown. @param {Reader} reader */
export function dateWords(node, reader) {
  try {
    let known = true;
    const words = node.format.replace(TOKENS, (_, name) => {
      const found = word(name, node.at * 1000, reader);
      known &&= found !== null;
      return found ?? "";
    });
    return known ? words : node.fallback;
  } catch {
    return node.fallback;
  }
}

/** The milliseconds of a message time such as `1700000000.000100`. @param {string} ts */
export const millis = (ts) => Number(ts) * 1000;

/** Minutes by which a zone is ahead of UTC at a moment. */
function zoneOffset(ms, tz) {
  const parts = new Intl.DateTimeFormat("en-US", {
    timeZone: tz, hourCycle: "h23", year: "numeric", month: "numeric", day: "numeric",
    hour: "numeric", minute: "numeric", second: "numeric",
  }).formatToParts(ms);
  const part = (type) => Number(parts.find((one) => one.type === type)?.value);
  const local = Date.UTC(part("year"), part("month") - 1, part("day"), part("hour"), part("minute"), part("second"));
  return Math.round((local - Math.floor(ms / 1000) * 1000) / 60_000);
}

/** A unix second as the value of a `datetime-local` field in a zone. */
export function localInput(unix, tz) {
  const ms = unix * 1000;
  return new Date(ms + zoneOffset(ms, tz) * 60_000).toISOString().slice(0, 16);
}

/** The unix second of a `datetime-local` value in a zone. */
export function fromLocalInput(value, tz) {
  const wall = Date.parse(`${value}Z`);
  const guess = wall - zoneOffset(wall, tz) * 60_000;
  return Math.round((wall - zoneOffset(guess, tz) * 60_000) / 1000);
}
