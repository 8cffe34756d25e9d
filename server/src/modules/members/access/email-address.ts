const EMAIL = /^[^\s@,;<>"]{1,64}@[^\s@,;<>"]{1,190}$/;

/** The address in the form in which members are stored and found; null for a text that is no address. */
export function normalEmail(text: string): string | null {
  const email = text.trim().toLowerCase();
  return EMAIL.test(email) && !/\p{Cc}/u.test(email) ? email : null;
}
