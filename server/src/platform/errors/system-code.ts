/**
 * The code of an error of the system or of Node, such as `ENOENT`; null for any other error. Such an error may be of another
 * realm, as in tests, where it is no instance of this one's `Error`.
 */
export function systemCode(error: unknown): string | null {
  if (typeof error !== "object" || error === null || !("code" in error)) return null;
  return typeof error.code === "string" ? error.code : null;
}
