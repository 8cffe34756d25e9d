import type { CountName } from "../count-name.js";

/** The plural categories of whole numbers in each language, by CLDR. A test compares them with `Intl.PluralRules`. */
export interface PluralCategories {
  readonly ar: "zero" | "one" | "two" | "few" | "many" | "other";
  readonly de: "one" | "other";
  readonly en: "one" | "other";
  readonly es: "one" | "many" | "other";
  readonly fr: "one" | "many" | "other";
  readonly he: "one" | "two" | "other";
  readonly it: "one" | "many" | "other";
  readonly ja: "other";
  readonly nl: "one" | "other";
  readonly pl: "one" | "few" | "many" | "other";
  readonly pt: "one" | "many" | "other";
  readonly zh: "other";
}

/** A text for each category, with `{count}` for the number. */
export type PluralForms<Tag extends keyof PluralCategories> = Readonly<Record<PluralCategories[Tag], string>>;

/**
 * Makes functions that put a number into the right one of several texts.
 *
 * @example
 * const n = counted("pl");
 * const items = n({ one: "{count} element", few: "{count} elementy", many: "{count} elementów", other: "{count} elementu" });
 * items(5); // "5 elementów"
 */
export function counted<Tag extends keyof PluralCategories>(
  tag: Tag,
): (forms: PluralForms<Tag>) => (count: number) => string {
  let rules: Intl.PluralRules | undefined;
  let numbers: Intl.NumberFormat | undefined;
  return (forms) => {
    const byCategory = new Map<string, string>(Object.entries<string>(forms));
    return (count) => {
      rules ??= new Intl.PluralRules(tag);
      numbers ??= new Intl.NumberFormat(tag);
      // Older platforms have categories that CLDR has removed since, such as "many" in Hebrew.
      const form = byCategory.get(rules.select(count)) ?? byCategory.get("other") ?? "";
      return form.replace("{count}", numbers.format(count));
    };
  };
}

/** The name of the bell: only the title if the count is zero. */
export function bellName(
  title: string,
  names: Readonly<Record<CountName, (count: number) => string>>,
): (count: number, of?: CountName) => string {
  return (count, of = "unseen") => (count === 0 ? title : names[of](count));
}
