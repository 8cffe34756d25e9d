/// <reference lib="dom" />
import { afterAll, beforeAll, expect, test } from "@jest/globals";
import type { Browser, Page } from "playwright-core";
import { chromium, describeWith } from "../../support/parts.js";
import { launchBrowser } from "../../support/product.js";
import { serveWidget, type WidgetPages } from "./widget-page.js";

describeWith(chromium, "links of items", (executablePath) => {
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

  const callsOf = (page: Page, name: string): Promise<unknown[][]> => page.evaluate(`carillonScene.calls("${name}")`);
  const navigatedOf = (page: Page): Promise<string[]> => page.evaluate("carillonScene.navigated()");

  test("E-22, F6: an item with a target is a link by name, URL and position", async () => {
    const page = await pages.open("feed");
    const link = page.getByRole("link", { name: /Grace mentioned you/ });
    expect(await link.getAttribute("href")).toBe("/plan");
    // The link covers the whole item.
    for (const item of [page.getByRole("article").nth(0), page.getByRole("article").nth(1)]) {
      const corners = await item.evaluate((element) => {
        const { left, right, top, bottom } = element.getBoundingClientRect();
        return [
          [left + 3, top + 3],
          [right - 3, top + 3],
          [left + 3, bottom - 3],
          [right - 3, bottom - 3],
        ].map(([x = 0, y = 0]) => document.elementFromPoint(x, y)?.className);
      });
      expect(corners).toEqual(Array(4).fill("carillon-item-link"));
    }
    // An item without a target is no link.
    expect(await page.getByRole("article").filter({ hasText: "export" }).locator(".carillon-item-link").count()).toBe(
      0,
    );
    await page.context().close();
  });

  test("E-22, F6: control-click and middle click open a new tab, mark the item, and leave this page unchanged", async () => {
    const page = await pages.open("open");
    const words = page.getByText("and 4 others");
    for (const [index, options] of ([{ modifiers: ["Control"] }, { button: "middle" }] as const).entries()) {
      const [tab] = await Promise.all([page.context().waitForEvent("page"), words.click(options as object)]);
      await tab.waitForURL("**/budget");
      expect(await callsOf(page, "markInteracted")).toHaveLength(index + 1);
      await tab.close();
    }
    expect(await navigatedOf(page)).toEqual([]);
    expect(await page.getByRole("dialog").count()).toBe(1);
    await page.context().close();
  });

  test("E-22, F6: a click on the text of an item that contains links acts on the item's link, whatever the button", async () => {
    const page = await pages.open("feed");
    const words = page.getByText("mentioned you");
    for (const options of [{ modifiers: ["Control"] }, { button: "middle" }] as const) {
      const [tab] = await Promise.all([
        page.context().waitForEvent("page"),
        words.click({ ...options, position: { x: 60, y: 8 } } as object),
      ]);
      await tab.waitForURL("**/plan");
      await tab.close();
    }
    expect(await navigatedOf(page)).toEqual([]);
    await words.click({ position: { x: 60, y: 8 } });
    expect(await navigatedOf(page)).toEqual(["/plan"]);
    await page.context().close();
  });

  test("E-22: the keyboard reaches the link by Tab and follows it by Enter, and from the article by Enter", async () => {
    const page = await pages.open("feed");
    await page.getByRole("tab", { name: "All" }).focus();
    await page.keyboard.press("Tab");
    expect(await page.evaluate("document.activeElement.getAttribute('href')")).toBe("/plan");
    await page.keyboard.press("Enter");
    await page.keyboard.press("PageDown");
    expect(await page.evaluate("document.activeElement.getAttribute('role')")).toBe("article");
    await page.keyboard.press("Enter");
    expect(await navigatedOf(page)).toEqual(["/plan", "/budget"]);
    await page.context().close();
  });

  test("E-22: selecting the text of an item follows nothing", async () => {
    const page = await pages.open("feed");
    const box = await page.getByText("and 4 others").boundingBox();
    if (!box) throw new Error("not on screen");
    await page.mouse.move(box.x + 4, box.y + 8);
    await page.mouse.down();
    await page.mouse.move(box.x + 90, box.y + 8, { steps: 6 });
    await page.mouse.move(box.x + 150, box.y + 8, { steps: 6 });
    await page.mouse.up();
    expect(await page.evaluate("getSelection().toString()")).toMatch(/and 4|others|Ada/);
    expect(await navigatedOf(page)).toEqual([]);
    expect(await callsOf(page, "markInteracted")).toEqual([]);
    // The next click follows the link.
    await page.mouse.click(box.x + 20, box.y + 8);
    expect(await navigatedOf(page)).toEqual(["/budget"]);
    await page.context().close();
  });

  test("E-23: a link within the text calls onNavigate and marks its item, in a new tab too", async () => {
    const page = await pages.open("feed");
    const inline = page.getByRole("link", { name: "Launch plan", exact: true });
    await inline.click();
    expect(await navigatedOf(page)).toEqual(["/inline"]);
    expect(await callsOf(page, "markLinkClicked")).toEqual([["msg_9", { action: "link", url: "/inline" }]]);
    const [tab] = await Promise.all([page.context().waitForEvent("page"), inline.click({ button: "middle" })]);
    await tab.close();
    expect(await callsOf(page, "markLinkClicked")).toHaveLength(2);
    await page.context().close();
  });

  test("E-23: buttons call onNavigate, and mark in a new tab too", async () => {
    const page = await pages.open("feed");
    await page.getByRole("link", { name: "Reply" }).click();
    expect(await navigatedOf(page)).toEqual(["/reply"]);
    const [tab] = await Promise.all([
      page.context().waitForEvent("page"),
      page.getByRole("link", { name: "See the document" }).click({ button: "middle" }),
    ]);
    await tab.close();
    expect(await callsOf(page, "markInteracted")).toEqual([
      ["msg_9", { action: "primary" }],
      ["msg_9", { action: "secondary" }],
    ]);
    await page.context().close();
  });

  test.each(["Reply", "Launch plan", /Grace mentioned you/])(
    "E-24: following %s closes the popover, and the bell gets the focus",
    async (name) => {
      const page = await pages.open("popover");
      await page.getByRole("button", { name: /Notifications/ }).click();
      await page
        .getByRole("dialog")
        .getByRole("link", { name, exact: typeof name === "string" })
        .first()
        .click({ position: { x: 8, y: 6 } });
      await page.getByRole("dialog").waitFor({ state: "detached" });
      expect(await page.evaluate("document.activeElement.className")).toContain("carillon-bell");
      await page.context().close();
    },
  );

  test("E-24: a navigation by any router closes it too", async () => {
    const page = await pages.open("open");
    await page.getByRole("dialog").waitFor();
    await page.evaluate("history.pushState(null, '', '/other')");
    await page.getByRole("dialog").waitFor({ state: "detached" });
    await page.context().close();
  });

  test("E-23: without onNavigate the browser navigates", async () => {
    const page = await pages.open("popover&navigate=no");
    await page.getByRole("button", { name: /Notifications/ }).click();
    await page.getByText("and 4 others").click();
    await page.waitForURL("**/budget");
    await page.context().close();
  });
});
