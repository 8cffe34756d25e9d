import { afterAll, beforeAll, expect, test } from "@jest/globals";
import type { Browser, Page } from "playwright-core";
import { chromium, describeWith } from "../support/parts.js";
import { launchBrowser, type Product, startProduct, watchForTrouble } from "../support/product.js";
import { waitUntil } from "../support/wait-until.js";
import { XSS_CORPUS } from "../support/xss-corpus.js";

/** A template that puts a reader's words in every possible position. */
const TEMPLATE = {
  markdown:
    "{{ data.x }} **{{ data.x }}** [a]({{ data.x }}) ![i]({{ data.x }}) {{ data.x | from_markdown }} `{{ data.x }}`",
  actionUrl: "{{ data.x }}",
  buttons: [{ name: "primary", label: "{{ data.x }}", action: "{{ data.x }}" }],
};

const AT_A_TIME = 12;

/** Hovers every rendered link. Returns elements and URLs that no item may contain. */
const LOOK = `(() => {
  const items = [...document.querySelectorAll('[role=article]')];
  const links = items.flatMap((item) => [...item.querySelectorAll('a[href]')]);
  for (const link of links) link.dispatchEvent(new MouseEvent('mouseover', { bubbles: true }));
  const elements = items.flatMap((item) => [
    ...item.querySelectorAll('script, iframe, [onerror], [onload], [onclick]'),
  ]);
  const unsafe = [...elements, ...links.filter((a) => !/^(https?|mailto|tel):$/.test(a.protocol))];
  return unsafe.map((each) => each.outerHTML);
})()`;

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
      // Refused as input, which is equally safe.
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

  /**
   * Reloads the page, checks the newest items and hovers their links. Returns the scripts that ran and the forbidden
   * elements.
   */
  async function firedBy(count: number): Promise<unknown[]> {
    await page.reload();
    const desk = page.getByRole("region", { name: "Ada's desk" });
    await waitUntil(async () => (await desk.getByRole("article").count()) >= count, 30_000);
    const unsafe = await page.evaluate<unknown[]>(LOOK);
    return [...unsafe, ...(await page.evaluate<unknown[]>("window.__fired"))];
  }

  test("none of 100 and more payloads runs, whether it came as data or is in a template", async () => {
    expect(XSS_CORPUS.length).toBeGreaterThanOrEqual(100);
    // The list renders only rows near the screen, so the payloads are sent and checked a few at a time.
    let unseen = 0;
    const look = async (): Promise<void> => {
      expect(await firedBy(unseen)).toEqual([]);
      unseen = 0;
    };
    let accepted = 0;
    for (const x of XSS_CORPUS) {
      const sent = await send("hostile-data", { x });
      accepted += sent;
      unseen += sent;
      if (unseen === AT_A_TIME) await look();
    }
    expect(accepted).toBeGreaterThanOrEqual(90);
    for (const [index, x] of XSS_CORPUS.entries()) {
      if (await commit(`hostile-${index}`, { markdown: x })) unseen += await send(`hostile-${index}`, {});
      if (unseen === AT_A_TIME) await look();
    }
    await look();
    // Images of other origins may be requested, and the browser logs what the content policy blocks. Neither runs a
    // script.
    expect(troubles.filter((each) => /^(threw|opened)/.test(each))).toEqual([]);
  }, 180_000);
});
