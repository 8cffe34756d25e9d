import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "@jest/globals";
import type { Browser, BrowserContext, Page } from "playwright-core";
import { axeFindings } from "../../support/axe.js";
import { chromium, describeWith } from "../../support/parts.js";
import { waitUntil } from "../../support/wait-until.js";
import { launchBrowser, startProduct, watchForTrouble, type Product } from "../../support/product.js";

const NOTIFY = "mutation ($input: NotifyInput!) { notify(input: $input) { trigger { id } } }";
const RUNS =
  "query ($id: ID!) { trigger(id: $id) { status runs { nodes { id status recipient { ... on User { userId } } messages { id } } } } }";

interface Told {
  trigger: {
    status: string;
    runs: { nodes: { id: string; recipient: { userId: string }; messages: { id: string }[] }[] };
  };
}

const RANGES = ["light", "dark"] as const;
const WIDE = { width: 1360, height: 860 };
const MIDDLE = { width: 900, height: 780 };
const NARROW = { width: 390, height: 780 };

describeWith(chromium, "the dashboard", (executablePath) => {
  let product: Product;
  let browser: Browser;
  let context: BrowserContext;
  let troubles: string[];
  let triggerId: string;
  /** Run ids by the user for whom they are. */
  const runs: Record<string, string> = {};
  let messageId: string;

  beforeAll(async () => {
    product = await startProduct();
    browser = await launchBrowser(executablePath);
    await product.ask(
      'mutation { setPreferences(input: { recipient: { userId: "grace" }, rules: [{ category: "collaboration", allow: false }] }) { preferences { id } } }',
    );
    const { notify } = await product.ask<{ notify: { trigger: { id: string } } }>(NOTIFY, {
      input: {
        ...{
          workflowKey: "mention",
          actor: { userId: "linus" },
          cancellationKey: "plans",
          tenant: { tenantId: "acme" },
        },
        recipients: [{ to: { userId: "ada" } }, { to: { userId: "grace" } }],
        data: { documentId: "plans", document: "Plans <for> the year" },
      },
    });
    triggerId = notify.trigger.id;
    const told = await settled(triggerId);
    for (const { id, recipient, messages } of told.trigger.runs.nodes) {
      runs[recipient.userId] = id;
      messageId = messages[0]?.id ?? messageId;
    }
  });
  afterAll(async () => {
    await browser.close();
    await product.stop();
  });
  beforeEach(async () => {
    troubles = [];
    context = await browser.newContext({ viewport: WIDE, reducedMotion: "reduce" });
  });
  afterEach(async () => {
    await context.close();
    expect(troubles).toEqual([]);
  });

  async function settled(id: string): Promise<Told> {
    for (;;) {
      const told = await product.ask<Told>(RUNS, { id });
      if (told.trigger.status === "COMPLETED") return told;
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
  }

  async function open(path = ""): Promise<Page> {
    const page = await context.newPage();
    watchForTrouble(page, product.url, troubles);
    page.on("console", (message) => {
      if (message.type() === "warning") troubles.push(`warned ${message.text()}`);
    });
    await page.goto(`${product.url}/dashboard${path}`);
    return page;
  }

  const heading = (page: Page, name: string | RegExp) => page.getByRole("heading", { level: 1, name });
  const palette = (page: Page) => page.getByRole("dialog", { name: "Find" });
  const shoot = async (page: Page, name: string): Promise<void> => {
    const folder = process.env.CARILLON_DASHBOARD_SHOTS;
    if (folder) await page.screenshot({ path: `${folder}/${name}.png` });
  };

  test("signs its reader in without anything typed, and shows the environment", async () => {
    const page = await open();
    await heading(page, "Development").waitFor();
    expect(new URL(page.url()).pathname).toBe("/dashboard/development");
    await page.getByRole("complementary", { name: "Side bar" }).getByText("Developer").waitFor();
    expect(await page.evaluate("document.cookie")).toBe("");
  });

  test("an address is opened by somebody who has no session yet", async () => {
    const page = await open(`/development/runs/${runs["grace"]}`);
    await heading(page, "mention for Grace Hopper").waitFor();
  });

  test("says why each run sent something or not, in the list, beside it and on its page", async () => {
    const page = await open("/development/runs");
    const table = page.getByRole("table", { name: "Runs" });
    const row = table.getByRole("row", { name: /Opted out Grace Hopper/ });
    await row.getByText(/switched the category "collaboration" off/).waitFor();
    await table.getByRole("row", { name: /Sent Ada Lovelace/ }).waitFor();

    await row.click();
    const panel = page.getByRole("complementary", { name: "One of the runs" });
    await panel.getByRole("heading", { name: "mention for Grace Hopper" }).waitFor();
    await panel.getByText("Decided by the recipient’s own preferences.").first().waitFor();
    expect(page.url()).toContain(`open=${runs["grace"]}`);
    await panel.getByRole("link", { name: "mention for Grace Hopper" }).click();

    await heading(page, "mention for Grace Hopper").waitFor();
    await page.getByText("It has made none.").waitFor();
    await page.getByRole("link", { name: /accepted/ }).click();
    await heading(page, "Trigger of mention").waitFor();
    await page.getByText("Plans <for> the year").waitFor();
    await page.getByRole("link", { name: "Ada Lovelace" }).click();
    await heading(page, "mention for Ada Lovelace").waitFor();
    await page.getByRole("link", { name: "in-app" }).click();
    await heading(page, "in-app message for Ada Lovelace").waitFor();
    await page.getByText("Linus Torvalds mentioned you in Plans <for> the year").waitFor();
  });

  test("keeps filters in the address, and says which of them exclude everything", async () => {
    const page = await open("/development/runs?outcome=opted-out");
    const table = page.getByRole("table", { name: "Runs" });
    await table.getByRole("row", { name: /Grace Hopper/ }).waitFor();
    expect(await table.getByRole("row", { name: /Ada Lovelace/ }).count()).toBe(0);

    await page.getByLabel("Outcome").selectOption("failed");
    await page.getByRole("heading", { name: "No runs fit these filters" }).waitFor();
    expect(page.url()).toContain("outcome=failed");
    await page.getByRole("button", { name: "Drop “Failed”" }).click();
    await table.getByRole("row", { name: /Ada Lovelace/ }).waitFor();

    await page.getByLabel("Recipient").fill("ada");
    await page.getByLabel("Recipient").press("Enter");
    await table.getByRole("row", { name: /Grace Hopper/ }).waitFor({ state: "detached" });
    expect(page.url()).toContain("recipient=ada");
  });

  test("is used by keys alone: pages, rows, panel, palette, an id", async () => {
    const page = await open();
    await heading(page, "Development").waitFor();
    await page.keyboard.press("g");
    await page.keyboard.press("r");
    await heading(page, "Runs").waitFor();
    const table = page.getByRole("table", { name: "Runs" });
    await table.getByRole("row").nth(1).waitFor();
    await page.keyboard.press("j");
    await page.keyboard.press("Enter");
    const panel = page.getByRole("complementary", { name: "One of the runs" });
    const first = await panel.getByRole("heading", { level: 2 }).first().innerText();
    await page.keyboard.press("j");
    await panel.getByRole("heading", { level: 2, name: first }).waitFor({ state: "detached" });
    await page.keyboard.press("Escape");
    await panel.waitFor({ state: "detached" });

    await page.keyboard.press("ControlOrMeta+k");
    await palette(page).getByRole("combobox").fill("messages");
    await page.keyboard.press("Enter");
    await heading(page, "Messages").waitFor();

    await page.keyboard.press("ControlOrMeta+k");
    await palette(page)
      .getByRole("combobox")
      .fill(runs["ada"] ?? "");
    await palette(page)
      .getByRole("option", { name: /Open the run/ })
      .waitFor();
    await page.keyboard.press("Enter");
    await heading(page, "mention for Ada Lovelace").waitFor();

    await page.keyboard.press("?");
    await page.getByRole("dialog", { name: "Keys" }).waitFor();
    await page.keyboard.press("Escape");
    await page.getByRole("dialog").waitFor({ state: "detached" });
    await page.keyboard.press("t");
    await page.locator('html[data-theme="light"]').waitFor();
  });

  test("goes on after the session has ended, and nothing of the page is lost", async () => {
    const page = await open("/development/runs?outcome=opted-out");
    const table = page.getByRole("table", { name: "Runs" });
    await table.getByRole("row", { name: /Grace Hopper/ }).waitFor();
    await context.clearCookies();
    await page.getByRole("button", { name: "Read again" }).click();
    await page.getByLabel("Outcome").selectOption("sent");
    await table.getByRole("row", { name: /Ada Lovelace/ }).waitFor();
  });

  test("after signing out nothing is shown until somebody opens the dashboard again", async () => {
    const page = await open();
    await page.getByRole("button", { name: "Sign out" }).first().click();
    await page.getByRole("heading", { name: "Carillon is running" }).waitFor();
    expect(await context.cookies()).toEqual([]);
  });

  test("shows that it waits for the server, says when it is away, and tries again", async () => {
    const page = await open();
    await heading(page, "Development").waitFor();
    let answer: () => void = () => undefined;
    await page.route("**/graphql", async (route) => {
      await new Promise<void>((resolve) => {
        answer = resolve;
      });
      await route.continue();
    });
    await page.getByRole("link", { name: "Messages" }).click();
    await page.getByRole("status", { name: "Loading messages" }).waitFor();
    await shoot(page, "loading");
    answer();
    await page.getByRole("table", { name: "Messages" }).waitFor();

    await page.unroute("**/graphql");
    await page.route("**/graphql", (route) => route.abort());
    await page.getByRole("link", { name: "Runs" }).click();
    await page.getByRole("heading", { name: "The server does not answer" }).waitFor();
    await shoot(page, "error");
    expect(await axeFindings(page, "document")).toEqual([]);
    await page.unroute("**/graphql");
    await page.getByRole("button", { name: "Try again" }).click();
    await page
      .getByRole("table", { name: "Runs" })
      .getByRole("row", { name: /Ada Lovelace/ })
      .waitFor();
  });

  test("says what is missing: a page, a run, an environment", async () => {
    const page = await open("/development/nowhere");
    await heading(page, "There is no such page").waitFor();
    const run = await open("/development/runs/run_1");
    await heading(run, "No such run").waitFor();
    const environment = await open("/production");
    await environment.getByText('This session sees no environment "production".').waitFor();
    await shoot(environment, "no-environment");
  });

  test("a long list has only the rows near the screen in the document, and is read on to its end", async () => {
    const recipients = Array.from({ length: 240 }, (_, index) => ({ to: { user: { userId: `many-${index}` } } }));
    const { notify } = await product.ask<{ notify: { trigger: { id: string } } }>(NOTIFY, {
      input: { workflowKey: "task-assigned", recipients, data: { documentId: "plans" } },
    });
    await settled(notify.trigger.id);
    const page = await open("/development/runs?workflow=task-assigned");
    const table = page.getByRole("table", { name: "Runs" });
    await table.getByRole("row").nth(20).waitFor();
    expect(await table.getByRole("row").count()).toBeLessThan(60);
    await table.getByRole("link").first().focus();
    await waitUntil(async () => {
      await page.keyboard.press("j");
      const last = await table.getByRole("row").last().getAttribute("aria-rowindex");
      return last === "241";
    }, 60_000);
    expect(await table.getByRole("row").count()).toBeLessThan(80);
    await shoot(page, "runs-many");
  });

  const PAGES: [name: string, path: () => string, heading: string | RegExp][] = [
    ["overview", () => "", "Development"],
    ["triggers", () => "/triggers", "Triggers"],
    ["trigger", () => `/triggers/${triggerId}`, "Trigger of mention"],
    ["runs", () => "/runs", "Runs"],
    ["runs-panel", () => `/runs?open=${runs["grace"]}`, "Runs"],
    ["runs-empty", () => "/runs?outcome=failed", "Runs"],
    ["run", () => `/runs/${runs["grace"]}`, "mention for Grace Hopper"],
    ["messages", () => "/messages", "Messages"],
    ["message", () => `/messages/${messageId}`, "in-app message for Ada Lovelace"],
  ];

  describe.each(RANGES)("in %s", (colorScheme) => {
    test.each(PAGES)("axe finds nothing to mend on %s, wide, middle and narrow", async (name, path, title) => {
      const page = await open(`/development${path()}`);
      await page.emulateMedia({ colorScheme });
      for (const [size, viewport] of Object.entries({ wide: WIDE, middle: MIDDLE, narrow: NARROW })) {
        await page.setViewportSize(viewport);
        await heading(page, title).waitFor();
        await waitUntil(async () => (await page.locator("[aria-label^=Loading]").count()) === 0);
        expect([size, await axeFindings(page, "document")]).toEqual([size, []]);
        expect(await page.evaluate("document.documentElement.scrollWidth <= innerWidth")).toBe(true);
        await shoot(page, `${name}-${colorScheme}-${size}`);
      }
    });

    test("axe finds nothing to mend in what opens over a page", async () => {
      const page = await open("/development/runs");
      await page.emulateMedia({ colorScheme });
      await heading(page, "Runs").waitFor();
      await page.keyboard.press("ControlOrMeta+k");
      await palette(page).getByRole("option").first().waitFor();
      expect(await axeFindings(page, "document")).toEqual([]);
      await shoot(page, `palette-${colorScheme}`);
      await page.keyboard.press("Escape");
      await page.keyboard.press("?");
      await page.getByRole("dialog", { name: "Keys" }).waitFor();
      expect(await axeFindings(page, "document")).toEqual([]);
      await shoot(page, `keys-${colorScheme}`);
      await page.keyboard.press("Escape");
      await page.setViewportSize(NARROW);
      await page.getByRole("button", { name: "Pages" }).click();
      await page.getByRole("dialog", { name: "Pages" }).waitFor();
      expect(await axeFindings(page, "document")).toEqual([]);
      await shoot(page, `drawer-${colorScheme}`);
    });
  });
});
