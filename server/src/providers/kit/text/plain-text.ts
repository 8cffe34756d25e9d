/** Control characters, line and paragraph separators, and the marks that turn the direction of text around. */
const UNSAFE_IN_LINE = /[\p{Cc}\u2028\u2029]+/gu;
const UNSAFE_IN_TEXT = /[\0-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]/g;
const DIRECTION_OVERRIDES = /[\u202a-\u202e\u2066-\u2069]/g;

/** Lines of printable ASCII without blanks at the ends, as most are. */
const PLAIN_LINE = /^(?:[!-~](?:[ -~]*[!-~])?)?$/;
const SURROGATE = /[\ud800-\udfff]/;

/** The text with U+FFFD instead of each half of a character. */
export function wellFormed(text: string): string {
  return SURROGATE.test(text) ? text.replace(/\p{Cs}/gu, "\ufffd") : text;
}

/** Text for one line, such as a subject: a line break becomes a blank, so that no header can begin in it. */
export function plainLine(text: string): string {
  if (PLAIN_LINE.test(text)) return text;
  return wellFormed(text).replace(DIRECTION_OVERRIDES, "").replace(UNSAFE_IN_LINE, " ").trim();
}

/** Text of several lines without control characters but line breaks and tabs. */
export function plainText(text: string): string {
  return wellFormed(text).replace(/\r\n?/g, "\n").replace(UNSAFE_IN_TEXT, "");
}

/** As `plainText`, without the marks that turn text around, for messages that show nothing of their sender but text. */
export function plainMessage(text: string): string {
  return plainText(text).replace(DIRECTION_OVERRIDES, "");
}

/** The beginning of a text, ended by `…` where something is left out; never half of a character. */
export function cut(text: string, maxLength: number): string {
  return text.length <= maxLength ? text : `${text.slice(0, maxLength - 1).replace(/[\ud800-\udbff]$/, "")}…`;
}
