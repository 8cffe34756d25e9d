const UNITS: readonly (readonly [Intl.RelativeTimeFormatUnit, number])[] = [
  ["year", 31_536_000],
  ["month", 2_592_000],
  ["day", 86_400],
  ["hour", 3600],
  ["minute", 60],
  ["second", 1],
];

const relative = new Intl.RelativeTimeFormat("en", { numeric: "auto", style: "narrow" });
const full = new Intl.DateTimeFormat("en-GB", { dateStyle: "medium", timeStyle: "long" });
const short = new Intl.DateTimeFormat("en-GB", { dateStyle: "medium", timeStyle: "medium" });

/** Such as `5 min ago` or `in 2 hr`. */
export function relativeWords(instant: string, now: number): string {
  const seconds = (Date.parse(instant) - now) / 1000;
  const [unit, size] = UNITS.find(([, each]) => Math.abs(seconds) >= each) ?? ["second", 1];
  return relative.format(Math.trunc(seconds / size), unit);
}

/** The full instant in the reader's zone. */
export function fullWords(instant: string): string {
  return full.format(new Date(instant));
}

const INSTANT = /\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?Z/g;

/** A sentence of the server with its instants in the reader's zone. */
export function withLocalTimes(sentence: string): string {
  return sentence.replace(INSTANT, (instant) => short.format(new Date(instant)));
}

const dayAndTime = new Intl.DateTimeFormat("en-GB", { weekday: "short", hour: "2-digit", minute: "2-digit" });
const timeOnly = new Intl.DateTimeFormat("en-GB", { hour: "2-digit", minute: "2-digit" });

/** Two instants with `~` between them as people say it, such as `Fri 14:00 – 15:00`; the text itself if they are none. */
export function spanWords(span: string): string {
  const [from, to] = span.split("~").map((each) => new Date(each));
  if (!from || !to || Number.isNaN(from.getTime()) || Number.isNaN(to.getTime())) return span;
  const isOneDay = from.toDateString() === to.toDateString();
  return `${dayAndTime.format(from)} – ${(isOneDay ? timeOnly : dayAndTime).format(to)}`;
}

/** Such as `850 ms`, `3.2 s`, `5 min` or `2 d 4 h`. */
export function durationWords(ms: number): string {
  if (ms < 1000) return `${Math.round(ms)} ms`;
  const seconds = ms / 1000;
  if (seconds < 60) return `${seconds.toFixed(1)} s`;
  const minutes = Math.round(seconds / 60);
  if (minutes < 60) return `${minutes} min`;
  const hours = Math.floor(minutes / 60);
  return hours < 24 ? `${hours} h ${minutes % 60} min` : `${Math.floor(hours / 24)} d ${hours % 24} h`;
}
