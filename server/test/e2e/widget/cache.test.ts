/// <reference lib="dom" />
import { afterAll, beforeAll, beforeEach, afterEach, expect, test } from "@jest/globals";
import type { Browser, BrowserContext, Page } from "playwright-core";
import { chromium, describeWith } from "../../support/parts.js";
import { launchBrowser } from "../../support/product.js";
import { waitUntil } from "../../support/wait-until.js";
import { serveWidget, type WidgetPages } from "./widget-page.js";

describeWith(chromium, "W-08: the first page that IndexedDB keeps", (executablePath) => {
  let browser: Browser;
  let pages: WidgetPages;
  let context: BrowserContext;
  beforeAll(async () => {
    browser = await launchBrowser(executablePath);
    pages = await serveWidget(browser, "cached.tsx");
  });
  beforeEach(async () => {
    context = await browser.newContext();
    context.setDefaultTimeout(30_000);
  });
  afterEach(() => context.close());
  afterAll(async () => {
    await browser.close();
    await pages.stop();
  });

  /** Opens a tab. With `held`, the API answers nothing before `answer` is called. */
  async function visit(query: string, page?: Page): Promise<Page> {
    const tab = page ?? (await context.newPage());
    await tab.goto(`${pages.url}/?${query}`);
    await tab.waitForFunction("window.carillonScene !== undefined");
    return tab;
  }
  /** The names under which pages are stored. */
  const kept = (page: Page): Promise<string[]> => page.evaluate("carillonScene.keptNames()");
  /** A visit that ends when the page of that user is stored. */
  async function firstVisit(user: string, more = ""): Promise<Page> {
    const page = await visit(`user=${user}${more}`);
    await page.getByText(`Item 3 of ${user}`).waitFor();
    await waitUntil(async () => (await kept(page)).some((name) => name.includes(` ${user}\n`)));
    return page;
  }
  const shown = (page: Page): Promise<string[]> => page.getByRole("article").allTextContents();
  const answers = (page: Page): Promise<number> => page.evaluate("carillonScene.answerCount()");

  test("shows the items of the last visit before the API answers, and then those of the answer", async () => {
    await (await firstVisit("ada")).close();
    const page = await visit("user=ada&held");
    await page.getByText("Item 3 of ada").waitFor();
    expect(await shown(page)).toHaveLength(3);
    expect(await answers(page)).toBe(0);
    await page.evaluate("carillonScene.answer()");
    await page.waitForFunction("carillonScene.answerCount() > 0");
    expect(await shown(page)).toHaveLength(3);
  });

  test("belongs to one user: another user sees none of it, in a new tab or after a switch", async () => {
    await (await firstVisit("ada")).close();
    const page = await visit("user=bob&held");
    await page.getByText("Loading notifications").waitFor();
    // The cache has been read by now. It contains nothing of bob, and ada's items are not shown to him.
    await kept(page);
    expect(await shown(page)).toEqual([]);
    await page.evaluate("carillonScene.answer()");
    await page.getByText("Item 3 of bob").waitFor();
    expect((await shown(page)).join()).not.toContain("ada");
  });

  test("is deleted when another user signs in", async () => {
    const page = await firstVisit("ada");
    await page.evaluate("carillonScene.show('bob')");
    await page.getByText("Item 3 of bob").waitFor();
    expect((await shown(page)).join()).not.toContain("ada");
    await waitUntil(async () => !(await kept(page)).some((name) => name.includes(" ada\n")));
    const next = await visit("user=ada&held");
    await next.getByText("Loading notifications").waitFor();
    expect(await shown(next)).toEqual([]);
  });

  test("ends with the session if it is configured so", async () => {
    const page = await firstVisit("ada", "&lasts=session");
    await visit("user=ada&held&lasts=session", page);
    await page.getByText("Item 3 of ada").waitFor();
    expect(await answers(page)).toBe(0);
    await page.close();
    // A new tab has its own session, like a browser that was restarted.
    const next = await visit("user=ada&held&lasts=session");
    await next.getByText("Loading notifications").waitFor();
    await waitUntil(async () => (await kept(next)).length === 0);
    expect(await shown(next)).toEqual([]);
  });
});
