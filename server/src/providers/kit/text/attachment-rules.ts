const MIME_TYPE = /^[a-z0-9][a-z0-9.+-]{0,60}\/[a-z0-9][a-z0-9.+-]{0,100}$/i;
const CONTENT_ID = /^[A-Za-z0-9._@-]{1,78}$/;
/** Finds one character: a pattern that repeats over all characters of a large attachment overflows the stack. */
const NOT_BASE64 = /[^A-Za-z0-9+/]/;

/** Whether this is a MIME type without parameters, such as `application/pdf`. */
export function isMimeType(text: string): boolean {
  return MIME_TYPE.test(text);
}

/** Whether HTML can show the attachment as `cid:<text>`. */
export function isContentId(text: string): boolean {
  return CONTENT_ID.test(text);
}

/** The characters of a base64 text without its padding; null if other characters are among them. */
export function base64Digits(text: string): string | null {
  const padding = text.endsWith("==") ? 2 : text.endsWith("=") ? 1 : 0;
  const digits = text.slice(0, text.length - padding);
  return NOT_BASE64.test(digits) ? null : digits;
}
