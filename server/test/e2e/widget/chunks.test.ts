/// <reference lib="dom" />
import { afterAll, beforeAll, expect, test } from "@jest/globals";
import type { Browser, Page } from "playwright-core";
import { chromium, describeWith } from "../../support/parts.js";
import { launchBrowser } from "../../support/product.js";
import { serveWidget, type WidgetPages } from "./widget-page.js";

describeWith(chromium, "a bundled page whose late parts are chunks", (executablePath) => {
  let browser: Browser;
  let pages: WidgetPages;
  beforeAll(async () => {
    browser = await launchBrowser(executablePath);
    pages = await serveWidget(browser, "chunks.tsx");
  });
  afterAll(async () => {
    await browser.close();
    await pages.stop();
  });

  const bell = (page: Page) => page.getByRole("button", { name: /^Notifications, / });
  const retry = (page: Page) => page.getByRole("button", { name: "Try again" });
  const errors = (page: Page): Promise<string[]> => page.evaluate("carillonScene.errors");
  const readCount = (page: Page): Promise<number> =>
    page.evaluate("carillonScene.feed.items.filter((item) => item.readAt !== null).length");

  /**
   * Opens the page and blocks the chunks of one name. Returns functions that unblock them and that count the
   * requests.
   */
  async function openWithout(chunk: string): Promise<{ page: Page; asked(): number; heal(): Promise<void> }> {
    const page = await (await browser.newContext()).newPage();
    let count = 0;
    const address = new RegExp(`/${chunk}-[A-Z0-9]+\\.js$`);
    await page.route(address, (route) => {
      count += 1;
      return route.abort("connectionreset");
    });
    await page.goto(pages.url);
    await bell(page).waitFor();
    return { page, asked: () => count, heal: () => page.unroute(address) };
  }

  test("without the feed chunk, the popover opens with an error and a retry, and the retry shows the items", async () => {
    const { page, asked, heal } = await openWithout("feed-part");
    await bell(page).click();
    const dialog = page.getByRole("dialog", { name: "Notifications" });
    await dialog.getByRole("alert").filter({ hasText: "This could not be loaded." }).waitFor();
    expect(asked()).toBeGreaterThan(0);
    expect(await errors(page)).toEqual(["CHUNK_FAILED"]);
    expect(await bell(page).getAttribute("aria-expanded")).toBe("true");
    await heal();
    await retry(page).focus();
    await page.keyboard.press("Enter");
    await dialog.getByText("Grace commented").waitFor();
    expect(await page.getByRole("alert").count()).toBe(0);
    // The focused button was removed. The dialog has the focus, so that Escape still closes it.
    await page.keyboard.press("Escape");
    await dialog.waitFor({ state: "detached" });
    expect(await errors(page)).toEqual(["CHUNK_FAILED"]);
    await page.context().close();
  });

  test("without the interaction chunk, items are shown, and actions taken meanwhile are done after the retry", async () => {
    const { page, heal } = await openWithout("interaction-part");
    await bell(page).click();
    const dialog = page.getByRole("dialog", { name: "Notifications" });
    await dialog.getByText("Grace commented").waitFor();
    await dialog.getByRole("alert").filter({ hasText: "This could not be loaded." }).waitFor();
    await dialog.getByRole("button", { name: "Mark all as read" }).click();
    expect(await readCount(page)).toBe(0);
    await heal();
    await retry(page).click();
    await page.waitForFunction("carillonScene.feed.items.every((item) => item.readAt !== null)");
    await dialog.getByRole("button", { name: "Undo" }).waitFor();
    expect(await errors(page)).toEqual(["CHUNK_FAILED"]);
    await page.context().close();
  });

  test("without the SDK's chunk, items are shown, marks wait, and the feed is live once the chunk loads", async () => {
    const { page, asked, heal } = await openWithout("late");
    await bell(page).click();
    const dialog = page.getByRole("dialog", { name: "Notifications" });
    await dialog.getByRole("article").filter({ hasText: "Ada answered" }).click();
    expect(await readCount(page)).toBe(0);
    expect(await dialog.getByText("taken back").count()).toBe(0);
    expect(asked()).toBeGreaterThan(0);
    await heal();
    await page.waitForFunction("carillonScene.feed.items.some((item) => item.readAt !== null)");
    expect(await readCount(page)).toBe(1);
    await page.evaluate("carillonScene.feed.add({ text: 'Linus arrived' })");
    await dialog.getByText("Linus arrived").waitFor();
    expect(await errors(page)).toEqual([]);
    await page.context().close();
  });

  test("E-31: under a strict Content-Security-Policy with Trusted Types, all chunks load and work", async () => {
    const page = await (await browser.newContext()).newPage();
    const refused: string[] = [];
    page.on("console", (message) => {
      if (/Content Security Policy|Trusted/i.test(message.text())) refused.push(message.text());
    });
    page.on("pageerror", (error) => refused.push(error.message));
    const policy =
      "default-src 'self'; script-src 'self'; style-src 'self'; img-src 'self' data:; require-trusted-types-for 'script'; trusted-types 'none'";
    await page.route(`${pages.url}/`, async (route) => {
      const response = await route.fetch();
      await route.fulfill({ response, headers: { ...response.headers(), "content-security-policy": policy } });
    });
    await page.goto(pages.url);
    await bell(page).click();
    const dialog = page.getByRole("dialog", { name: "Notifications" });
    await dialog.getByText("Grace commented").waitFor();
    await dialog.getByRole("article").first().hover();
    await dialog.getByRole("button", { name: "Snooze" }).first().click();
    await dialog.getByRole("group", { name: "Snooze until" }).waitFor();
    await dialog.getByRole("button", { name: "Mark all as read" }).click();
    await dialog.getByRole("button", { name: "Undo" }).waitFor();
    expect(refused).toEqual([]);
    await page.context().close();
  });
});
