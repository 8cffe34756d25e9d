import type { InputIssue } from "./app-error.js";

// Control characters (\p{Cc}) and lone surrogates (\p{Cs}) are in no id that a person could mean.
const UNSPEAKABLE = /[\p{Cc}\p{Cs}]/u;

export const ID_MAX_LENGTH = 256;
export const TEXT_MAX_LENGTH = 1024;
export const PROPERTIES_MAX_BYTES = 256 * 1024;

/** Checks an id that the customer chose. */
export function checkId(
  value: string,
  path: string[],
  options: { refuses?: RegExp; refusedWords?: string } = {},
): InputIssue[] {
  if (value.length === 0) return [{ path, code: "empty", message: "An id may not be empty." }];
  if (value.length > ID_MAX_LENGTH) {
    return [
      { path, code: "too_long", message: `An id has at most ${ID_MAX_LENGTH} characters; this has ${value.length}.` },
    ];
  }
  if (UNSPEAKABLE.test(value)) {
    return [{ path, code: "invalid_format", message: "An id may not hold control characters or broken characters." }];
  }
  if (options.refuses?.test(value)) {
    return [
      {
        path,
        code: "invalid_format",
        message: options.refusedWords ?? "This id holds a character that is not allowed.",
      },
    ];
  }
  return [];
}

/** Checks a text that is stored or shown. */
export function checkText(value: string | null | undefined, path: string[], maxLength = TEXT_MAX_LENGTH): InputIssue[] {
  if (value == null) return [];
  if (value.length > maxLength) {
    return [{ path, code: "too_long", message: `At most ${maxLength} characters; this has ${value.length}.` }];
  }
  if (value.includes("\0") || /\p{Cs}/u.test(value)) {
    return [
      {
        path,
        code: "invalid_format",
        message: "The text holds \\u0000 or half of a character, which cannot be stored.",
      },
    ];
  }
  return [];
}

/** Checks the size of a JSON value. */
export function checkSize(value: unknown, path: string[], maxBytes: number): InputIssue[] {
  if (value == null) return [];
  const bytes = Buffer.byteLength(JSON.stringify(value));
  if (bytes <= maxBytes) return [];
  return [{ path, code: "too_large", message: `At most ${maxBytes} bytes as JSON; this has ${bytes}.` }];
}
