/** The text with a capital first letter by the locale's rules: `Intl` returns words for the middle of a sentence. */
export function capital(words: string, locale: string | undefined): string {
  return words.charAt(0).toLocaleUpperCase(locale) + words.slice(1);
}
