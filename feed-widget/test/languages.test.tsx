import { readdirSync } from "node:fs";
import path from "node:path";
import { describe, expect, test } from "@jest/globals";
import { Feed, FeedPopover } from "../src/index.js";
import { englishLabels } from "../src/labels.js";
import { englishPreferenceLabels } from "../src/preferences/preference-labels.js";
import type { FeedLanguage } from "../src/locales/language.js";
import { createFakeClient, itemOf } from "./support/fake-client.js";
import { show } from "./support/show.js";

const FOLDER = path.join(import.meta.dirname, "../src/locales");
const TAGS = ["ar", "de", "en", "es", "fr", "he", "it", "ja", "nl", "pl", "pt", "zh"];
const COUNTS = ["unseen", "unread", "total"] as const;

/** Words that are legitimately the same in another language. */
const LOAN_WORDS: Readonly<Record<string, readonly string[]>> = { fr: ["title"] };

async function languageOf(tag: string): Promise<FeedLanguage> {
  const module = (await import(path.join(FOLDER, `${tag}.ts`))) as Readonly<Record<string, FeedLanguage>>;
  return module[tag] as FeedLanguage;
}

/** The smallest integer of each plural category of integers. */
function samplesOf(tag: string): Map<Intl.LDMLPluralRule, number> {
  const rules = new Intl.PluralRules(tag);
  const found = new Map<Intl.LDMLPluralRule, number>();
  for (const count of [...Array.from({ length: 200 }, (_, index) => index), 1_000_000]) {
    const category = rules.select(count);
    if (!found.has(category)) found.set(category, count);
  }
  return found;
}

/** The texts of a language for a number: each label that is a function, and the bell for each type of count. */
function countedTexts({ labels }: FeedLanguage, count: number): [name: string, text: string][] {
  return Object.entries(labels).flatMap(([name, label]): [string, string][] => {
    // These labels take a text, not a number.
    if (typeof label !== "function" || name === "snoozedUntil" || name === "didSnooze") return [];
    const say = label as (count: number, of?: string) => string;
    if (name !== "bell") return [[name, say(count)]];
    return COUNTS.map((of) => [`bell of ${of}`, say(count, of)]);
  });
}

test("each language is a separate file, and only English is part of the package's main entry", async () => {
  const files = readdirSync(FOLDER).map((file) => file.replace(/\.ts$/, ""));
  expect(files.sort()).toEqual([...TAGS, "counted", "language"].sort());
  const main = await import("../src/index.js");
  expect(Object.keys(main)).not.toEqual(expect.arrayContaining(["de"]));
});

describe.each(TAGS)("%s", (tag) => {
  test("has every label of the English set, translated", async () => {
    const { locale, labels } = await languageOf(tag);
    expect(locale).toBe(tag);
    expect(Object.keys(labels).sort()).toEqual(Object.keys(englishLabels).sort());
    for (const [name, label] of Object.entries(labels)) {
      const english = englishLabels[name as keyof typeof englishLabels];
      expect(typeof label).toBe(typeof english);
      if (typeof label !== "string") continue;
      expect(label.trim()).not.toBe("");
      if (tag !== "en" && !LOAN_WORDS[tag]?.includes(name)) expect([name, label]).not.toEqual([name, english]);
    }
  });

  test("has every text of the preference panel, translated", async () => {
    const { preferences } = await languageOf(tag);
    const { channels, offByCategory, ...words } = preferences;
    expect(Object.keys(preferences).sort()).toEqual(Object.keys(englishPreferenceLabels).sort());
    expect(Object.keys(channels)).toEqual(Object.keys(englishPreferenceLabels.channels));
    expect(offByCategory("Billing")).toContain("Billing");
    for (const [name, word] of Object.entries({ ...words, ...channels })) {
      expect([name, word]).toEqual([name, expect.stringMatching(/\S/)]);
    }
    if (tag !== "en") expect(Object.values(words)).not.toEqual(expect.arrayContaining([englishPreferenceLabels.title]));
  });

  test("is right-to-left only if its script is", async () => {
    const { dir } = await languageOf(tag);
    expect(dir).toBe(tag === "ar" || tag === "he" ? "rtl" : "ltr");
  });

  test("has a text for every number, in each plural category of the language", async () => {
    const language = await languageOf(tag);
    const format = new Intl.NumberFormat(tag);
    for (const [category, count] of samplesOf(tag)) {
      for (const [name, text] of countedTexts(language, count)) {
        expect([name, text]).not.toEqual([name, expect.stringMatching(/[{}]|undefined/)]);
        // Arabic and Hebrew spell out none, one and two.
        const isByWord = ["ar", "he"].includes(tag) && ["zero", "one", "two"].includes(category);
        const isNone = count === 0 && name.startsWith("bell");
        const number = tag === "en" || name === "moreActors" ? String(count) : format.format(count);
        if (!isByWord && !isNone) expect([name, text]).toEqual([name, expect.stringContaining(number)]);
      }
    }
  });
});

test("plural forms differ if the language distinguishes numbers", async () => {
  const say = async (tag: string, ...counts: number[]): Promise<string[]> => {
    const { labels } = await languageOf(tag);
    return counts.map((count) => labels.newItems(count));
  };
  expect(await say("pl", 1, 2, 5, 22, 25)).toEqual([
    "1 nowe powiadomienie",
    "2 nowe powiadomienia",
    "5 nowych powiadomień",
    "22 nowe powiadomienia",
    "25 nowych powiadomień",
  ]);
  expect(await say("ar", 1, 2, 3, 11, 100)).toEqual([
    "إشعار واحد جديد",
    "إشعاران جديدان",
    "3 إشعارات جديدة",
    "11 إشعارًا جديدًا",
    "100 إشعار جديد",
  ]);
  expect(await say("fr", 0, 1, 2, 1_000_000)).toEqual([
    "0 nouvelle notification",
    "1 nouvelle notification",
    "2 nouvelles notifications",
    `${new Intl.NumberFormat("fr").format(1_000_000)} de nouvelles notifications`,
  ]);
  expect(await say("de", 1, 1234)).toEqual(["1 neue Mitteilung", "1.234 neue Mitteilungen"]);
});

test("`language` sets texts, times and direction; `labels`, `locale` and `dir` take precedence", async () => {
  const de = await languageOf("de");
  const client = createFakeClient();
  const twoHoursAgo = new Date(Date.now() - 3_600_000 * 2).toISOString();
  client.handle().show({ items: [itemOf(1, { createdAt: twoHoursAgo })] });
  const shown = show(<FeedPopover />, { language: de }, client);
  expect(await shown.findByRole("button", { name: "Mitteilungen, 1 neue" })).toBeVisible();

  const feed = show(<Feed />, { language: de, labels: { title: "Neuigkeiten" } }, client);
  expect(await feed.findByRole("heading", { name: "Neuigkeiten" })).toBeVisible();
  expect(await feed.findByText(/vor 2 Std/)).toBeVisible();

  const rtl = show(<Feed />, { language: await languageOf("ar") });
  expect(rtl.container.querySelector(".carillon")).toHaveAttribute("dir", "rtl");
  const ltr = show(<Feed />, { language: await languageOf("ar"), dir: "ltr" });
  expect(ltr.container.querySelector(".carillon")).toHaveAttribute("dir", "ltr");
});
