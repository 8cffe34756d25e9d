/**
 * The nearest locale that this platform has words for: `de_AT.UTF-8` becomes `de-AT`. Whatever names none gives undefined, which is the
 * browser's own.
 */
export function nearestLocale(value: unknown): string | undefined {
  if (typeof value !== "string" || value === "" || value.length > 100) return undefined;
  try {
    const { baseName } = new Intl.Locale(value.replace(/[.@].*$/, "").replaceAll("_", "-"));
    const [found] = Intl.DateTimeFormat.supportedLocalesOf(baseName);
    return found;
  } catch {
    return undefined;
  }
}
