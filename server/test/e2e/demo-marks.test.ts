import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from "@jest/globals";
import type { Browser, BrowserContext, Page, Route } from "playwright-core";
import { countsOfAda, type DemoDesk, makeAdaAnew, mentionAda, openDesk } from "../support/demo-desk.js";
import { chromium, describeWith } from "../support/parts.js";
import { launchBrowser, type Product, startProduct } from "../support/product.js";
import { waitUntil } from "../support/wait-until.js";

/** Runs in the page: Ada's item about that document. */
const ROADMAP =
  '[...document.querySelectorAll("section.desk [role=article]")].find((each) => each.textContent.includes("Roadmap"))';

describeWith(chromium, "marks made in the widget, in a browser on the whole product", (executablePath) => {
  let product: Product;
  let browser: Browser;
  let context: BrowserContext;
  let ada: DemoDesk;
  let troubles: string[];

  beforeAll(async () => {
    product = await startProduct();
    browser = await launchBrowser(executablePath);
  });
  afterAll(async () => {
    await browser.close();
    await product.stop();
  });
  beforeEach(async () => {
    troubles = [];
    await makeAdaAnew(product);
    context = await browser.newContext({ viewport: { width: 1400, height: 900 } });
    ada = await openDesk(product, context, troubles);
    for (const document of ["Budget", "Roadmap", "Launch"]) {
      await mentionAda(product, document);
      await ada.saying(document).waitFor();
    }
  });
  afterEach(async () => {
    await context.close();
    expect(troubles).toEqual([]);
  });

  const countsAre = (wanted: object): Promise<void> =>
    waitUntil(async () => {
      const counts = await countsOfAda(product);
      return Object.entries(wanted).every(([name, value]) => counts[name as keyof typeof counts] === value);
    });

  test("visible items become seen, also on the server, and stay unread", async () => {
    await countsAre({ total: 3, unread: 3, unseen: 0 });
    expect(await ada.items.evaluateAll((all) => all.filter((each) => each.matches("[data-unread]")).length)).toBe(3);
  });

  test("an item that is read leaves the list of unread items, and the next item gets the focus", async () => {
    await ada.desk.getByRole("tab", { name: /^Unread/ }).click();
    await ada.saying("Roadmap").focus();
    await ada.page.keyboard.press("Enter");
    await ada.saying("Roadmap").waitFor({ state: "detached" });
    await ada.desk.locator("[role=article]:focus", { hasText: "Budget" }).waitFor();
    await countsAre({ total: 3, unread: 2 });
    await ada.desk.getByRole("tab", { name: "Unread 2" }).waitFor();
  });

  test("archiving removes an item from the list and the counts", async () => {
    await ada.saying("Roadmap").hover();
    await ada.saying("Roadmap").getByRole("button", { name: "Archive" }).click();
    await ada.saying("Roadmap").waitFor({ state: "detached" });
    await ada.desk.getByRole("button", { name: "Notifications, 2 unread" }).waitFor();
    await countsAre({ total: 2, unread: 2 });
    await ada.page.reload();
    await ada.isShown();
    expect(await ada.items.count()).toBe(2);
  });

  test("marking all as read leaves items unread that arrive meanwhile", async () => {
    const held = await hold(ada.page, '"READ"');
    await ada.desk.getByRole("button", { name: "Mark all as read" }).click();
    await ada.desk.locator("[role=article][data-unread]").first().waitFor({ state: "detached" });
    await mentionAda(product, "Afterwards");
    await ada.saying("Afterwards").and(ada.page.locator("[data-unread]")).waitFor();
    await held.release();
    await countsAre({ total: 4, unread: 1 });
    await ada.desk.getByRole("button", { name: "Notifications, 1 unread" }).waitFor();
    expect(await ada.saying("Afterwards").getAttribute("data-unread")).toBe("true");
  });

  test("a pin shows at the top in another tab too, and after a reload", async () => {
    const other = await openDesk(product, context, troubles);
    const inOrder = (words: readonly string[]) => words.map((word) => expect.stringContaining(word));
    const topOf = (desk: DemoDesk, word: string): Promise<void> =>
      desk.items.nth(0).filter({ hasText: word }).waitFor();
    await topOf(other, "Launch");
    await ada.saying("Budget").hover();
    await ada.saying("Budget").getByRole("button", { name: "Pin", exact: true }).click();
    for (const desk of [ada, other]) {
      await topOf(desk, "Budget");
      await desk.desk.getByText("Pinned", { exact: true }).waitFor();
      expect(await desk.items.allTextContents()).toEqual(inOrder(["Budget", "Launch", "Roadmap"]));
    }
    await mentionAda(product, "Afterwards");
    await ada.saying("Afterwards").waitFor();
    await ada.page.reload();
    await ada.isShown();
    await topOf(ada, "Budget");
    expect(await ada.items.allTextContents()).toEqual(inOrder(["Budget", "Afterwards", "Launch", "Roadmap"]));
    await ada.saying("Budget").hover();
    await ada.saying("Budget").getByRole("button", { name: "Unpin" }).click();
    await topOf(other, "Afterwards");
    await other.desk.getByText("Pinned", { exact: true }).waitFor({ state: "detached" });
  });

  test("a mark that the server refuses is reverted, with an error message", async () => {
    const refusal = { message: "No.", extensions: { code: "FORBIDDEN" } };
    await ada.page.route("**/graphql", (route) =>
      isAbout(route, "ARCHIVED") ? route.fulfill({ json: { errors: [refusal] } }) : route.fallback(),
    );
    await ada.saying("Roadmap").hover();
    await ada.saying("Roadmap").getByRole("button", { name: "Archive" }).click();
    await ada.desk.getByText("That could not be saved and was taken back.").waitFor();
    await ada.saying("Roadmap").waitFor();
    expect(await ada.items.allTextContents()).toEqual([
      expect.stringContaining("Launch"),
      expect.stringContaining("Roadmap"),
      expect.stringContaining("Budget"),
    ]);
    await countsAre({ total: 3 });
  });

  test("another tab shows a mark before the server has answered (W-07)", async () => {
    const other = await openDesk(product, context, troubles);
    await other.saying("Roadmap").waitFor();
    const held = await hold(ada.page, "markMessages");
    const shown = other.saying("Roadmap").and(other.page.locator(":not([data-unread])")).waitFor();
    await ada.page.evaluate(`${ROADMAP}.querySelector('[aria-label="Mark as read"]').click()`);
    await shown;
    expect((await countsOfAda(product)).unread).toBe(3);
    await held.release();
    await countsAre({ unread: 2 });
  });
});

/** Delays requests whose body contains `about` until they are released. */
async function hold(page: Page, about: string): Promise<{ release(): Promise<void> }> {
  const waiting: Route[] = [];
  let isHolding = true;
  await page.route("**/graphql", (route) => {
    if (!isHolding || !isAbout(route, about)) return route.fallback();
    waiting.push(route);
    return undefined;
  });
  return {
    async release() {
      isHolding = false;
      for (const route of waiting) await route.continue();
    },
  };
}

function isAbout(route: Route, words: string): boolean {
  return route.request().postData()?.includes(words) ?? false;
}
