import { LRUCache } from "lru-cache";

const DEFAULT_LOCALE = "en";

/** Locales come from recipients too, so the cache is bounded. */
const locales = new LRUCache<string, string>({ max: 1_000, memoMethod: nearestLocale });
const numberFormats = new LRUCache<string, Intl.NumberFormat>({ max: 500 });

/** The nearest supported locale: `pt_BR`, `pt-BR-u-nu-latn` → `pt-BR`; unknown or none → `en`. */
export function resolveLocale(value: unknown): string {
  if (typeof value !== "string" || value === "" || value.length > 100) return DEFAULT_LOCALE;
  return locales.memo(value);
}

export function numberFormat(locale: string, options: Intl.NumberFormatOptions): Intl.NumberFormat {
  const key = `${locale}|${options.currency ?? ""}|${options.maximumFractionDigits ?? ""}`;
  const known = numberFormats.get(key);
  if (known) return known;
  const format = new Intl.NumberFormat(locale, options);
  numberFormats.set(key, format);
  return format;
}

function nearestLocale(value: string): string {
  try {
    const { baseName } = new Intl.Locale(value.split(".", 1).join("").replaceAll("_", "-"));
    const isSupported = Intl.NumberFormat.supportedLocalesOf(baseName).length > 0;
    return isSupported ? new Intl.NumberFormat(baseName).resolvedOptions().locale : DEFAULT_LOCALE;
  } catch {
    return DEFAULT_LOCALE;
  }
}
