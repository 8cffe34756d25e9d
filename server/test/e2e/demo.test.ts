import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from "@jest/globals";
import type { Browser, BrowserContext, Page } from "playwright-core";
import { countsOfAda, type DemoDesk, makeAdaAnew, mentionAda, openDesk } from "../support/demo-desk.js";
import { chromium, describeWith } from "../support/parts.js";
import { launchBrowser, type Product, startProduct } from "../support/product.js";

const OWN_PAGE = { headers: { "sec-fetch-site": "same-origin" } };

describeWith(chromium, "the open widget, in a browser on the whole product", (executablePath) => {
  let product: Product;
  let browser: Browser;
  let context: BrowserContext;
  let ada: DemoDesk;
  let page: Page;
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
    // Each test starts with an empty feed for a new user.
    await makeAdaAnew(product);
    context = await browser.newContext({ viewport: { width: 1400, height: 900 } });
    ada = await open();
    ({ page } = ada);
  });
  afterEach(async () => {
    await context.close();
    expect(troubles).toEqual([]);
  });

  const open = (): Promise<DemoDesk> => openDesk(product, context, troubles);
  const mention = (document: string): Promise<void> => mentionAda(product, document);

  test("a mutation on the server shows in the open widget, and the badge equals the server's count", async () => {
    await mention("Budget");
    await ada.saying("Budget").waitFor();
    await mention("Roadmap");
    await ada.desk.getByRole("button", { name: "Notifications, 2 unread" }).waitFor();
    expect((await countsOfAda(product)).unread).toBe(2);
    expect(await ada.items.first().textContent()).toContain("Roadmap");
  });

  test("an item that is read in one tab is read in the other tab, and after a reload", async () => {
    await mention("Budget");
    const other = await open();
    await other.saying("Budget").waitFor();
    await ada.saying("Budget").waitFor();
    await ada.saying("Budget").getByText("mentioned you").click();
    await other.page.locator("[data-carillon-item]:not([data-unread])").first().waitFor();
    await other.desk.getByRole("button", { name: "Notifications", exact: true }).waitFor();
    await page.reload();
    await page.locator("[data-carillon-item]:not([data-unread])").first().waitFor();
    expect(await ada.items.count()).toBe(1);
  });

  test("marks by another device or the backend show at once", async () => {
    await mention("Budget");
    await ada.saying("Budget").waitFor();
    await product.ask(
      'mutation { markFeed(input: { recipient: { userId: "ada" }, mark: ARCHIVED }) { changedCount } }',
    );
    await ada.desk.getByText("Nothing here yet").waitFor();
  });

  test("offline the list stays visible with a notice; online again no item is missing", async () => {
    await mention("Before");
    await ada.saying("Before").waitFor();
    await context.setOffline(true);
    await ada.desk.getByText("You are offline. What you see may be old.").waitFor();
    for (let n = 1; n <= 5; n += 1) await mention(`Meanwhile ${n}`);
    await context.setOffline(false);
    for (let n = 1; n <= 5; n += 1) await ada.saying(`Meanwhile ${n}`).waitFor();
    expect(await ada.items.count()).toBe(6);
  });

  test("after a restart of the server, items that arrived meanwhile are shown once, in order", async () => {
    await mention("Before");
    await ada.saying("Before").waitFor();
    await product.restart();
    await mention("After");
    await ada.saying("After").waitFor();
    expect(await ada.items.allTextContents()).toEqual([
      expect.stringContaining("After"),
      expect.stringContaining("Before"),
    ]);
  });

  test("the keyboard reaches bell, list and item, and returns", async () => {
    await mention("Budget");
    await mention("Roadmap");
    await ada.saying("Roadmap").waitFor();
    const bell = ada.desk.getByRole("button", { name: /^Notifications/ }).first();
    await bell.focus();
    await page.keyboard.press("Enter");
    const dialog = page.getByRole("dialog", { name: "Notifications" });
    await dialog.waitFor();
    await dialog.getByRole("article").first().getByRole("link").first().focus();
    await page.keyboard.press("PageDown");
    const unread = dialog.locator("[role=article][data-unread]");
    const unreadBefore = await unread.count();
    await page.keyboard.press("Enter");
    // E-24: following an item closes the popover, and the same key press does not open it again.
    await ada.desk.locator("button.carillon-bell:focus").waitFor();
    await page.waitForTimeout(300);
    expect(await dialog.count()).toBe(0);
    await page.keyboard.press("Enter");
    await dialog.waitFor();
    expect(await unread.count()).toBe(unreadBefore - 1);
    await page.keyboard.press("Escape");
    await ada.desk.locator("button.carillon-bell:focus").waitFor();
  });

  test("the form calls notify; three comments on one document become one item", async () => {
    await page.getByText("Comment", { exact: true }).click();
    const send = page.getByRole("button", { name: "Call notify" });
    for (let n = 0; n < 3; n += 1) await send.click();
    await ada.saying("left 3 comments").waitFor({ timeout: 20_000 });
    await page.getByText("completed").first().waitFor();
  });

  test.each(["/demo/notify", "/graphiql/backend"])("only pages of this server can use %s", async (route) => {
    const post = (sender: Record<string, string>): Promise<Response> =>
      fetch(`${product.url}${route}`, {
        method: "POST",
        headers: { "content-type": "application/json", ...sender },
        body: JSON.stringify({}),
      });
    expect((await post({ origin: "https://evil.example" })).status).toBe(403);
    expect((await post({ "sec-fetch-site": "cross-site" })).status).toBe(403);
    expect((await post({})).status).toBe(403);
    expect((await post({ origin: product.url })).status).toBe(400);
  });

  test("a story is sent to a page of this server only", async () => {
    const read = async (sender: Record<string, string>): Promise<number> =>
      (await fetch(`${product.url}/demo/story?triggerId=trg_unknown`, { headers: sender })).status;
    expect(await read({ origin: "https://evil.example" })).toBe(403);
    expect(await read({ origin: "https://evil.example", "sec-fetch-site": "same-origin" })).toBe(403);
    expect(await read({ "sec-fetch-site": "cross-site" })).toBe(403);
    expect(await read({ "sec-fetch-site": "same-site" })).toBe(403);
    expect(await read({})).toBe(403);
    expect(await read({ origin: product.url })).toBe(200);
    expect(await read(OWN_PAGE.headers)).toBe(200);
  });

  test("a story needs one id of a sensible length; other requests are bad requests", async () => {
    const wrongs = ["", "?triggerId=", `?triggerId=${"x".repeat(101)}`, "?triggerId=a&triggerId=b"];
    for (const wrong of wrongs) {
      const answer = await fetch(`${product.url}/demo/story${wrong}`, OWN_PAGE);
      expect([wrong, answer.status]).toEqual([wrong, 400]);
      expect(await answer.json()).toEqual({ message: expect.stringContaining("triggerId") });
    }
    const unknown = await fetch(`${product.url}/demo/story?triggerId=trg_unknown`, OWN_PAGE);
    expect([unknown.status, await unknown.json()]).toEqual([200, { story: null }]);
  });
});
