const MAX_LENGTH = 8192;
const ALLOWED = /^(?:https?:\/\/[^/?#\\]|mailto:.|tel:.)/i;

/** Browsers ignore these characters at both ends of a URL. */

const OUTER_BLANKS = /^[\0-\x20]+|[\0-\x20]+$/g;

/** Browsers ignore tabs and newlines inside a URL (`java\nscript:`), so control characters are refused. */

const CONTROL = /[\0-\x1f\x7f]/;

/** `//host`, and its variants that browsers treat alike. */
const PROTOCOL_RELATIVE = /^[/\\]{2}/;

/** A colon before the first slash may begin a scheme. */
const SCHEME_LIKE = /^[^/?#]*:/;

/** A name and password before a host can make one site look like another. */
const WITH_PASSWORD = /^https?:\/\/[^/?#]*@/i;

/** Schemes that run or forge content; a host cannot allow them. */
const NEVER = /^(?:javascript|vbscript|data|blob|file|filesystem|about|view-source)$/i;

/**
 * The URL if a link may lead there, else null: http, https, mailto, tel or relative, and the schemes that you name.
 *
 * @example
 * safeUrl("javascript:alert(1)"); // null
 * safeUrl("myapp://open", ["myapp"]); // "myapp://open"
 */
export function safeUrl(raw: unknown, schemes: readonly string[] = []): string | null {
  if (typeof raw !== "string") return null;
  const url = raw.replace(OUTER_BLANKS, "");
  if (url === "" || url.length > MAX_LENGTH || CONTROL.test(url) || WITH_PASSWORD.test(url)) return null;
  if (ALLOWED.test(url)) return url;
  if (PROTOCOL_RELATIVE.test(url)) return null;
  if (!SCHEME_LIKE.test(url)) return url;

  const scheme = url.slice(0, url.indexOf(":")).toLowerCase();
  const isNamed = schemes.some((named) => named.replace(/:(?:\/\/)?$/, "").toLowerCase() === scheme);
  return isNamed && !NEVER.test(scheme) ? url : null;
}

/** The URL if an image may be loaded from it, else null: http, https or relative. */
export function safeImageUrl(raw: unknown): string | null {
  const url = safeUrl(raw);
  return url !== null && !/^(?:mailto|tel):/i.test(url) ? url : null;
}
