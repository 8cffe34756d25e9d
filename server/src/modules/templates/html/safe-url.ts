const MAX_URL_LENGTH = 8192;
const ALLOWED_SCHEME = /^(?:https?:\/\/[^/?#\\]|mailto:.)/i;

/** Browsers drop these at both ends of a URL. */
const OUTER_BLANKS = /^[\0-\x20]+|[\0-\x20]+$/g;

/** Browsers drop tabs and newlines inside a URL (`java\nscript:`), so no control character is let through. */
const CONTROL = /[\0-\x1f\x7f]/;

/** `//host`, and the ways of writing it that browsers repair to the same. */
const PROTOCOL_RELATIVE = /^[/\\]{2}/;

/** A colon or an entity before the first slash could be read as a scheme by someone less strict. */
const SCHEME_LIKE = /^[^/?]*[:&]/;
const FRAGMENT = /^#[^:&]*$/;

const UNSAFE_IN_MARKUP = /[\s"'<>\\^`{|}]/g;

/**
 * The URL as a link may hold it, or null if it may not: http, https, mailto or relative, at most 8,192 characters.
 * Refused: every other scheme, `//host`, control characters. What could leave an attribute is percent-encoded.
 */
export function safeUrl(raw: string): string | null {
  const url = raw.replace(OUTER_BLANKS, "");
  if (url === "" || url.length > MAX_URL_LENGTH || CONTROL.test(url)) return null;

  if (!ALLOWED_SCHEME.test(url)) {
    const mayBeScheme = url.startsWith("#") ? !FRAGMENT.test(url) : SCHEME_LIKE.test(url);
    if (PROTOCOL_RELATIVE.test(url) || mayBeScheme) return null;
  }
  return url.replace(UNSAFE_IN_MARKUP, (character) => encodeURIComponent(character).replace("'", "%27"));
}

/** As `safeUrl`, for images: https only, so that a feed never loads over plain http nor calls the host's own pages. */
export function safeImageUrl(raw: string): string | null {
  const url = safeUrl(raw);
  return url !== null && /^https:/i.test(url) ? url : null;
}
