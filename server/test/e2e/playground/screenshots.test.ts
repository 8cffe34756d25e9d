/// <reference lib="dom" />
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { afterAll, beforeAll, expect, test } from "@jest/globals";
import type { Browser, BrowserContextOptions, Page } from "playwright-core";
import { axeFindings } from "../../support/axe.js";
import { chromium, describeWith } from "../../support/parts.js";
import { launchBrowser } from "../../support/product.js";
import { comparePictures } from "./compare-pictures.js";
import { type ServedPlayground, servePlayground } from "./serve-playground.js";

const ROOT = path.resolve(import.meta.dirname, "../../../..");
const KEPT = path.join(ROOT, "docs/playground/screenshots");
/** The folder for pictures of differences. */
const FOUND = path.join(ROOT, ".cache/screenshots");
/** `npm run screenshots` replaces the stored pictures. */
const isRenewing = process.env.CARILLON_RENEW_SCREENSHOTS === "1";
const MAX_PIXELS = 16;
/**
 * A factor by which the page's CPU is slowed, as on a busy machine: `CARILLON_CPU_SLOWDOWN=10 npm test --
 * screenshots`.
 */
const CPU_SLOWDOWN = Number(process.env.CARILLON_CPU_SLOWDOWN ?? 1);
const TIMEOUT_MS = 300_000 * CPU_SLOWDOWN;

/** Font rendering without the settings that differ between machines. */
const FONT_SETTINGS = path.join(import.meta.dirname, "fonts.conf");
const FLAGS = ["--font-render-hinting=none", "--disable-lcd-text", "--force-color-profile=srgb", "--hide-scrollbars"];
const SAME_EVERYWHERE: BrowserContextOptions = {
  deviceScaleFactor: 1,
  locale: "en-US",
  timezoneId: "UTC",
  reducedMotion: "reduce",
};
const NOW = new Date("2026-11-26T10:00:00Z");

interface ListedStory {
  readonly id: string;
  readonly group: string;
  readonly heightPx: number;
}

interface Shot {
  /** Path below the folder of screenshots, without its extension. */
  readonly name: string;
  readonly hash: string;
  readonly widthPx: number;
  readonly heightPx: number;
  /** The beginning of the name of a chunk that is never served. */
  readonly held?: string;
}

/** Screenshots in addition to every story in light and dark. */
const OTHERS: readonly Shot[] = [
  { name: "other/popover-narrow", hash: "story=popover", widthPx: 360, heightPx: 640 },
  { name: "other/popover-narrow-dark-ar", hash: "story=popover&theme=dark&lang=ar", widthPx: 360, heightPx: 640 },
  { name: "other/popover-ar", hash: "story=popover&lang=ar", widthPx: 560, heightPx: 640 },
  { name: "other/groups-he", hash: "story=groups&lang=he", widthPx: 560, heightPx: 720 },
  { name: "other/snooze-ar", hash: "story=snooze&lang=ar", widthPx: 360, heightPx: 640 },
  { name: "other/more-lists-de", hash: "story=more-lists&lang=de", widthPx: 320, heightPx: 640 },
  { name: "other/undo-de", hash: "story=undo&lang=de", widthPx: 320, heightPx: 640 },
  { name: "other/undo-nl", hash: "story=undo&lang=nl", widthPx: 320, heightPx: 640 },
  { name: "other/mark-failed-de", hash: "story=mark-failed&lang=de", widthPx: 320, heightPx: 500 },
  { name: "other/preferences-de", hash: "story=preferences&lang=de", widthPx: 360, heightPx: 900 },
  { name: "other/preferences-ar", hash: "story=preferences&lang=ar", widthPx: 560, heightPx: 820 },
  { name: "other/pins-he", hash: "story=pins&lang=he", widthPx: 560, heightPx: 720 },
  { name: "other/pins-many-de", hash: "story=pins-many&lang=de", widthPx: 320, heightPx: 640 },
  { name: "other/toasts-de", hash: "story=toasts&lang=de", widthPx: 320, heightPx: 640 },
  { name: "other/toasts-dark-ar", hash: "story=toasts&theme=dark&lang=ar", widthPx: 360, heightPx: 640 },
  { name: "other/toasts-he", hash: "story=toasts&lang=he", widthPx: 560, heightPx: 400 },
  { name: "other/toasts-host", hash: "story=toasts&theme=host", widthPx: 560, heightPx: 520 },
  // The popover before its chunk is loaded.
  { name: "other/popover-chunk", hash: "story=popover-loading", widthPx: 560, heightPx: 560, held: "feed-part" },
  {
    name: "other/popover-chunk-narrow-dark",
    hash: "story=popover-loading&theme=dark",
    widthPx: 360,
    heightPx: 640,
    held: "feed-part",
  },
  { name: "other/popover-host", hash: "story=popover&theme=host", widthPx: 560, heightPx: 640 },
];

const GROUPS = ["bell", "feed", "item", "toasts", "states", "preferences"];

/** Runs in the page: letters that none of the page's fonts contains, which each machine draws differently. */
function foreignLetters(): string {
  const ranges = [...document.fonts].flatMap(({ unicodeRange }) =>
    unicodeRange.split(",").map((range) => {
      const [from = "", to = from] = range.trim().slice(2).split("-");
      return [parseInt(from, 16), parseInt(to, 16)] as const;
    }),
  );
  const isKnown = (letter: string): boolean => {
    const code = letter.codePointAt(0) ?? 0;
    return code < 32 || ranges.some(([from, to]) => code >= from && code <= to);
  };
  return [...new Set(document.body.innerText)].filter((letter) => !isKnown(letter)).join("");
}

