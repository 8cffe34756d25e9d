/// <reference lib="dom" />
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import path from "node:path";
import { afterAll, beforeAll, expect, test } from "@jest/globals";
import type { Browser, Page } from "playwright-core";
import { axeFindings } from "../../support/axe.js";
import { chromium, describeWith } from "../../support/parts.js";
import { launchBrowser } from "../../support/product.js";

const ROOT = path.resolve(import.meta.dirname, "../../../..");
const PAGE = `<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Elements</title><link rel="icon" href="data:,">
<meta http-equiv="Content-Security-Policy" content="script-src 'self'; style-src 'self'">
</head><body><main id="root"></main><script type="module" src="/index.js"></script></body></html>`;

interface Bundle {
  outputFiles: readonly { path: string; text: string }[];
}

describeWith(chromium, "the web components", (executablePath) => {
  let browser: Browser;
  let url: string;
  let stop: () => void;
  beforeAll(async () => {
    browser = await launchBrowser(executablePath);
    // A script of the repository, which has no types.
    const { bundleElements } = (await import(path.join(ROOT, "scripts/build-elements.mjs"))) as {
      bundleElements: (given: object) => Promise<Bundle>;
    };
    const entry = path.join(ROOT, "elements/test/page.ts");
    const { outputFiles } = await bundleElements({ format: "esm", outdir: ROOT, entry, write: false });
    const files = new Map(outputFiles.map((file) => [`/${path.basename(file.path)}`, file.text]));
    const server = createServer((request, response) => {
      const script = files.get(request.url ?? "");
      const type = script === undefined ? "text/html" : "text/javascript";
      response.writeHead(200, { "content-type": `${type}; charset=utf-8` }).end(script ?? PAGE);
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
    stop = () => server.close();
  });
  afterAll(async () => {
    await browser.close();
    stop();
  });

  async function open(): Promise<Page> {
    const page = await browser.newPage();
    await page.goto(url);
    await page.waitForFunction("window.elementsPage !== undefined");
    await page.getByText("Grace commented").first().waitFor();
    return page;
  }

  test("feeds and a bell work on one page, styled in their shadow roots under a strict CSP, without axe violations", async () => {
    const page = await open();
    const folder = process.env.CARILLON_SCREENSHOTS;
    expect(await page.getByRole("article").count()).toBe(4);
    await page.getByRole("button", { name: "Notifications, 2 new" }).click();
    await page.getByRole("dialog", { name: "Notifications" }).waitFor();
    expect(await page.getByRole("article").count()).toBe(6);
    await page.waitForTimeout(300);
    if (folder) await page.screenshot({ path: `${folder}/elements.png` });
    const width = await page.getByRole("dialog").evaluate((dialog) => dialog.getBoundingClientRect().width);
    expect(width).toBe(400);
    const found = await axeFindings(page, "'carillon-bell'");
    expect(found).toEqual([]);
    await page.keyboard.press("Escape");
    await page.getByRole("dialog").waitFor({ state: "detached" });
    expect(await page.evaluate("elementsPage.told")).toEqual(["carillon-open-change", "carillon-open-change"]);
    await page.close();
  });

  test("arrivals and marks show in every element, and properties can change", async () => {
    const page = await open();
    await page.evaluate("elementsPage.feed.add({ text: 'Linus arrived' })");
    await page.getByText("Linus arrived").first().waitFor();
    expect(await page.getByText("Linus arrived").count()).toBe(2);
    await page.getByRole("button", { name: "Mark all as read" }).first().click();
    await page.waitForFunction("elementsPage.feed.items.every((item) => item.readAt !== null)");
    await page.evaluate("document.querySelector('carillon-feed').labels = { title: 'Inbox' }");
    await page.getByRole("heading", { name: "Inbox" }).waitFor();
    await page.evaluate("document.querySelector('carillon-feed').setAttribute('theme', 'dark')");
    await page.waitForFunction(
      "document.querySelector('carillon-feed').shadowRoot.querySelector('.carillon').dataset.theme === 'dark'",
    );
    await page.close();
  });

  test("an element that is moved keeps its content; a removed element releases its resources, and can return", async () => {
    const page = await open();
    await page.evaluate("document.body.append(document.querySelector('carillon-feed'))");
    expect(await page.getByRole("article").count()).toBe(4);
    await page.evaluate("window.taken = document.querySelector('main carillon-feed'); taken.remove()");
    await page.waitForFunction("taken.shadowRoot.querySelector('.carillon') === null");
    await page.evaluate("document.body.append(taken)");
    await page.waitForFunction("taken.shadowRoot.querySelectorAll('[role=article]').length === 2");
    await page.close();
  });

  test("a long list in a shadow root shows rows at any scroll position, and holds back arrivals meanwhile", async () => {
    const page = await open();
    await page.evaluate(
      "for (let n = 0; n < 150; n += 1) elementsPage.feed.add({ text: 'Item ' + n, readAt: new Date().toISOString() })",
    );
    await page.evaluate("document.querySelectorAll('carillon-feed')[1].remove()");
    const feed = page.locator("carillon-feed");
    await feed.getByText("Item 149").waitFor();
    const scroller = feed.locator(".carillon-scroller");
    await expect(feed.locator(".carillon-list[data-windowed]").count()).resolves.toBe(1);
    for (const share of [0.25, 0.5, 0.8, 0.4]) {
      await scroller.evaluate((box, at) => (box.scrollTop = box.scrollHeight * at), share);
      await scroller.evaluate(
        (box) =>
          new Promise<void>((resolve) => {
            const look = () => {
              const { left, top, height } = box.getBoundingClientRect();
              const root = box.getRootNode() as ShadowRoot;
              const found = root.elementFromPoint(left + 100, top + height / 2)?.closest("[role=article]");
              if (found) resolve();
              else requestAnimationFrame(look);
            };
            look();
          }),
      );
    }
    await page.evaluate("elementsPage.feed.add({ text: 'A late one' })");
    await feed.getByRole("button", { name: "1 new notification" }).click();
    await feed.getByText("A late one").waitFor();
    await page.close();
  });
});
