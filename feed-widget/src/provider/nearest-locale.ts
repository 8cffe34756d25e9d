/**
 * The nearest locale that this platform supports: `de_AT.UTF-8` becomes `de-AT`. Undefined, which means the browser's own,
 * if the value names none.
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
