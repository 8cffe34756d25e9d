import type { FeedLabels } from "../labels.js";

/** The host's texts, and those of its language. */
export type GivenLabels = readonly (Partial<FeedLabels> | null | undefined)[];

/** Enough numbers to distinguish two functions, in any language's plural rules. */
const SAMPLES = [0, 1, 2, 3, 5, 11, 21, 100, 1_000_000];
const COUNTED = ["unseen", "unread", "total"];

/**
 * `base` with the given texts; earlier ones take precedence. A text of the wrong type, or a function that throws,
 * never breaks a page.
 */
export function safeLabels<Labels extends Partial<FeedLabels>>(given: GivenLabels, base: Labels): Labels {
  return given.reduceRight((labels: Labels, words) => withWords(words as Words, labels), base);
}

/** Whether the same texts were given, so that new objects at each render change nothing. */
export function areSameLabels(a: GivenLabels, b: GivenLabels): boolean {
  return a.every((words, index) => areSameWords(words as Words, b[index] as Words));
}

type Words = Readonly<Record<string, unknown>> | null | undefined;
type WordOfNumber<Word> = (count: number, of?: string) => Word;

function withWords<Labels extends Partial<FeedLabels>>(given: Words, base: Labels): Labels {
  const labels: Record<string, unknown> = { ...base };
  for (const [name, word] of Object.entries(base)) {
    const own = given?.[name];
    if (own == null) continue;
    labels[name] = isOfNumber(word) ? safeFunction(own, word) : wordOf(own);
  }
  return labels as Labels;
}

function areSameWords(a: Words, b: Words): boolean {
  const names = Object.keys({ ...a, ...b });
  return names.every((name) => {
    const [word, other] = [a?.[name], b?.[name]];
    if (word === other || !isOfNumber(word) || !isOfNumber(other)) return word === other;
    try {
      return SAMPLES.every((count) => COUNTED.every((of) => String(word(count, of)) === String(other(count, of))));
    } catch {
      return false;
    }
  });
}

function safeFunction(own: unknown, base: WordOfNumber<string>): WordOfNumber<string> {
  if (!isOfNumber(own)) return () => wordOf(own);
  return (count, of) => {
    try {
      return wordOf(own(count, of));
    } catch {
      return base(count, of);
    }
  };
}

function isOfNumber(value: unknown): value is WordOfNumber<unknown> {
  return typeof value === "function";
}

function wordOf(value: unknown): string {
  return typeof value === "string" ? value : String(value);
}
