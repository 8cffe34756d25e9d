/// <reference lib="dom" />
import { readdirSync } from "node:fs";
import path from "node:path";
import { afterAll, beforeAll, expect, test } from "@jest/globals";
import type { Browser, FrameLocator, Page } from "playwright-core";
import { axeFindings } from "../../support/axe.js";
import { chromium, describeWith } from "../../support/parts.js";
import { launchBrowser } from "../../support/product.js";
import { type ServedPlayground, servePlayground } from "./serve-playground.js";

const ROOT = path.resolve(import.meta.dirname, "../../../..");

describeWith(chromium, "the playground", (executablePath) => {
  let browser: Browser;
  let served: ServedPlayground;
  beforeAll(async () => {
    [browser, served] = await Promise.all([launchBrowser(executablePath), servePlayground()]);
  }, 120_000);
  afterAll(async () => {
    await browser.close();
    served.stop();
  });

  async function open(hash = "", width = 1280): Promise<{ page: Page; frame: FrameLocator }> {
    const page = await browser.newPage({ viewport: { width, height: 900 } });
    await page.goto(`${served.url}${hash}`);
    const frame = page.frameLocator("iframe");
    await frame.locator("html[data-ready]").waitFor({ state: "attached" });
    return { page, frame };
  }

  test("a URL leads to a story in a theme, a language and a width", async () => {
    const { page, frame } = await open("#story=popover&lang=ar&theme=dark&width=360");
    const html = frame.locator("html");
    expect(await html.getAttribute("dir")).toBe("rtl");
    expect(await html.getAttribute("data-theme")).toBe("dark");
    expect((await page.locator("iframe").boundingBox())?.width).toBe(360);
    await frame.getByRole("dialog", { name: "الإشعارات" }).waitFor();
    expect(await page.getByRole("radio", { name: "Dark" }).isChecked()).toBe(true);
    await page.close();
  });

  test("links and controls change the URL; a story is a history entry, a setting is none", async () => {
    const { page, frame } = await open("#story=popover");
    await page.getByRole("link", { name: "Groups by date" }).click();
    await frame.getByText("Yesterday").first().waitFor();
    await page.getByLabel("Language").selectOption("de");
    await frame.getByText("Gestern").first().waitFor();
    expect(new URL(page.url()).hash).toBe("#story=groups&lang=de");
    await page.goBack();
    await page.waitForURL(/#story=popover$/);
    await frame.getByRole("dialog", { name: "Notifications" }).waitFor();
    await page.close();
  });

  test("the keyboard can choose themes and make an item arrive", async () => {
    const { page, frame } = await open("#story=feed");
    await page.getByRole("radio", { name: "Light" }).focus();
    await page.keyboard.press("ArrowRight");
    await frame.locator("html[data-theme=dark]").waitFor({ state: "attached" });
    const before = await frame.getByRole("article").count();
    await page.getByRole("button", { name: "Let an item arrive" }).focus();
    await page.keyboard.press("Enter");
    await frame.getByRole("article").nth(before).waitFor();
    await page.getByRole("button", { name: "Start again" }).click();
    await frame.getByRole("article").nth(before).waitFor({ state: "detached" });
    await page.close();
  });

  test.each([1280, 390])("axe finds no violation at %d pixels, and nothing scrolls horizontally", async (width) => {
    const { page } = await open("#story=blocks", width);
    const found = await axeFindings(page, "document, { iframes: false }");
    expect(found).toEqual([]);
    expect(await page.evaluate("document.documentElement.scrollWidth")).toBeLessThanOrEqual(width);
    await page.close();
  });

  test("every language of the widget can be chosen", async () => {
    const { page } = await open();
    const codes = await page
      .getByLabel("Language")
      .locator("option")
      .evaluateAll((options) => options.map((option) => (option as HTMLOptionElement).value));
    const files = readdirSync(path.join(ROOT, "feed-widget/src/locales")).filter((name) => /^..\.ts$/.test(name));
    expect(codes.sort()).toEqual(files.map((name) => name.slice(0, 2)).sort());
    await page.close();
  });
});
