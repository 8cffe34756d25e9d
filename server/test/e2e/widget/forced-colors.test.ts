/// <reference lib="dom" />
import { afterAll, beforeAll, expect, test } from "@jest/globals";
import type { Browser, Page } from "playwright-core";
import { axeFindings } from "../../support/axe.js";
import { chromium, describeWith } from "../../support/parts.js";
import { launchBrowser } from "../../support/product.js";
import { serveWidget, type WidgetPages } from "./widget-page.js";

/** The visual differences of an element other than text that remain in forced colours. */
const LOOK = `(element) => {
  const { borderTopWidth, borderTopStyle, borderTopColor, outlineStyle, outlineWidth, backgroundColor } = getComputedStyle(element);
  const after = getComputedStyle(element, "::after");
  return {
    hasBorder: borderTopStyle !== "none" && parseFloat(borderTopWidth) > 0 && borderTopColor !== backgroundColor,
    hasRing: [[outlineStyle, outlineWidth], [after.outlineStyle, after.outlineWidth]].some(
      ([style, width]) => style !== "none" && parseFloat(width) >= 2),
  };
}`;

describeWith(chromium, "E-25: forced colours", (executablePath) => {
  let browser: Browser;
  let pages: WidgetPages;
  beforeAll(async () => {
    browser = await launchBrowser(executablePath);
    pages = await serveWidget(browser);
  });
  afterAll(async () => {
    await browser.close();
    await pages.stop();
  });

  async function open(scene: string, colorScheme: "light" | "dark"): Promise<Page> {
    const page = await pages.open(scene, { context: { viewport: { width: 1000, height: 800 } } });
    await page.emulateMedia({ forcedColors: "active", colorScheme, reducedMotion: "reduce" });
    return page;
  }
  const look = (page: Page, selector: string): Promise<{ hasBorder: boolean; hasRing: boolean }> =>
    page.evaluate(`(${LOOK})(document.querySelector(${JSON.stringify(selector)}))`);
  const ofFocus = async (page: Page): Promise<boolean> =>
    (await page.evaluate<{ hasRing: boolean }>(`(${LOOK})(document.activeElement)`)).hasRing;

  async function finish(page: Page, name: string): Promise<void> {
    const folder = process.env.CARILLON_SCREENSHOTS;
    if (folder) await page.screenshot({ path: `${folder}/forced-${name}.png` });
    const found = await axeFindings(page, "'.carillon'");
    expect(found).toEqual([]);
    await page.context().close();
  }

  test.each(["light", "dark"] as const)(
    "in %s, the focused bell has a ring, and its number is readable",
    async (scheme) => {
      const page = await open("popover", scheme);
      const bell = page.getByRole("button", { name: /^Notifications/ });
      await bell.waitFor();
      await page.keyboard.press("Tab");
      expect(await bell.evaluate((element) => element === document.activeElement)).toBe(true);
      expect(await ofFocus(page)).toBe(true);
      const badge = await page.locator(".carillon-badge").evaluate((element) => {
        const { color, backgroundColor } = getComputedStyle(element);
        return { color, backgroundColor };
      });
      expect(badge.color).not.toBe(badge.backgroundColor);
      await finish(page, `bell-${scheme}`);
    },
  );

  test.each(["light", "dark"] as const)(
    "in %s, toasts have borders, and the focused element has a ring",
    async (scheme) => {
      const page = await open("toasts", scheme);
      await page.getByRole("button", { name: /^Notifications/ }).waitFor();
      await page.evaluate("carillonScene.arrive(2)");
      await page.getByRole("listitem").nth(1).waitFor();
      expect((await look(page, ".carillon-toast")).hasBorder).toBe(true);
      // Two toasts, each with a button.
      for (const key of ["F8", "Tab", "Tab", "Tab"]) {
        await page.keyboard.press(key);
        expect(await page.evaluate("document.activeElement.closest('.carillon-toasts') !== null")).toBe(true);
        expect(await ofFocus(page)).toBe(true);
      }
      await finish(page, `toasts-${scheme}`);
    },
  );

  test.each(["light", "dark"] as const)(
    "in %s, pinned items are separated by a line and have an icon and a button with a ring",
    async (scheme) => {
      const page = await open("feed&items=pinned", scheme);
      await page.getByRole("article").first().waitFor();
      const apart = await page
        .locator(".carillon-row[data-pinned] + .carillon-row:not([data-pinned])")
        .evaluate((row) => {
          const { borderTopWidth, borderTopColor, backgroundColor } = getComputedStyle(row);
          return parseFloat(borderTopWidth) >= 2 && borderTopColor !== backgroundColor;
        });
      expect(apart).toBe(true);
      const sign = await page
        .locator(".carillon-pin svg")
        .first()
        .evaluate((svg) => {
          const { stroke } = getComputedStyle(svg);
          return stroke !== getComputedStyle(svg.closest(".carillon-item") ?? svg).backgroundColor;
        });
      expect(sign).toBe(true);
      await page.getByRole("button", { name: "Show all pinned (4)" }).focus();
      await page.keyboard.press("Shift+Tab");
      await page.keyboard.press("Tab");
      expect(await page.evaluate("document.activeElement.textContent")).toBe("Show all pinned (4)");
      expect(await ofFocus(page)).toBe(true);
      await page.keyboard.press("Tab");
      expect(await ofFocus(page)).toBe(true);
      await finish(page, `pins-${scheme}`);
    },
  );
});
