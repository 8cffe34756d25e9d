import type { SuppressedType } from "./suppression-reason.js";

const ADDRESS_MAX_LENGTH = 320;

/** An address in the one form in which it is stored and compared; null for what is none. */
export function suppressionAddress(type: SuppressedType, given: string): string | null {
  const text = given.trim();
  if (text.length > ADDRESS_MAX_LENGTH) return null;
  if (type === "EMAIL") return /^[^\s@\p{Cc}\p{Cs}]+@[^\s@\p{Cc}\p{Cs}]+$/u.test(text) ? text.toLowerCase() : null;
  const digits = text.replace(/[\s().-]/g, "");
  return /^\+?[0-9]{4,15}$/.test(digits) ? digits : null;
}
