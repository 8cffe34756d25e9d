import type { InputIssue } from "../../../platform/errors/index.js";

export const PASSWORD_MIN_LENGTH = 12;
/** More would only cost time to hash. */
const PASSWORD_MAX_LENGTH = 200;

/** What is wrong with a new password. Length counts, not kinds of characters (NIST SP 800-63B). */
export function checkPassword(password: string, email: string, path: string[] = ["password"]): InputIssue[] {
  const length = [...password].length;
  if (length < PASSWORD_MIN_LENGTH) {
    const message = `A password has at least ${PASSWORD_MIN_LENGTH} characters; this has ${length}.`;
    return [{ path, code: "too_short", message }];
  }
  if (length > PASSWORD_MAX_LENGTH) {
    const message = `A password has at most ${PASSWORD_MAX_LENGTH} characters; this has ${length}.`;
    return [{ path, code: "too_long", message }];
  }
  const isEasy = new Set(password).size < 4 || password.toLowerCase().includes(email.split("@")[0] ?? email);
  if (!isEasy) return [];
  const message = "This password is easy to guess: it repeats few characters, or contains the email address.";
  return [{ path, code: "too_easy", message }];
}
