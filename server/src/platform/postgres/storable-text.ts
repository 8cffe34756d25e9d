/** A text that Postgres can store: it takes neither NUL nor half a character. */
export function storableText(text: string): string {
  return text.replace(/\0|\p{Cs}/gu, "\uFFFD");
}
