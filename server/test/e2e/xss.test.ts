import { afterAll, beforeAll, expect, test } from "@jest/globals";
import type { Browser, Page } from "playwright-core";
import { chromium, describeWith } from "../support/parts.js";
import { launchBrowser, type Product, startProduct, watchForTrouble } from "../support/product.js";
import { waitUntil } from "../support/wait-until.js";
import { XSS_CORPUS } from "../support/xss-corpus.js";

/** Where an author may put a reader's words. */
const TEMPLATE = {
  markdown:
    "{{ data.x }} **{{ data.x }}** [a]({{ data.x }}) ![i]({{ data.x }}) {{ data.x | from_markdown }} `{{ data.x }}`",
  actionUrl: "{{ data.x }}",
  buttons: [{ name: "primary", label: "{{ data.x }}", action: "{{ data.x }}" }],
};

describeWith(chromium, "hostile strings in the open widget (S-14)", (executablePath) => {
  let product: Product;
  let browser: Browser;
  let page: Page;
  let troubles: string[];

  beforeAll(async () => {
    product = await startProduct();
    browser = await launchBrowser(executablePath);
    await commit("hostile-data", TEMPLATE);
    page = await browser.newPage();
    troubles = watchForTrouble(page, product.url);
    await page.addInitScript("window.__fired = []; window.__xss = (what) => window.__fired.push(what);");
    await page.goto(`${product.url}/demo`);
  });
  afterAll(async () => {
    await browser.close();
    await product.stop();
  });

  async function commit(key: string, template: object): Promise<boolean> {
    const steps = [{ ref: "bell", type: "channel", channelKey: "in-app", template }];
    const document = { key, name: key, steps };
    try {
      await product.ask("mutation ($i: SaveWorkflowInput!) { saveWorkflow(input: $i) { workflow { id } } }", {
        i: { document },
      });
      await product.ask("mutation ($i: CommitWorkflowInput!) { commitWorkflow(input: $i) { workflow { id } } }", {
        i: { workflowKey: key },
      });
      return true;
    } catch {
      // Refused at the border, which is as good.
      return false;
    }
  }

  async function send(workflowKey: string, data: object): Promise<number> {
    const query = "mutation ($i: NotifyInput!) { notify(input: $i) { trigger { id } } }";
    const input = { workflowKey, recipients: [{ to: { userId: "ada" } }], data };
    return product.ask(query, { i: input }).then(
      () => 1,
      () => 0,
    );
  }

  /** Scrolls until that many items are there, and touches every link; answers what ran. */
  async function firedAfter(shownCount: number): Promise<unknown> {
    const desk = page.getByRole("region", { name: "Ada's desk" });
    await waitUntil(async () => {
      await desk
        .getByRole("button", { name: "Load older" })
        .scrollIntoViewIfNeeded({ timeout: 500 })
        .catch(() => undefined);
      return (await desk.getByRole("article").count()) >= shownCount;
    }, 60_000);
    for (const link of await desk.locator("article a").all()) await link.dispatchEvent("mouseover");
    return page.evaluate("window.__fired");
  }

  test("none of 100 and more fires, whether it came through data or stands in a template", async () => {
    expect(XSS_CORPUS.length).toBeGreaterThanOrEqual(100);
    let accepted = 0;
    for (const x of XSS_CORPUS) accepted += await send("hostile-data", { x });
    expect(accepted).toBeGreaterThanOrEqual(90);
    for (const [index, x] of XSS_CORPUS.entries()) {
      if (await commit(`hostile-${index}`, { markdown: x })) accepted += await send(`hostile-${index}`, {});
    }
    await page.reload();
    expect(await firedAfter(Math.floor(accepted * 0.95))).toEqual([]);
    const scripted = await page
      .locator("article script, article iframe, article [onerror], article [onload], article [onclick]")
      .count();
    expect(scripted).toBe(0);
    const unsafe = await page.evaluate(
      "[...document.querySelectorAll('article a[href]')].map((a) => a.protocol).filter((p) => !/^(https?|mailto):$/.test(p))",
    );
    expect(unsafe).toEqual([]);
    // Pictures of strangers may be asked for, and what the content policy refuses is complained of: neither runs anything.
    expect(troubles.filter((each) => /^(threw|opened)/.test(each))).toEqual([]);
  }, 180_000);
});
