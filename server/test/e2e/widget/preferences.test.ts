/// <reference lib="dom" />
import { afterAll, beforeAll, expect, test } from "@jest/globals";
import type { Browser } from "playwright-core";
import { axeFindings } from "../../support/axe.js";
import { chromium, describeWith } from "../../support/parts.js";
import { launchBrowser } from "../../support/product.js";
import { HOST_STYLES } from "./host-styles.js";
import { serveWidget, type WidgetPages } from "./widget-page.js";

describeWith(chromium, "the preference panel", (executablePath) => {
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

  test.each([
    ["light", "", 800, "Notification preferences"],
    ["dark", "", 800, "Notification preferences"],
    ["light", "&language=de", 320, "Einstellungen für Mitteilungen"],
    ["light", "&language=ar", 800, "تفضيلات الإشعارات"],
    ["light", "&preferences=none", 800, "Notification preferences"],
    ["dark", "&preferences=error", 800, "Notification preferences"],
  ])("in %s, with %s at %d pixels, has no axe violation", async (theme, query, width, title) => {
    const context = { viewport: { width, height: 760 }, colorScheme: theme as "light" | "dark" };
    const css = theme === "dark" ? "body { background: #111 }" : "";
    const page = await pages.open(`preferences&theme=${theme}${query}`, { context, css });
    await page.getByRole("region", { name: title }).waitFor();
    await page.waitForTimeout(200);
    const folder = process.env.CARILLON_SCREENSHOTS;
    if (folder)
      await page.screenshot({ path: `${folder}/preferences-${theme}-${width}${query.replace(/\W/g, "-")}.png` });

    const found = await axeFindings(page, "'.carillon-preferences'");
    expect(found).toEqual([]);
    // Content that is wider than the page scrolls within the panel.
    expect(await page.evaluate("document.documentElement.scrollWidth")).toBeLessThanOrEqual(width);
    await page.context().close();
  });

  test.each(Object.keys(HOST_STYLES))(
    "%s keeps targets of 24 pixels, names on the left and working choices",
    async (name) => {
      const page = await pages.open("preferences", { css: HOST_STYLES[name] });
      const comments = page.getByRole("checkbox", { name: "Comments Email" });
      const size = await comments.boundingBox();
      expect(Math.round(size?.width ?? 0)).toBe(18);
      expect(Math.round(size?.height ?? 0)).toBe(18);
      await comments.focus();
      await page.keyboard.press("Space");
      await page.waitForFunction(
        "document.querySelector('.carillon-preferences [role=status]').textContent === 'Saved'",
      );
      expect(await comments.isChecked()).toBe(false);
      await page.context().close();
    },
  );
});
