/// <reference lib="dom" />
import { afterAll, beforeAll, expect, test } from "@jest/globals";
import type { Browser, Page } from "playwright-core";
import { axeFindings } from "../../support/axe.js";
import { chromium, describeWith } from "../../support/parts.js";
import { launchBrowser } from "../../support/product.js";
import { serveWidget, type WidgetPages } from "./widget-page.js";

/** A script that pages run before they start. It counts oscillators and notifications. */
const WATCH = `
  window.tones = 0; window.shown = [];
  const start = OscillatorNode.prototype.start;
  OscillatorNode.prototype.start = function (...when) { window.tones += 1; return start.apply(this, when); };
  const Own = window.Notification;
  window.Notification = class extends Own {
    constructor(title, options) { super(title, options); window.shown.push({ title, ...options }); window.last = this; }
  };`;

const arrive = (page: Page, count = 1): Promise<void> => page.evaluate(`carillonScene.arrive(${count})`);
const setVisible = (page: Page, isVisible: boolean): Promise<void> =>
  page.evaluate(`Object.defineProperty(document, "visibilityState", { value: "${isVisible ? "visible" : "hidden"}", configurable: true });
    document.dispatchEvent(new Event("visibilitychange"))`);

describeWith(chromium, "toasts and what else draws attention", (executablePath) => {
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
    ["light", "", 1000],
    ["dark", "", 1000],
    ["light", "&language=ar&position=bottom-end", 1000],
    ["light", "&language=de&position=top", 340],
  ])(
    "toasts in %s, with %s at %d pixels, have no axe violation and stay within the window",
    async (theme, query, width) => {
      const context = { viewport: { width, height: 700 }, colorScheme: theme as "light" | "dark" };
      const css = theme === "dark" ? "body { background: #111 }" : "";
      const page = await pages.open(`toasts&theme=${theme}${query}`, { context, css });
      await arrive(page, 4);
      await page.getByRole("listitem").nth(2).waitFor();
      await page.waitForFunction("document.getAnimations().length === 0");
      const folder = process.env.CARILLON_SCREENSHOTS;
      if (folder) await page.screenshot({ path: `${folder}/toasts-${theme}-${width}${query.replace(/\W/g, "-")}.png` });
      expect(await page.getByRole("listitem").count()).toBe(3);
      for (const box of await Promise.all((await page.getByRole("listitem").all()).map((each) => each.boundingBox()))) {
        expect(box?.x).toBeGreaterThanOrEqual(0);
        expect((box?.x ?? 0) + (box?.width ?? 0)).toBeLessThanOrEqual(width);
      }
      const found = await axeFindings(page, "'.carillon-toasts'");
      expect(found).toEqual([]);
      await page.context().close();
    },
  );

  test("a key moves the focus to the toasts, Escape closes them one by one and returns it; the page stays usable", async () => {
    const page = await pages.open("toasts");
    const bell = page.getByRole("button", { name: /^Notifications/ });
    await bell.focus();
    await arrive(page, 2);
    await page.getByRole("listitem").nth(1).waitFor();
    expect(await bell.evaluate((element) => element === document.activeElement)).toBe(true);
    await page.keyboard.press("F8");
    await page.waitForFunction("document.activeElement.closest('.carillon-toast') !== null");
    await page.keyboard.press("Escape");
    await page.keyboard.press("Escape");
    await page.waitForFunction("document.querySelector('.carillon-toast') === null");
    expect(await bell.evaluate((element) => element === document.activeElement)).toBe(true);
    await page.context().close();
  });

  test("the title and the icon show the number, and are restored when all is read", async () => {
    const page = await pages.open("attention");
    await page.waitForFunction("document.title === '(2) Widget'");
    await page.evaluate("document.title = 'Another'");
    await page.waitForFunction("document.title === '(2) Another'");
    // The scene's own icon is empty and cannot be drawn.
    expect(await page.evaluate("document.querySelector('[data-carillon-icon]')")).toBeNull();
    await page.evaluate(`
      const canvas = Object.assign(document.createElement("canvas"), { width: 32, height: 32 });
      canvas.getContext("2d").fillRect(0, 0, 32, 32);
      window.ownIcon = canvas.toDataURL();
      document.querySelector("link[rel=icon]").href = window.ownIcon`);
    await arrive(page);
    await page.waitForFunction("document.title === '(3) Another'");
    await page.waitForFunction("document.querySelector('link[rel=icon]')?.href.startsWith('data:image/png')");
    expect(await page.evaluate("document.querySelectorAll('link[rel=icon]').length")).toBe(1);
    expect(await page.evaluate("document.querySelector('link[rel=icon]').href === window.ownIcon")).toBe(false);
    await page.evaluate("carillonScene.read()");
    await page.waitForFunction("document.title === 'Another'");
    expect(await page.evaluate("document.querySelector('link[rel=icon]').href === window.ownIcon")).toBe(true);
    await page.context().close();
  });

  test("a sound plays in one tab, and only after the user has interacted with the page", async () => {
    const page = await pages.open("attention");
    const other = await page.context().newPage();
    for (const each of [page, other]) {
      await each.addInitScript(WATCH);
      await each.goto(`${pages.url}/?scene=attention`);
      await each.getByText("No sound yet").waitFor();
    }
    const warnings: string[] = [];
    page.on("console", (message) => warnings.push(message.text()));
    await arrive(page);
    await page.getByText("No sound yet").click();
    await page.getByText("Sound is ready").waitFor();
    expect(await page.evaluate("window.tones")).toBe(0);
    await other.getByText("No sound yet").click();
    await other.getByText("Sound is ready").waitFor();
    await Promise.all([arrive(page), arrive(other)]);
    const tones = async (): Promise<number> =>
      (await page.evaluate<number>("window.tones")) + (await other.evaluate<number>("window.tones"));
    while ((await tones()) === 0) await page.waitForTimeout(20);
    // One sound has two tones. A second sound would have played in the same task.
    expect(await tones()).toBe(2);
    expect(warnings).toEqual([]);
    await page.context().close();
  });

  test("a desktop notification is shown once, and only while no tab is visible; a click marks the item", async () => {
    const page = await pages.open("attention", { context: { permissions: ["notifications"] } });
    const other = await page.context().newPage();
    for (const each of [page, other]) {
      await each.addInitScript(WATCH);
      await each.goto(`${pages.url}/?scene=attention`);
      await each.getByText("Notifications: granted").waitFor();
    }
    const shown = async (): Promise<{ title: string; tag: string }[]> => [
      ...(await page.evaluate<{ title: string; tag: string }[]>("window.shown")),
      ...(await other.evaluate<{ title: string; tag: string }[]>("window.shown")),
    ];
    await setVisible(page, false);
    await page.waitForFunction(
      "navigator.locks.query().then(({ held }) => held.some(({ name }) => name === 'carillon-visible-1'))",
    );
    await Promise.all([arrive(page), arrive(other)]);
    await setVisible(other, false);
    await page.waitForFunction(
      "navigator.locks.query().then(({ held }) => !held.some(({ name }) => name === 'carillon-visible-1'))",
    );
    await Promise.all([arrive(page), arrive(other)]);
    while ((await shown()).length === 0) await page.waitForTimeout(20);
    // Both scenes number their items alike, so an item that arrives in both is the same item.
    expect(await shown()).toMatchObject([{ title: "Grace Hopper", tag: "msg_16" }]);
    const marked = await Promise.all(
      [page, other].map((each) => each.evaluate("window.last?.onclick(); carillonScene.calls('markRead').flat()")),
    );
    expect(marked.flat()).toEqual(["msg_16"]);
    await page.context().close();
  });
});
