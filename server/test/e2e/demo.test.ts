import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from "@jest/globals";
import axe from "axe-core";
import type { Browser, BrowserContext, Locator, Page } from "playwright-core";
import { chromium, describeWith } from "../support/parts.js";
import { launchBrowser, type Product, startProduct, watchForTrouble } from "../support/product.js";

const NOTIFY = "mutation ($input: NotifyInput!) { notify(input: $input) { trigger { id } } }";
const COUNTS = '{ feed(recipient: { userId: "ada" }) { counts { total unread unseen } } }';

describeWith(chromium, "the open widget, in a browser on the whole product", (executablePath) => {
  let product: Product;
  let browser: Browser;
  let context: BrowserContext;
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
    // Each test with an empty feed of its own person's.
    await product.ask('mutation { deleteUser(input: { userId: "ada" }) { userId } }');
    await product.ask('mutation { identify(input: { userId: "ada", name: "Ada Lovelace" }) { user { id } } }');
    context = await browser.newContext({ viewport: { width: 1400, height: 900 } });
    page = await open();
  });
  afterEach(async () => {
    await context.close();
    expect(troubles).toEqual([]);
  });

  async function open(): Promise<Page> {
    const opened = await context.newPage();
    watchForTrouble(opened, product.url, troubles);
    await opened.goto(`${product.url}/demo`);
    await ada(opened).getByText("Nothing here yet").or(ada(opened).getByRole("article").first()).waitFor();
    return opened;
  }

  const ada = (on: Page): Locator => on.getByRole("region", { name: "Ada's desk" });
  const mention = (document: string): Promise<unknown> =>
    product.ask(NOTIFY, {
      input: {
        workflowKey: "mention",
        recipients: [{ to: { userId: "ada" } }],
        actor: { userId: "grace" },
        data: { documentId: "launch-plan", document },
      },
    });
  const items = (on: Page): Locator => ada(on).getByRole("article");
  const saying = (on: Page, words: string): Locator => items(on).filter({ hasText: words });

  test("a mutation on the server shows in the open widget, and the badge counts as the server does", async () => {
    await mention("Budget");
    await saying(page, "Budget").waitFor();
    await mention("Roadmap");
    await ada(page).getByRole("button", { name: "Notifications, 2 new" }).waitFor();
    const { feed } = await product.ask<{ feed: { counts: { unread: number; unseen: number } } }>(COUNTS);
    expect(feed.counts.unread).toBe(2);
    expect(await items(page).first().textContent()).toContain("Roadmap");
  });

  test("what is read in one tab is read in the other, and still is after a reload", async () => {
    await mention("Budget");
    const other = await open();
    await saying(other, "Budget").waitFor();
    await saying(page, "Budget").waitFor();
    await saying(page, "Budget").getByText("mentioned you").click();
    await other.locator("[data-carillon-item]:not([data-unread])").first().waitFor();
    await ada(other).getByRole("button", { name: "Notifications", exact: true }).waitFor();
    await page.reload();
    await page.locator("[data-carillon-item]:not([data-unread])").first().waitFor();
    expect(await items(page).count()).toBe(1);
  });

  test("what another device or the backend marks shows at once", async () => {
    await mention("Budget");
    await saying(page, "Budget").waitFor();
    await product.ask(
      'mutation { markFeed(input: { recipient: { userId: "ada" }, mark: ARCHIVED }) { changedCount } }',
    );
    await ada(page).getByText("Nothing here yet").waitFor();
  });

  test("offline it keeps what it has and says so; back again nothing is missing", async () => {
    await mention("Before");
    await saying(page, "Before").waitFor();
    await context.setOffline(true);
    await ada(page).getByText("You are offline. What you see may be old.").waitFor();
    for (let n = 1; n <= 5; n += 1) await mention(`Meanwhile ${n}`);
    await context.setOffline(false);
    for (let n = 1; n <= 5; n += 1) await saying(page, `Meanwhile ${n}`).waitFor();
    expect(await items(page).count()).toBe(6);
  });

  test("a restart of the server is survived: what came then is there once, in order", async () => {
    await mention("Before");
    await saying(page, "Before").waitFor();
    await product.restart();
    await mention("After");
    await saying(page, "After").waitFor();
    expect(await items(page).allTextContents()).toEqual([
      expect.stringContaining("After"),
      expect.stringContaining("Before"),
    ]);
  });

  test("it is used by keys alone: bell, list, item, and back", async () => {
    await mention("Budget");
    await mention("Roadmap");
    await saying(page, "Roadmap").waitFor();
    const bell = ada(page)
      .getByRole("button", { name: /^Notifications/ })
      .first();
    await bell.focus();
    await page.keyboard.press("Enter");
    const dialog = page.getByRole("dialog", { name: "Notifications" });
    await dialog.waitFor();
    await dialog.getByRole("article").first().focus();
    await page.keyboard.press("PageDown");
    await page.keyboard.press("Enter");
    await dialog.locator("article:focus:not([data-unread])").waitFor();
    await page.keyboard.press("Escape");
    await ada(page).locator("button.carillon-bell:focus").waitFor();
  });

  test.each(["light", "dark"] as const)("axe finds nothing to mend in %s, colours included", async (colorScheme) => {
    await page.emulateMedia({ colorScheme, reducedMotion: "reduce" });
    await mention("Budget");
    await saying(page, "Budget").waitFor();
    await ada(page)
      .getByRole("button", { name: /^Notifications/ })
      .first()
      .click();
    await page.getByRole("dialog").getByRole("article").first().waitFor();
    await page.evaluate(axe.source);
    const findings = await page.evaluate<axe.Result[]>("axe.run().then((result) => result.violations)");
    expect(findings.map(({ id, nodes }) => [id, ...nodes.map((node) => node.html)])).toEqual([]);
  });

  test("the form calls notify; three comments on one document become one item", async () => {
    await page.getByText("Comment", { exact: true }).click();
    const send = page.getByRole("button", { name: "Call notify" });
    for (let n = 0; n < 3; n += 1) await send.click();
    await saying(page, "left 3 comments").waitFor({ timeout: 20_000 });
    await page.getByText("completed").first().waitFor();
  });

  test("pages of others cannot ring bells through the demo's route", async () => {
    const body = JSON.stringify({});
    const headers = { "content-type": "application/json", origin: "https://evil.example" };
    const foreign = await fetch(`${product.url}/demo/notify`, { method: "POST", headers, body });
    expect(foreign.status).toBe(403);
    const wrong = await fetch(`${product.url}/demo/notify`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body,
    });
    expect(wrong.status).toBe(400);
  });

  test("a story is asked for by one id of sensible length; anything else is a bad request", async () => {
    const wrongs = ["", "?triggerId=", `?triggerId=${"x".repeat(101)}`, "?triggerId=a&triggerId=b"];
    for (const wrong of wrongs) {
      const answer = await fetch(`${product.url}/demo/story${wrong}`);
      expect([wrong, answer.status]).toEqual([wrong, 400]);
      expect(await answer.json()).toEqual({ message: expect.stringContaining("triggerId") });
    }
    const unknown = await fetch(`${product.url}/demo/story?triggerId=trg_unknown`);
    expect([unknown.status, await unknown.json()]).toEqual([200, { story: null }]);
  });
});
