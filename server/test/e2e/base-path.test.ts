import { afterAll, beforeAll, expect, test } from "@jest/globals";
import type { Browser, BrowserContext, Page } from "playwright-core";
import { startPrefixProxy, type PrefixProxy } from "../pages/prefix-proxy.js";
import { startDevelopment, type Development } from "../support/development.js";
import { chromium, describeWith } from "../support/parts.js";
import { launchBrowser, watchForTrouble } from "../support/product.js";
import { waitUntil } from "../support/wait-until.js";

const PREFIX = "/tools/notify";
const WAYS: [string, Record<string, string>, boolean][] = [
  ["that strips the path and says nothing", {}, true],
  ["that leaves the path", { CARILLON_BASE_PATH: PREFIX }, false],
];

for (const [name, settings, isStripping] of WAYS) {
  describeWith(chromium, `the pages behind a proxy ${name}`, (executablePath) => {
    let server: Development;
    let proxy: PrefixProxy;
    let browser: Browser;
    let context: BrowserContext;
    let page: Page;
    let troubles: string[];

    beforeAll(async () => {
      server = await startDevelopment(settings);
      proxy = await startPrefixProxy({ target: server.url, prefix: PREFIX, isStripping });
      browser = await launchBrowser(executablePath);
      context = await browser.newContext({ viewport: { width: 1400, height: 900 } });
      page = await context.newPage();
      troubles = watchForTrouble(page, proxy.url);
    });
    afterAll(async () => {
      await browser.close();
      await proxy.stop();
      await server.stop();
    });

    const shows = (text: string): Promise<void> =>
      waitUntil(async () => {
        const shown = await page.locator(".result-window").innerText();
        return shown.replaceAll("\u00a0", " ").includes(text);
      }, 40_000);
    const execute = async (example: string): Promise<void> => {
      await page.getByRole("tab", { name: example }).click();
      await page.getByRole("button", { name: "Execute query" }).click();
    };

    test("F15: the landing page shows a curl command with the URL of the proxy", async () => {
      await page.goto(proxy.url);
      await page.locator("pre", { hasText: `curl ${proxy.url}graphql` }).waitFor();
    });

    test("F15: the form of the demo sends a notification", async () => {
      await page.goto(proxy.url);
      await page.getByRole("link", { name: "/demo" }).click();
      const desk = page.getByRole("region", { name: "Ada's desk" });
      await desk.getByText("Nothing here yet").waitFor();
      await page.getByText("Mention", { exact: true }).click();
      await page.getByRole("button", { name: "Call notify" }).click();
      await desk.getByRole("button", { name: "Notifications, 1 unread" }).waitFor();
      await page.getByText("completed").first().waitFor();
    });

    test("F15: an item of the demo links to an existing page", async () => {
      const link = page.getByRole("region", { name: "Ada's desk" }).getByRole("article").getByRole("link").first();
      const address = await link.evaluate((each) => String(Reflect.get(each, "href")));
      expect(address).toContain(`${proxy.url}demo?document=`);
      expect((await fetch(address, { headers: { accept: "text/html" } })).status).toBe(200);
    });

    test("F15: GraphiQL runs queries, subscriptions, and operations that need the secret key", async () => {
      await page.getByRole("link", { name: "GraphiQL" }).click();
      // GraphiQL cannot execute anything until its editors are filled.
      await page.locator(".graphiql-editor-tool", { hasText: '"X-Carillon-User-Id": "ada"' }).waitFor();
      await execute("AdaFeed");
      await shows('"data": {');
      await execute("AdaLive");
      await shows('"unread": 1');
      await page.getByRole("button", { name: "Stop query" }).click();
      await execute("Notify");
      await shows('"trigger": {');
      await page.getByRole("link", { name: "Carillon" }).click();
      await page.getByRole("heading", { name: "Carillon is running" }).waitFor();
      expect(page.url()).toBe(proxy.url);
    });

    test("F15: the dashboard signs in, routes below the path, and loads pages late", async () => {
      await page.goto(proxy.url);
      await page.getByRole("link", { name: "/dashboard" }).click();
      await page.getByRole("heading", { level: 1, name: "Development" }).waitFor();
      expect(page.url()).toBe(`${proxy.url}dashboard/development`);
      await page.getByRole("link", { name: "Runs" }).click();
      const row = page.getByRole("table", { name: "Runs" }).getByRole("link").first();
      await row.waitFor();
      const address = await row.evaluate((each) => String(Reflect.get(each, "href")));
      expect(address).toContain(`${proxy.url}dashboard/development/runs/run_`);
      await page.goto(address);
      await page.getByRole("heading", { name: "Decisions" }).waitFor();
    });

    test("F15: no request goes outside the path", () => {
      expect(troubles).toEqual([]);
    });
  });
}
