/// <reference lib="dom" />
import { afterAll, beforeAll, expect, test } from "@jest/globals";
import type { Browser, Page } from "playwright-core";
import { axeFindings } from "../../support/axe.js";
import { chromium, describeWith } from "../../support/parts.js";
import { launchBrowser } from "../../support/product.js";
import { serveWidget, type WidgetPages } from "./widget-page.js";

/** Elements whose text overflows them or the popover. The lines of items scroll or wrap, so they are left out. */
const OVERFLOWING = `(() => {
  const root = document.querySelector(".carillon-popover");
  const { left, right } = root.getBoundingClientRect();
  return [...root.querySelectorAll("h2, button, a, [role=tab], p, .carillon-notice")]
    .filter((element) => !element.closest("pre") && element.offsetParent !== null)
    .filter((element) => {
      const box = element.getBoundingClientRect();
      return element.scrollWidth > element.clientWidth + 1 && getComputedStyle(element).display !== "inline"
        || box.left < left - 1 || box.right > right + 1;
    })
    .map((element) => element.className + ": " + element.textContent);
})()`;

describeWith(chromium, "the widget in other languages", (executablePath) => {
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

  const shoot = async (page: Page, name: string): Promise<void> => {
    const folder = process.env.CARILLON_SCREENSHOTS;
    if (folder) await page.screenshot({ path: `${folder}/${name}.png` });
  };

  test.each([
    ["de", 1280, "ltr"],
    ["de", 320, "ltr"],
    ["pl", 320, "ltr"],
    ["ar", 1280, "rtl"],
    ["he", 320, "rtl"],
  ])("%s at %d pixels does not overflow and has no axe violation", async (language, width, dir) => {
    const context = { viewport: { width, height: 700 } };
    for (const items of ["", "none", "error"]) {
      const page = await pages.open(`open&language=${language}&items=${items}`, { context });
      await page.getByRole("dialog").waitFor();
      await page.waitForTimeout(300);
      await shoot(page, `language-${language}-${width}-${items || "items"}`);
      expect(await page.evaluate(OVERFLOWING)).toEqual([]);
      expect(await page.evaluate("getComputedStyle(document.querySelector('.carillon-popover')).direction")).toBe(dir);

      const found = await axeFindings(page, "'.carillon-popover'");
      expect(found).toEqual([]);
      await page.context().close();
    }
  });

  test("an Arabic popover opens below the other corner of its bell, and its header runs from right to left", async () => {
    const page = await pages.open("open&language=ar", { context: { viewport: { width: 1280, height: 700 } } });
    const heading = await page.getByRole("heading", { name: "الإشعارات" }).boundingBox();
    const markAll = await page.getByRole("button", { name: "تعليم الكل كمقروء" }).boundingBox();
    expect(heading?.x).toBeGreaterThan(markAll?.x ?? Infinity);
    await page.context().close();
  });
});
