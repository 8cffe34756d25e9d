import { ar } from "@carillon/react/locales/ar";
import { de } from "@carillon/react/locales/de";
import { en } from "@carillon/react/locales/en";
import { es } from "@carillon/react/locales/es";
import { fr } from "@carillon/react/locales/fr";
import { he } from "@carillon/react/locales/he";
import { it } from "@carillon/react/locales/it";
import { ja } from "@carillon/react/locales/ja";
import { nl } from "@carillon/react/locales/nl";
import { pl } from "@carillon/react/locales/pl";
import { pt } from "@carillon/react/locales/pt";
import { zh } from "@carillon/react/locales/zh";

/** The languages that come with the widget, each by its own name. */
export const LANGUAGES = {
  en: { name: "English", language: en },
  de: { name: "Deutsch", language: de },
  es: { name: "Español", language: es },
  fr: { name: "Français", language: fr },
  it: { name: "Italiano", language: it },
  nl: { name: "Nederlands", language: nl },
  pl: { name: "Polski", language: pl },
  pt: { name: "Português", language: pt },
  ar: { name: "العربية", language: ar },
  he: { name: "עברית", language: he },
  ja: { name: "日本語", language: ja },
  zh: { name: "中文", language: zh },
} as const;

export type LanguageCode = keyof typeof LANGUAGES;

/** A language by its code; English where there is none of that code. */
export function languageCode(code: string): LanguageCode {
  return Object.hasOwn(LANGUAGES, code) ? (code as LanguageCode) : "en";
}
