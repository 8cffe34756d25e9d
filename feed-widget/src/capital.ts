/** The words with a capital letter at their beginning, as the locale writes it: `Intl` gives words for the middle of a sentence. */
export function capital(words: string, locale: string | undefined): string {
  return words.charAt(0).toLocaleUpperCase(locale) + words.slice(1);
}
