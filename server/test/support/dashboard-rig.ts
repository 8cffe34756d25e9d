import { expect } from "@jest/globals";
import type { Browser, BrowserContext, Page } from "playwright-core";
import { axeFindings } from "./axe.js";
import type { Role } from "../../src/modules/requests/index.js";
import { launchBrowser, startProduct, watchForTrouble, type Product } from "./product.js";
import { waitUntil } from "./wait-until.js";

export const WIDE = { width: 1360, height: 860 };
export const MIDDLE = { width: 900, height: 780 };
export const NARROW = { width: 390, height: 780 };

/** The product and a browser that looks at its dashboard. Each test has a context, and so a session, of its own. */
export interface DashboardRig {
  readonly product: Product;
  /** A context; its pages share a session. */
  context(): Promise<BrowserContext>;
  /** Opens a page of the dashboard, such as `/development/workflows`, in the context of the test. */
  open(path?: string, context?: BrowserContext): Promise<Page>;
  /** A context whose session has this role in all environments. */
  contextOf(role: Role): Promise<BrowserContext>;
  /** What went wrong on the pages: exceptions, warnings, policy violations, requests to elsewhere. */
  readonly troubles: string[];
  /** Closes the test's contexts, and fails if anything went wrong on their pages. */
  endTest(): Promise<void>;
  stop(): Promise<void>;
}

export async function startDashboard(executablePath: string): Promise<DashboardRig> {
  const product = await startProduct();
  const browser: Browser = await launchBrowser(executablePath);
  const troubles: string[] = [];
  let contexts: BrowserContext[] = [];
  const rig: DashboardRig = {
    ...{ product, troubles },
    async context() {
      const made = await browser.newContext({ viewport: WIDE, reducedMotion: "reduce" });
      await made.grantPermissions(["clipboard-read", "clipboard-write"]);
      contexts.push(made);
      return made;
    },
    async contextOf(role) {
      const made = await rig.context();
      const { token } = await product.carillon.modules.sessions.start({
        ...{ role, method: "LOCAL", environmentId: null, ipAddress: null, userAgent: null },
      });
      await made.addCookies([{ name: "carillon", value: token, url: product.url }]);
      return made;
    },
    async open(path = "", given) {
      const context = given ?? contexts[0] ?? (await rig.context());
      const page = await context.newPage();
      watchForTrouble(page, product.url, troubles);
      page.on("console", (message) => {
        if (message.type() === "warning") troubles.push(`warned ${message.text()}`);
      });
      await page.goto(`${product.url}/dashboard${path}`);
      return page;
    },
    async endTest() {
      await Promise.all(contexts.map((each) => each.close()));
      contexts = [];
      expect(troubles.splice(0)).toEqual([]);
    },
    async stop() {
      await browser.close();
      await product.stop();
    },
  };
  return rig;
}

/** Takes a screenshot where somebody asked for them by `CARILLON_DASHBOARD_SHOTS`, the folder. */
export async function shoot(page: Page, name: string): Promise<void> {
  const folder = process.env.CARILLON_DASHBOARD_SHOTS;
  if (folder) await page.screenshot({ path: `${folder}/${name}.png` });
}

export const heading = (page: Page, name: string | RegExp) => page.getByRole("heading", { level: 1, name });

/** Looks at a page in both themes and three sizes: axe finds nothing, and nothing is wider than the screen. */
export async function inspect(page: Page, name: string): Promise<void> {
  for (const colorScheme of ["light", "dark"] as const) {
    await page.emulateMedia({ colorScheme });
    for (const [size, viewport] of Object.entries({ wide: WIDE, middle: MIDDLE, narrow: NARROW })) {
      await page.setViewportSize(viewport);
      await waitUntil(async () => (await page.locator("[aria-label^=Loading]").count()) === 0);
      await shoot(page, `${name}-${colorScheme}-${size}`);
      expect([size, colorScheme, await axeFindings(page, "document")]).toEqual([size, colorScheme, []]);
      expect(await page.evaluate("document.documentElement.scrollWidth <= innerWidth")).toBe(true);
    }
  }
  await page.setViewportSize(WIDE);
}
