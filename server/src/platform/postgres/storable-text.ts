const SUSPECT = /[\0\ud800-\udfff]/;

/** A text that Postgres can store: it takes neither NUL nor half a character. */
export function storableText(text: string): string {
  return SUSPECT.test(text) ? text.replace(/\0|\p{Cs}/gu, "\uFFFD") : text;
}