describeWith(chromium, "every story of the playground", (executablePath) => {
  let browser: Browser;
  let served: ServedPlayground;
  let page: Page;
  let blank: Page;
  let stories: readonly ListedStory[];
  beforeAll(async () => {
    [browser, served] = await Promise.all([
      launchBrowser(executablePath, { flags: FLAGS, fontSettings: FONT_SETTINGS }),
      servePlayground(),
    ]);
    const context = await browser.newContext(SAME_EVERYWHERE);
    page = await context.newPage();
    blank = await context.newPage();
    const devTools = await context.newCDPSession(page);
    await devTools.send("Emulation.setCPUThrottlingRate", { rate: CPU_SLOWDOWN });
    await page.clock.setFixedTime(NOW);
    await page.goto(served.frameUrl);
    await page.waitForFunction("window.carillonPlayground !== undefined");
    stories = await page.evaluate<ListedStory[]>("carillonPlayground.stories");
    if (!isRenewing) rmSync(FOUND, { recursive: true, force: true });
  }, 120_000);
  afterAll(async () => {
    await browser.close();
    served.stop();
  });

  /** The names of a story's screenshots, by theme. */
  const nameOf = ({ id, group }: ListedStory, theme: string): string => `${theme}/${group}/${id}`;

  async function open({ name, hash, widthPx, heightPx, held }: Shot): Promise<void> {
    await page.unrouteAll();
    if (held) await page.route(`**/${held}-*.js`, () => undefined);
    await page.setViewportSize({ width: widthPx, height: heightPx });
    await page.goto(`${served.frameUrl}?${name}#${hash}`);
    await page.waitForSelector("html[data-ready]", { state: "attached" });
  }

  /** Takes a picture once the page has stopped changing. */
  async function take(): Promise<Buffer> {
    let last = await page.screenshot({ animations: "disabled" });
    for (;;) {
      const next = await page.screenshot({ animations: "disabled" });
      if (next.equals(last)) return next;
      last = next;
    }
  }

  /** The difference of a picture as text, or null if there is none. */
  async function compare(name: string, actual: Buffer): Promise<string | null> {
    const kept = path.join(KEPT, `${name}.png`);
    const expected = existsSync(kept) ? readFileSync(kept) : null;
    const { count, picture } = expected
      ? await comparePictures(blank, expected, actual)
      : { count: Number.POSITIVE_INFINITY, picture: null };
    if (count <= MAX_PIXELS) return null;
    if (isRenewing) {
      put(kept, actual);
      return null;
    }
    put(path.join(FOUND, `${name}.actual.png`), actual);
    if (expected) put(path.join(FOUND, `${name}.expected.png`), expected);
    if (picture) put(path.join(FOUND, `${name}.diff.png`), picture);
    return expected
      ? `${name}: ${count} pixels differ, see ${FOUND}/${name}.diff.png`
      : `${name}: there is no screenshot yet`;
  }

  async function troublesOf(name: string): Promise<readonly string[]> {
    const picture = await compare(name, await take());
    const faults = await axeFindings(page, "'.carillon'");
    const letters = await page.evaluate(foreignLetters);
    return [
      ...(picture === null ? [] : [picture]),
      ...faults.map((fault) => `${name}: ${fault}`),
      ...(letters === "" ? [] : [`${name}: ${letters} are in no font of pinned.css`]),
    ];
  }

  test.each(GROUPS)(
    "of the group %s are unchanged in light and dark, and have no axe violation",
    async (group) => {
      const troubles: string[] = [];
      for (const story of stories.filter((each) => each.group === group)) {
        const { id, heightPx } = story;
        const hash = `story=${id}&theme=`;
        await open({ name: id, hash: `${hash}light`, widthPx: 560, heightPx });
        troubles.push(...(await troublesOf(nameOf(story, "light"))));
        await page.evaluate((next) => (location.hash = next), `${hash}dark`);
        await page.waitForSelector("html[data-theme=dark]", { state: "attached" });
        troubles.push(...(await troublesOf(nameOf(story, "dark"))));
      }
      expect(troubles).toEqual([]);
    },
    TIMEOUT_MS,
  );

  test(
    "are unchanged on narrow pages, from right to left, in German and with a host's colours",
    async () => {
      const troubles: string[] = [];
      for (const shot of OTHERS) {
        await open(shot);
        troubles.push(...(await troublesOf(shot.name)));
      }
      expect(troubles).toEqual([]);
    },
    TIMEOUT_MS,
  );

  test("have screenshots, and no screenshot belongs to a removed story", () => {
    expect([...new Set(stories.map(({ group }) => group))]).toEqual(GROUPS);
    const names = ["light", "dark"]
      .flatMap((theme) => stories.map((story) => nameOf(story, theme)))
      .concat(OTHERS.map(({ name }) => name))
      .map((name) => `${name}.png`)
      .sort();
    const kept = readdirSync(KEPT, { recursive: true })
      .map(String)
      .filter((name) => name.endsWith(".png"));
    if (isRenewing) for (const name of kept) if (!names.includes(name)) rmSync(path.join(KEPT, name));
    expect(isRenewing ? names : kept.sort()).toEqual(names);
  });
});

function put(file: string, picture: Buffer): void {
  mkdirSync(path.dirname(file), { recursive: true });
  writeFileSync(file, picture);
}
