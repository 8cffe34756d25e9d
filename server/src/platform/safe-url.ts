import { checkText, type InputIssue } from "./errors/index.js";

const MAX_URL_LENGTH = 8192;
const WEB_URL = /^https?:\/\/[^/?#\\]/i;
const SCHEME_AND_REST = /^([a-z][a-z0-9+.-]*):./i;

/** Schemes that links may have in every environment, in addition to relative URLs. */
const COMMON_SCHEMES: ReadonlySet<string> = new Set(["http", "https", "mailto", "tel"]);

/** Schemes that run code, forge content or read the reader's files: no setting allows them. */
const NEVER: ReadonlySet<string> = new Set([
  ...["javascript", "vbscript", "livescript", "mocha", "data", "blob", "file", "filesystem"],
  ...["about", "view-source", "jar", "mhtml", "chrome", "resource"],
]);
const SCHEME = /^[a-z][a-z0-9+.-]{0,62}$/;
const SCHEMES_MAX = 20;

/** Browsers drop these at both ends of a URL. */
const OUTER_BLANKS = /^[\0-\x20]+|[\0-\x20]+$/g;

/** Browsers drop tabs and newlines inside a URL (`java\nscript:`), so control characters are refused. */
const CONTROL = /[\0-\x1f\x7f]/;

/** `//host`, and the ways of writing it that browsers repair to the same. */
const PROTOCOL_RELATIVE = /^[/\\]{2}/;

/** A name and password before the host: they would be shown, logged and sent on, and pass for another host. */
const CREDENTIALS = /^https?:\/\/[^/?#\\]*@/i;

/** A colon or an entity before the first slash could be read as a scheme by someone less strict. */
const SCHEME_LIKE = /^[^/?]*[:&]/;
const FRAGMENT = /^#[^:&]*$/;

const UNSAFE_IN_MARKUP = /[\s"'<>\\^`{|}]/g;

/** Why a link may not lead to a URL. */
export type UrlRefusal =
  | "empty"
  | "too_long"
  | "control_characters"
  | "credentials"
  | "protocol_relative"
  | "scheme_not_allowed"
  | "not_https";

export type JudgedUrl = { ok: true; url: string } | { ok: false; reason: UrlRefusal };

/**
 * The URL as a link may hold it, or why it may not: http, https, mailto, tel, relative, or one of the `schemes` (lower case),
 * at most 8,192 characters. Refused: every other scheme, `//host`, names and passwords, control characters. What could leave an
 * attribute is percent-encoded.
 */
export function judgeUrl(raw: string, schemes: readonly string[] = []): JudgedUrl {
  const url = raw.replace(OUTER_BLANKS, "");
  const reason = refusalOf(url, schemes);
  if (reason !== null) return { ok: false, reason };
  return { ok: true, url: url.replace(UNSAFE_IN_MARKUP, (c) => encodeURIComponent(c).replace("'", "%27")) };
}

function refusalOf(url: string, schemes: readonly string[]): UrlRefusal | null {
  if (url === "") return "empty";
  if (url.length > MAX_URL_LENGTH) return "too_long";
  if (CONTROL.test(url)) return "control_characters";
  if (CREDENTIALS.test(url)) return "credentials";
  if (WEB_URL.test(url)) return null;

  const scheme = SCHEME_AND_REST.exec(url)?.[1]?.toLowerCase();
  if (scheme !== undefined && scheme !== "http" && scheme !== "https" && !NEVER.has(scheme)) {
    if (COMMON_SCHEMES.has(scheme) || schemes.includes(scheme)) return null;
  }
  if (PROTOCOL_RELATIVE.test(url)) return "protocol_relative";
  const mayBeScheme = url.startsWith("#") ? !FRAGMENT.test(url) : SCHEME_LIKE.test(url);
  return mayBeScheme ? "scheme_not_allowed" : null;
}

/**
 * As `judgeUrl`, for images: https only, so that a feed never loads over plain http and never requests the host's own pages.
 */
export function judgeImageUrl(raw: string): JudgedUrl {
  const judged = judgeUrl(raw);
  return judged.ok && !/^https:/i.test(judged.url) ? { ok: false, reason: "not_https" } : judged;
}

/** The URL as a link may hold it; null if it may not. */
export function safeUrl(raw: string, schemes: readonly string[] = []): string | null {
  const judged = judgeUrl(raw, schemes);
  return judged.ok ? judged.url : null;
}

/** The URL as an image may have it; null if it may not. */
export function safeImageUrl(raw: string): string | null {
  const judged = judgeImageUrl(raw);
  return judged.ok ? judged.url : null;
}

/** The additional schemes, in lower case and without duplicates; or the issues. */
export function readSchemes(given: readonly string[], path: string[]): { schemes: string[]; issues: InputIssue[] } {
  if (given.length > SCHEMES_MAX) {
    const message = `At most ${SCHEMES_MAX} schemes may be allowed.`;
    return { schemes: [], issues: [{ path, code: "too_many", message }] };
  }
  const issues: InputIssue[] = [];
  const schemes = new Set<string>();
  for (const [index, name] of given.entries()) {
    const scheme = name.toLowerCase();
    const at = [...path, String(index)];
    if (!SCHEME.test(scheme)) {
      const message = "A scheme is 1 to 63 letters, digits, `+`, `-` and `.`, begins with a letter and has no colon.";
      issues.push({ path: at, code: "invalid_format", message });
    } else if (NEVER.has(scheme)) {
      issues.push({ path: at, code: "unsafe_scheme", message: `Links of the scheme "${scheme}" are never allowed.` });
    } else if (!COMMON_SCHEMES.has(scheme)) schemes.add(scheme);
  }
  return { schemes: [...schemes].sort(), issues };
}

/** Room for signed URLs, which are long. */
const AVATAR_MAX_LENGTH = 4096;

/** Checks the URL of a picture before it is stored. Blanks mean none. */
export function checkAvatar(url: string | null | undefined, path: string[]): InputIssue[] {
  const issues = checkText(url, path, AVATAR_MAX_LENGTH);
  if (issues.length > 0 || url == null || url.trim() === "" || safeImageUrl(url) !== null) return issues;
  const message = "A picture is an https:// URL, without a user name or password.";
  return [{ path, code: "unsafe_url", message }];
}

/** The URL of a picture if it may be shown; null for one that was stored before it was checked. */
export function shownAvatar(url: string | null): string | null {
  return url === null ? null : safeImageUrl(url);
}
