import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from "@jest/globals";
import axe from "axe-core";
import type { Browser, BrowserContext, Page } from "playwright-core";
import { type DemoDesk, makeAdaAnew, mentionAda, openDesk } from "../support/demo-desk.js";
import { chromium, describeWith } from "../support/parts.js";
import { launchBrowser, type Product, startProduct, watchForTrouble } from "../support/product.js";

const SCHEMES = ["light", "dark"] as const;

describeWith(chromium, "axe finds nothing to mend, colours included (W-09)", (executablePath) => {
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
    context = await browser.newContext({ viewport: { width: 1400, height: 900 }, reducedMotion: "reduce" });
  });
  afterEach(async () => {
    await context.close();
    expect(troubles).toEqual([]);
  });

  const open = (): Promise<DemoDesk> => openDesk(product, context, troubles);

  async function openBell({ desk, page }: DemoDesk): Promise<void> {
    await desk
      .getByRole("button", { name: /^Notifications/ })
      .first()
      .click();
    await page.getByRole("dialog").waitFor();
  }

  test("in an empty list, and an empty popover", async () => {
    const ada = await open();
    await openBell(ada);
    await ada.page.getByRole("dialog").getByText("Nothing here yet").waitFor();
    expect(await findings(ada.page)).toEqual([]);
  });

  test("in a popover with items, one of which shows its menu", async () => {
    const ada = await open();
    for (const document of ["Budget", "Roadmap"]) await mentionAda(product, document);
    await ada.saying("Budget").waitFor();
    await openBell(ada);
    await ada.page.getByRole("dialog").getByRole("article").first().hover();
    expect(await findings(ada.page)).toEqual([]);
  });

  test("while offline, and while the server is away", async () => {
    const ada = await open();
    await mentionAda(product, "Budget");
    await ada.saying("Budget").waitFor();
    await context.setOffline(true);
    await ada.desk.getByText("You are offline. What you see may be old.").waitFor();
    expect(await findings(ada.page)).toEqual([]);
    await context.setOffline(false);
    await ada.desk.getByText("You are offline. What you see may be old.").waitFor({ state: "detached" });
    await product.restart(async () => {
      await ada.desk.getByText("Reconnecting …").waitFor();
      expect(await findings(ada.page)).toEqual([]);
    });
  });

  test("when nothing could be loaded", async () => {
    const page = await context.newPage();
    watchForTrouble(page, product.url, troubles);
    const failure = { message: "It broke.", extensions: { code: "INTERNAL" } };
    await page.route("**/graphql", (route) => route.fulfill({ json: { errors: [failure] } }));
    await page.goto(`${product.url}/demo`);
    await page.getByText("Notifications could not be loaded").first().waitFor();
    expect(await findings(page)).toEqual([]);
  });

  test("in a right-to-left layout", async () => {
    const ada = await open();
    await ada.page.evaluate('document.documentElement.dir = "rtl"');
    await mentionAda(product, "Budget");
    await ada.saying("Budget").waitFor();
    await openBell(ada);
    expect(await findings(ada.page)).toEqual([]);
  });

  test("on a page of 360 pixels, where the popover is a sheet and nothing is cut off", async () => {
    const ada = await open();
    await ada.page.setViewportSize({ width: 360, height: 740 });
    await mentionAda(product, "Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft");
    await ada.saying("Donau").waitFor();
    await openBell(ada);
    expect(await findings(ada.page)).toEqual([]);
    expect(await ada.page.evaluate("document.documentElement.scrollWidth")).toBe(360);
    const sheet = await ada.page.getByRole("dialog").boundingBox();
    expect([sheet?.x, sheet?.width, (sheet?.y ?? 0) + (sheet?.height ?? 0)]).toEqual([0, 360, 740]);
  });
});

/** The violations that axe finds on the whole page, in both colour schemes. */
async function findings(page: Page): Promise<string[]> {
  const found: string[] = [];
  for (const colorScheme of SCHEMES) {
    await page.emulateMedia({ colorScheme, reducedMotion: "reduce" });
    await page.evaluate(axe.source);
    const violations = await page.evaluate<axe.Result[]>("axe.run().then((result) => result.violations)");
    found.push(
      ...violations.map(({ id, nodes }) => `${colorScheme}: ${id} ${nodes.map((node) => node.html).join(" ")}`),
    );
  }
  return found;
}
