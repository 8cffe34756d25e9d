/** Half a character, and NUL: Postgres stores neither. */
const UNSTORABLE = /[\0\p{Cs}]/u;
const ALL_UNSTORABLE = /[\0\p{Cs}]/gu;
const MARKUP = /[&<>"']/;
const ALL_MARKUP = /[&<>"']/g;
const LINE_BREAKS = /\r\n|\r|\n/g;

const ENTITIES: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&#39;",
};

const CHARACTERS: Readonly<Record<string, string>> = {
  "&amp;": "&",
  "&lt;": "<",
  "&gt;": ">",
  "&quot;": '"',
};

/** The text without characters that a database refuses: NUL is removed, half a surrogate pair becomes U+FFFD. */
export function storableText(text: string): string {
  if (!UNSTORABLE.test(text)) return text;
  return text.replace(ALL_UNSTORABLE, (character) => (character === "\0" ? "" : "\uFFFD"));
}

/** For text and quoted attributes. */
export function escapeHtml(text: string): string {
  const storable = storableText(text);
  if (!MARKUP.test(storable)) return storable;
  return storable.replace(ALL_MARKUP, (character) => ENTITIES[character] ?? "");
}

/** For text outside of `pre` and `code`: line breaks stay visible. */
export function escapeHtmlLines(text: string): string {
  const escaped = escapeHtml(text);
  return escaped.includes("\n") || escaped.includes("\r") ? escaped.replace(LINE_BREAKS, "<br />") : escaped;
}

/** The inverse for attributes that the sanitiser wrote, which contain only these four entities. */
export function unescapeAttribute(escaped: string): string {
  return escaped.replace(/&(?:amp|lt|gt|quot);/g, (entity) => CHARACTERS[entity] ?? entity);
}
