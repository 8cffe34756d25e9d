import { readFileSync } from "node:fs";
import path from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { chromium as launcher, type Browser, type Page } from "playwright-core";
import { examples } from "../../web/graphiql/examples.js";
import { startDevelopment, type Development } from "../support/development.js";
import { chromium, describeWith } from "../support/parts.js";
import { waitUntil } from "../support/wait-until.js";

const nameOf = (query: string): string => /(?:query|mutation|subscription) (\w+)/.exec(query)?.[1] ?? "";
const NAMES = examples(null).map((example) => nameOf(example.query));

describeWith(chromium, "GraphiQL (G-18)", (executablePath) => {
  let server: Development;
  let browser: Browser;
  let page: Page;
  let secretKey: string;
  const troubles: string[] = [];

  beforeAll(async () => {
    server = await startDevelopment();
    ({ secretKey } = JSON.parse(readFileSync(path.join(server.home, "dev-keys.json"), "utf8")));
    browser = await launcher.launch({ executablePath, args: ["--no-sandbox"] });
    page = await browser.newPage();
    page.on("console", (message) => {
      if (message.type() === "error") troubles.push(message.text());
    });
    page.on("pageerror", (error) => troubles.push(error.message));
    page.on("request", (request) => {
      const isOurs = [server.url, "data:", "blob:"].some((start) => request.url().startsWith(start));
      if (!isOurs) troubles.push(`asked ${request.url()}`);
    });
    await page.goto(`${server.url}/graphql`);
    await play().waitFor();
  });
  afterAll(async () => {
    await browser.close();
    await server.stop();
  });

  const play = () => page.getByRole("button", { name: "Execute query" });
  const open = (name: string): Promise<void> => page.getByRole("tab", { name }).click();
  // The editor shows spaces as no-break spaces.
  const shown = async (): Promise<string> =>
    (await page.locator(".result-window").innerText()).replaceAll("\u00a0", " ");
  const shows = (text: string): Promise<void> => waitUntil(async () => (await shown()).includes(text), 15_000);

  async function mentionAda(): Promise<void> {
    const query =
      'mutation { notify(input: { workflowKey: "mention", recipients: [{ to: { userId: "ada" } }], data: { documentId: "plan" } }) { isReplay } }';
    const headers = { authorization: `Bearer ${secretKey}`, "content-type": "application/json" };
    await fetch(`${server.url}/graphql`, { method: "POST", headers, body: JSON.stringify({ query }) });
  }

  test("opens with examples, and fills in the headers of the first one", async () => {
    const tabs = (await page.getByRole("tab").allTextContents()).join(" ");
    for (const name of NAMES) expect(tabs).toContain(name);
    await page.locator(".graphiql-editor-tool", { hasText: '"X-Carillon-User-Id": "ada"' }).waitFor();
  });

  test("shows the answer below the query if the window is too narrow", async () => {
    const wide = page.viewportSize() ?? { width: 1280, height: 720 };
    await page.setViewportSize({ width: 360, height: 740 });
    await play().click();
    await shows('"unread": 0');
    const answer = await page.locator(".result-window").boundingBox();
    await page.setViewportSize(wide);
    expect(answer?.width).toBeGreaterThan(200);
    expect(answer?.height).toBeGreaterThan(200);
  });

  test("shows events of a subscription, and ends the subscription on stop", async () => {
    await open("AdaLive");
    await play().click();
    await shows('"unread": 0');
    await mentionAda();
    await shows('"unread": 1');
    await page.getByRole("button", { name: "Stop query" }).click();
    await waitUntil(() => server.carillon.modules.feeds.watcher.subscriberCount === 0);
  });

  for (const name of NAMES.filter((each) => each !== "AdaLive")) {
    test(`runs the example ${name} unchanged`, async () => {
      await open(name);
      await play().click();
      await shows('"data": {');
      expect(await shown()).not.toContain('"errors"');
    });
  }

  test("runs the examples after a reload, when GraphiQL has lost their headers", async () => {
    await page.reload();
    await open("Notify");
    await play().click();
    await shows('"trigger": {');
    expect(await shown()).not.toContain('"errors"');
  });

  test("shows the tab that was chosen while the editors were still loading", async () => {
    const first = await browser.newPage();
    await first.route(/monaco-editor-.*\.js/, async (route) => {
      await delay(2000);
      await route.continue();
    });
    await first.goto(`${server.url}/graphql`);
    await first.getByRole("tab", { name: "Notify" }).click();
    await first.getByRole("button", { name: "Variables" }).click();
    await first.locator(".graphiql-editor-tool").getByText('"mention"').waitFor();
    await first.close();
  });

  test("opens a document from a link", async () => {
    await page.goto(`${server.url}/graphql?query=${encodeURIComponent("{ viewer { name } }")}`);
    await play().click();
    await shows("Ada Lovelace");
  });

  test("contains the secret key nowhere", async () => {
    expect(secretKey).toMatch(/^sk_/);
    const stored = await page.evaluate(() => JSON.stringify(Reflect.get(globalThis, "localStorage")));
    expect(`${await page.content()}${stored}`).not.toContain(secretKey.slice(3));
  });

  test("loads nothing from other origins and violates no content policy", () => {
    expect(troubles).toEqual([]);
  });
});
