import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from "@jest/globals";
import axe from "axe-core";
import type { Browser, BrowserContext, Page } from "playwright-core";
import { chromium, describeWith } from "../support/parts.js";
import { launchBrowser, type Product, startProduct, watchForTrouble } from "../support/product.js";

const SAVE = "mutation ($input: SaveWorkflowInput!) { saveWorkflow(input: $input) { workflow { workflowKey } } }";
const COMMIT = "mutation ($input: CommitWorkflowInput!) { commitWorkflow(input: $input) { workflow { workflowKey } } }";
const NOTIFY = "mutation ($input: NotifyInput!) { notify(input: $input) { trigger { id } } }";

/** HTML that tries to run scripts, load resources and leave its frame. */
const HOSTILE = `<p>Hostile</p><script>document.title = "ran"; parent.document.title = "ran"</script>
<img src="https://tracker.example/pixel.gif" onerror="parent.document.title='ran'">
<style>@import url(https://tracker.example/style.css); p { background: url(https://tracker.example/p.png) }</style>
<form action="https://tracker.example/"><button>Send</button></form><meta http-equiv="refresh" content="0;url=https://tracker.example/">`;

describeWith(chromium, "the mailbox", (executablePath) => {
  let product: Product;
  let browser: Browser;
  let context: BrowserContext;
  let troubles: string[];

  beforeAll(async () => {
    product = await startProduct();
    browser = await launchBrowser(executablePath);
    await product.ask(
      'mutation { identify(input: { userId: "ada", name: "Ada Lovelace", email: "ada@example.com", phoneNumber: "+447700900000" }) { user { id } } }',
    );
    await addWorkflow("invoice", [
      {
        ...{ ref: "mail", type: "channel", channelKey: "email" },
        template: {
          subject: "Invoice {{ data.number }} is due",
          markdown:
            "# Invoice {{ data.number }}\n\nDear **{{ recipient.name }}**, *€ 120.00* is due on Friday.\n\n- Paper\n- Ink\n\n[See the invoice](https://acme.example/invoices/{{ data.number }})",
        },
      },
      {
        ref: "sms",
        type: "channel",
        channelKey: "sms",
        template: { text: "Invoice {{ data.number }} is due on Friday. Ignore this if you paid." },
      },
    ]);
    await addWorkflow("hostile", [
      { ref: "mail", type: "channel", channelKey: "email", template: { subject: "Hostile", html: HOSTILE } },
    ]);
  });
  afterAll(async () => {
    await browser.close();
    await product.stop();
  });
  beforeEach(async () => {
    troubles = [];
    context = await browser.newContext({ viewport: { width: 1200, height: 800 }, reducedMotion: "reduce" });
  });
  afterEach(async () => {
    await context.close();
    expect(troubles).toEqual([]);
  });

  async function addWorkflow(key: string, steps: object[]): Promise<void> {
    await product.ask(SAVE, { input: { document: { key, name: key, steps } } });
    await product.ask(COMMIT, { input: { workflowKey: key } });
  }

  const notify = (workflowKey: string, data: object = {}): Promise<unknown> =>
    product.ask(NOTIFY, { input: { workflowKey, recipients: [{ to: { userId: "ada" } }], data } });

  async function open(): Promise<Page> {
    const page = await context.newPage();
    watchForTrouble(page, product.url, troubles);
    await page.goto(`${product.url}/mailbox`);
    return page;
  }

  const shoot = async (page: Page, name: string): Promise<void> => {
    const folder = process.env.CARILLON_MAILBOX_SHOTS;
    if (folder) await page.screenshot({ path: `${folder}/${name}.png` });
  };

  test("is empty at first, and shows a mail and a text message as they arrive", async () => {
    const page = await open();
    await page.getByRole("heading", { name: "No mail yet" }).waitFor();
    await notify("invoice", { number: 7 });
    const mail = page.getByRole("button", { name: /Invoice 7 is due\b.*Dear Ada/ });
    await mail.click();
    const frame = page.frameLocator("iframe");
    await frame.getByRole("heading", { name: "Invoice 7" }).waitFor();
    expect(await frame.getByRole("link", { name: "See the invoice" }).getAttribute("href")).toBe(
      "https://acme.example/invoices/7",
    );
    await shoot(page, "html-light");

    await page.getByRole("button", { name: "Text", exact: true }).click();
    await page.getByRole("article").getByText("See the invoice (https://acme.example/invoices/7)").waitFor();
    await page.getByRole("button", { name: "Headers" }).click();
    await page.getByText("notifications@carillon.localhost").first().waitFor();
    await page.getByRole("button", { name: "Source" }).click();
    await page.getByText("multipart/alternative").waitFor();
    await page.getByRole("button", { name: /Attachments/ }).click();
    await page.getByText("This mail has no attachments.").waitFor();

    await page.getByRole("button", { name: /SMS/ }).click();
    await page.getByText("1 segment, 52 characters in GSM-7").waitFor();
    await shoot(page, "sms-light");
  });

  test("can be used by keyboard alone", async () => {
    const page = await open();
    const list = page.getByRole("navigation", { name: "Messages" });
    await list.getByRole("button").first().focus();
    await page.keyboard.press("j");
    expect(await list.getByRole("button").nth(1).getAttribute("aria-current")).toBe("true");
    await page.keyboard.press("ArrowUp");
    expect(await list.getByRole("button").first().getAttribute("aria-current")).toBe("true");
    await page.getByRole("article").waitFor();
  });

  test("shows HTML that runs nothing, loads nothing and navigates nowhere", async () => {
    await notify("hostile");
    const page = await context.newPage();
    const asked: string[] = [];
    // Requests that the policy of the frame blocks never get here.
    await page.route(/tracker\.example/, (route) => {
      asked.push(route.request().url());
      return route.abort();
    });
    await page.goto(`${product.url}/mailbox`);
    await page.getByRole("button", { name: /Hostile/ }).click();
    const frame = page.frameLocator("iframe");
    await frame.getByText("Hostile").waitFor();
    await frame.getByRole("button", { name: "Send" }).click();
    await page.getByRole("button", { name: "Source" }).click();
    await page.getByText("Subject: Hostile").waitFor();
    expect(await page.title()).toBe("Carillon · Mailbox");
    expect(asked).toEqual([]);
    await page.close();
  });

  test.each(["light", "dark"] as const)("axe finds no violation, %s, wide and narrow", async (colorScheme) => {
    const page = await open();
    await page.emulateMedia({ colorScheme });
    const mail = page.getByRole("button", { name: /Invoice 7 is due\b.*Dear Ada/ });
    await mail.waitFor();
    await shoot(page, `list-${colorScheme}`);
    await mail.click();
    await page.frameLocator("iframe").getByRole("heading", { name: "Invoice 7" }).waitFor();
    expect(await findings(page)).toEqual([]);
    await shoot(page, `html-${colorScheme}-wide`);
    await page.setViewportSize({ width: 380, height: 760 });
    expect(await findings(page)).toEqual([]);
    await shoot(page, `html-${colorScheme}-narrow`);
    await page.getByRole("button", { name: "← All messages" }).click();
    await page.getByRole("button", { name: /SMS/ }).waitFor();
    await shoot(page, `list-${colorScheme}-narrow`);
  });

  test("serves only pages of this server", async () => {
    for (const path of ["messages", "message?id=x", "html?id=x"]) {
      const answer = await fetch(`${product.url}/mailbox/${path}`, {
        headers: { origin: "https://evil.example", "sec-fetch-site": "cross-site" },
      });
      expect([path, answer.status]).toEqual([path, 403]);
    }
  });
});

async function findings(page: Page): Promise<string[]> {
  await page.evaluate(axe.source);
  return page.evaluate(async () => {
    const { violations } = await window.axe.run(document, { iframes: false });
    return violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(", ")}`);
  });
}

declare global {
  interface Window {
    axe: typeof axe;
  }
}
