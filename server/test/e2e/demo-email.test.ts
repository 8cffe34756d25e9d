import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from "@jest/globals";
import type { Browser, BrowserContext, Page } from "playwright-core";
import { makeAdaAnew, mentionAda, openDesk } from "../support/demo-desk.js";
import { report } from "../support/fault-rig.js";
import { chromium, describeWith } from "../support/parts.js";
import { launchBrowser, type Product, startProduct, watchForTrouble } from "../support/product.js";
import { waitUntil } from "../support/wait-until.js";

const TRACES = `{ runs(first: 5, filter: { recipient: { userId: "ada" } }) { nodes { status
  trace { stepRef code } messages { channelKey deliveryStatus ... on FeedItem { data } } } } }`;

interface Run {
  status: string;
  trace: { stepRef: string | null; code: string }[];
  messages: { channelKey: string; deliveryStatus: string; data?: { document?: string } }[];
}

describeWith(chromium, "the demo's email, in a browser on the whole product", (executablePath) => {
  let product: Product;
  let browser: Browser;
  let context: BrowserContext;
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
    await product.ask('mutation { identify(input: { userId: "ada", email: "ada@example.com" }) { user { id } } }');
    context = await browser.newContext({ viewport: { width: 1400, height: 900 } });
  });
  afterEach(async () => {
    await context.close();
    expect(troubles).toEqual([]);
  });

  async function open(path: string): Promise<Page> {
    const page = await context.newPage();
    watchForTrouble(page, product.url, troubles);
    await page.goto(`${product.url}${path}`);
    return page;
  }

  const runs = async (): Promise<Run[]> =>
    (await product.ask<{ runs: { nodes: Run[] } }>(TRACES)).runs.nodes.filter(({ messages }) => messages.length > 0);

  const runAbout = async (document: string): Promise<Run | undefined> =>
    (await runs()).find(({ messages }) => messages.some(({ data }) => data?.document === document));

  test("notify from GraphiQL is a mail in the mailbox, and in the trace", async () => {
    const mailbox = await open("/mailbox");
    await mailbox.getByRole("heading", { name: "No mail yet" }).waitFor();
    const graphiql = await open("/graphql");
    await graphiql.getByRole("tab", { name: "Notify" }).click();
    await graphiql.getByRole("button", { name: "Variables" }).click();
    await graphiql.locator(".graphiql-editor-tool").getByText('"mention"').dblclick();
    await graphiql.keyboard.insertText("task-assigned");
    await graphiql.locator(".graphiql-editor-tool").getByText("task-assigned").waitFor();
    await graphiql.getByRole("button", { name: "Execute query" }).click();
    const calledAt = performance.now();
    await mailbox.getByRole("button", { name: /Grace Hopper gave you a task: read this/ }).waitFor();
    report("GraphiQL to mailbox", { milliseconds: performance.now() - calledAt });

    const [run] = await runs();
    expect(run?.status).toBe("COMPLETED");
    expect(run?.trace).toContainEqual({ stepRef: "email", code: "message.made" });
    expect(run?.messages).toContainEqual(expect.objectContaining({ channelKey: "email", deliveryStatus: "SENT" }));
  });

  test("a mention that is read in the bell is not mailed, one that stays unread is; the page and the trace say why", async () => {
    const ada = await openDesk(product, context, troubles);
    const inbox = ada.desk.getByRole("region", { name: "Ada's email" });
    await mentionAda(product, "Budget");
    await mentionAda(product, "Roadmap");
    await ada.saying("Budget").getByText("mentioned you").click();
    const about = (document: string) => inbox.getByRole("listitem").filter({ hasText: document });
    await about("Roadmap")
      .getByText(/^Goes out in \d+ s, unless Ada reads it in the bell first$/)
      .waitFor();
    await about("Budget").getByText("Not sent: It was read in the bell first. step.conditions_not_met").waitFor();
    await about("Roadmap").getByRole("link", { name: "Read the email" }).click();
    await ada.page.getByRole("heading", { name: "Grace Hopper mentioned you in Roadmap" }).waitFor();
    await ada.page.frameLocator("iframe").getByText("you have not read it in the app yet").waitFor();
    expect(await ada.page.getByRole("navigation").getByText("Budget").count()).toBe(0);

    await waitUntil(async () => (await runAbout("Roadmap"))?.status === "COMPLETED");
    const [read, unread] = [await runAbout("Budget"), await runAbout("Roadmap")];
    expect(read?.trace).toContainEqual({ stepRef: "email", code: "step.conditions_not_met" });
    expect(read?.messages.map(({ channelKey }) => channelKey)).toEqual(["in-app"]);
    expect(unread?.trace).toContainEqual({ stepRef: "email", code: "message.made" });
  });
});
