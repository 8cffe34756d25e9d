const RFC_3339 =
  /^(\d{4})-(\d{2})-(\d{2})T([01]\d|2[0-3]):([0-5]\d):([0-5]\d)(?:\.(\d{1,9}))?(Z|[+-](?:[01]\d|2[0-3]):[0-5]\d)$/i;

// The years that the text form can say in UTC; Postgres and JavaScript reach further.
const FIRST_MS = Date.parse("0001-01-01T00:00:00.000Z");
const LAST_MS = Date.UTC(9999, 11, 31, 23, 59, 59, 999);

/** The instant that an RFC 3339 text names, to the millisecond; null for anything else, such as 30 February. */
export function readDateTime(text: string): Date | null {
  const match = RFC_3339.exec(text);
  if (!match) return null;

  const [year, month, day] = [Number(match[1]), Number(match[2]), Number(match[3])];
  if (month < 1 || month > 12 || day < 1 || day > daysIn(year, month)) return null;

  const fraction = (match[7] ?? "").padEnd(3, "0").slice(0, 3);
  const zone = (match[8] ?? "Z").toUpperCase();
  const at = new Date(`${text.slice(0, 10)}T${text.slice(11, 19)}.${fraction}${zone}`);
  const ms = at.getTime();
  return ms >= FIRST_MS && ms <= LAST_MS ? at : null;
}

function daysIn(year: number, month: number): number {
  if (month === 2) return year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0) ? 29 : 28;
  return [4, 6, 9, 11].includes(month) ? 30 : 31;
}
