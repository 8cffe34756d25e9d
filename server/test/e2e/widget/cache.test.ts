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

  /** Opens a tab; with `held`, the API answers nothing before `answer` is called. */
  async function visit(query: string, page?: Page): Promise<Page> {
    const tab = page ?? (await context.newPage());
    await tab.goto(`${pages.url}/?${query}`);
    await tab.waitForFunction("window.carillonScene !== undefined");
    return tab;
  }
  /** Names under which pages are kept. */
  const kept = (page: Page): Promise<string[]> => page.evaluate("carillonScene.keptNames()");
  /** A visit that ends when the page of that person is kept. */
  async function firstVisit(user: string, more = ""): Promise<Page> {
    const page = await visit(`user=${user}${more}`);
    await page.getByText(`Item 3 of ${user}`).waitFor();
    await waitUntil(async () => (await kept(page)).some((name) => name.includes(` ${user}\n`)));
    return page;
  }
  const shown = (page: Page): Promise<string[]> => page.getByRole("article").allTextContents();
  const answers = (page: Page): Promise<number> => page.evaluate("carillonScene.answerCount()");

  test("shows the items of the last visit before the API has answered, and those of the answer after", async () => {
    await (await firstVisit("ada")).close();
    const page = await visit("user=ada&held");
    await page.getByText("Item 3 of ada").waitFor();
    expect(await shown(page)).toHaveLength(3);
    expect(await answers(page)).toBe(0);
    await page.evaluate("carillonScene.answer()");
    await page.waitForFunction("carillonScene.answerCount() > 0");
    expect(await shown(page)).toHaveLength(3);
  });

  test("is of one person: another one sees none of it, neither in a new tab nor after a switch", async () => {
    await (await firstVisit("ada")).close();
    const page = await visit("user=bob&held");
    await page.getByText("Loading notifications").waitFor();
    // The cache is read by then: what it holds of bob is nothing, and what it holds of ada is not his.
    await kept(page);
    expect(await shown(page)).toEqual([]);
    await page.evaluate("carillonScene.answer()");
    await page.getByText("Item 3 of bob").waitFor();
    expect((await shown(page)).join()).not.toContain("ada");
  });

  test("is dropped when somebody else takes the person's place", async () => {
    const page = await firstVisit("ada");
    await page.evaluate("carillonScene.show('bob')");
    await page.getByText("Item 3 of bob").waitFor();
    expect((await shown(page)).join()).not.toContain("ada");
    await waitUntil(async () => !(await kept(page)).some((name) => name.includes(" ada\n")));
    const next = await visit("user=ada&held");
    await next.getByText("Loading notifications").waitFor();
    expect(await shown(next)).toEqual([]);
  });

  test("does not outlast the session where it is told so", async () => {
    const page = await firstVisit("ada", "&lasts=session");
    await visit("user=ada&held&lasts=session", page);
    await page.getByText("Item 3 of ada").waitFor();
    expect(await answers(page)).toBe(0);
    await page.close();
    // A new tab has a session of its own, as a browser that was opened anew.
    const next = await visit("user=ada&held&lasts=session");
    await next.getByText("Loading notifications").waitFor();
    await waitUntil(async () => (await kept(next)).length === 0);
    expect(await shown(next)).toEqual([]);
  });
});
