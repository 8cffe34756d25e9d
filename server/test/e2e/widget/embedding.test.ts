/// <reference lib="dom" />
import { afterAll, beforeAll, expect, test } from "@jest/globals";
import type { Browser, Page } from "playwright-core";
import { axeFindings } from "../../support/axe.js";
import { chromium, describeWith } from "../../support/parts.js";
import { launchBrowser } from "../../support/product.js";
import { HOST_STYLES } from "./host-styles.js";
import { serveWidget, type WidgetPages } from "./widget-page.js";

describeWith(chromium, "the widget in other people's pages", (executablePath) => {
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

  const bell = (page: Page) => page.getByRole("button", { name: /Notifications/ });
  const dialog = (page: Page) => page.getByRole("dialog", { name: "Notifications" });
  const focused = (page: Page): Promise<string> =>
    page.evaluate("document.activeElement.className || document.activeElement.tagName");
  const close = (page: Page): Promise<void> => page.context().close();

  test("F10: a custom button that toggles a controlled popover opens and closes it, and regains the focus", async () => {
    const page = await pages.open("own");
    const button = page.getByRole("button", { name: "My own button" });
    await button.click();
    await dialog(page).waitFor();
    const [from, to] = [await button.boundingBox(), await dialog(page).boundingBox()];
    expect((to?.y ?? 0) - ((from?.y ?? 0) + (from?.height ?? 0))).toBeCloseTo(8, 0);
    await button.click();
    await dialog(page).waitFor({ state: "detached" });
    await page.waitForTimeout(500);
    expect(await dialog(page).count()).toBe(0);
    await button.click();
    await page.keyboard.press("Escape");
    await dialog(page).waitFor({ state: "detached" });
    expect(await focused(page)).toBe("BUTTON");
    await close(page);
  });

  test("F10: a custom trigger gets its state and its counts", async () => {
    const page = await pages.open("trigger");
    const button = page.getByRole("button", { name: "Notifications, 2 new" });
    expect(await button.textContent()).toBe("Inbox 2");
    await button.click();
    expect(await button.getAttribute("aria-expanded")).toBe("true");
    await button.click();
    await dialog(page).waitFor({ state: "detached" });
    await close(page);
  });

  test("E-26: in a modal dialog that is moved by a transform, it works, is next to its bell, and Escape closes only it", async () => {
    const page = await pages.open("dialog");
    await bell(page).click();
    await dialog(page).waitFor();
    const [from, to] = [await bell(page).boundingBox(), await dialog(page).boundingBox()];
    expect((to?.y ?? 0) - ((from?.y ?? 0) + (from?.height ?? 0))).toBeCloseTo(8, 0);
    await dialog(page).getByRole("link", { name: "Reply" }).hover();
    await page.keyboard.press("Escape");
    await dialog(page).waitFor({ state: "detached" });
    expect(await page.locator("dialog[open]").count()).toBe(1);
    expect(await focused(page)).toContain("carillon-bell");
    await close(page);
  });

  test.each(["open", "closed"])(
    "E-26: in a shadow root that is %s it is styled, and clicks inside differ from clicks outside",
    async (mode) => {
      const page = await pages.open(`shadow&mode=${mode}`);
      const at = { x: 20, y: 20 };
      await page.waitForTimeout(300);
      await page.mouse.click(at.x, at.y);
      await page.waitForTimeout(300);
      const isOpen = async (): Promise<boolean> =>
        (await page.screenshot()).length > 0 && mode === "closed" ? true : (await dialog(page).count()) === 1;
      expect(await isOpen()).toBe(true);
      if (mode === "open") {
        expect(await dialog(page).evaluate((box) => getComputedStyle(box).position)).toBe("fixed");
        await dialog(page).getByText("Your export").click();
        await page.waitForTimeout(400);
        expect(await dialog(page).count()).toBe(1);
        await bell(page).click();
        await dialog(page).waitFor({ state: "detached" });
      }
      await close(page);
    },
  );

  test("E-26: it shows above a full-screen element", async () => {
    const page = await pages.open("popover");
    await page.evaluate("document.getElementById('root').requestFullscreen()");
    await bell(page).click();
    await dialog(page).waitFor();
    expect(await dialog(page).evaluate((box) => document.fullscreenElement?.contains(box))).toBe(true);
    await close(page);
  });

  test("E-26: a click into an iframe closes it", async () => {
    const page = await pages.open("outside");
    await dialog(page).waitFor();
    await page.frameLocator("iframe").getByText("In it").click();
    await dialog(page).waitFor({ state: "detached" });
    await close(page);
  });

  test("E-26: in the document of an iframe, a long list shows rows at any scroll position, and items can be followed", async () => {
    const page = await pages.open("frame&items=200");
    const frame = page.frameLocator("iframe");
    const scroller = frame.locator(".carillon-scroller");
    await frame.getByRole("article").first().waitFor();
    for (const share of [0.5, 0.9, 0.3]) {
      await scroller.evaluate((box, at) => (box.scrollTop = box.scrollHeight * at), share);
      await scroller.evaluate(
        (box) =>
          new Promise<void>((resolve) => {
            const look = () => {
              const { left, top, height } = box.getBoundingClientRect();
              const found = box.ownerDocument.elementFromPoint(left + 100, top + height / 2)?.closest("[role=article]");
              if (found) resolve();
              else requestAnimationFrame(look);
            };
            look();
          }),
      );
    }
    const row = frame.locator("[role=article]:not([aria-posinset='1'])").first();
    await row.click({ position: { x: 8, y: 8 } });
    expect(await page.evaluate("carillonScene.navigated().length")).toBe(1);
    expect(await page.evaluate("carillonScene.calls('markInteracted').length")).toBe(1);
    await close(page);
  });

  test("E-10: CSS variables of any ancestor apply, in light and in dark", async () => {
    for (const colorScheme of ["light", "dark"] as const) {
      const css = ":root { --carillon-width: 333px } body { --carillon-accent: rgb(1, 2, 3) }";
      const page = await pages.open("open", { css, context: { colorScheme } });
      await dialog(page).waitFor();
      expect((await dialog(page).boundingBox())?.width).toBe(333);
      expect(
        await page
          .locator(".carillon-dot")
          .first()
          .evaluate((dot) => getComputedStyle(dot).backgroundColor),
      ).toBe("rgb(1, 2, 3)");
      await close(page);
    }
  });

  test("E-32: a class of the host wins over the widget's, in a layer or not", async () => {
    const css =
      ".carillon-item { padding-top: 33px } .carillon-title { color: rgb(1, 2, 3) } @layer utilities { .utility { border-radius: 3px } }";
    const page = await pages.open("classes", { css });
    const styleOf = (selector: string, name: string): Promise<string> =>
      page
        .locator(selector)
        .first()
        .evaluate((element, property) => getComputedStyle(element).getPropertyValue(property), name);
    expect(await styleOf(".carillon-item", "padding-top")).toBe("33px");
    expect(await styleOf(".carillon-title", "color")).toBe("rgb(1, 2, 3)");
    expect(await styleOf(".mine", "border-top-left-radius")).toBe("3px");
    await close(page);
  });

  test.each(Object.keys(HOST_STYLES))(
    "E-32: %s does not change the size, position or look of any part, and is not changed",
    async (name) => {
      const plain = await looksOf(await pages.open("open"));
      const hosted = await looksOf(await pages.open("open", { css: HOST_STYLES[name] ?? "" }));
      expect(hosted).toEqual(plain);
    },
  );

  test("E-32: no rule of the widget matches an element of the host", async () => {
    const page = await pages.open("outside");
    const before = await page
      .locator("#outside")
      .evaluate((button) =>
        JSON.stringify(
          Object.fromEntries(
            [...getComputedStyle(button)].map((key) => [key, getComputedStyle(button).getPropertyValue(key)]),
          ),
        ),
      );
    await page.evaluate("for (const link of document.querySelectorAll('link[rel=stylesheet]')) link.remove()");
    const after = await page
      .locator("#outside")
      .evaluate((button) =>
        JSON.stringify(
          Object.fromEntries(
            [...getComputedStyle(button)].map((key) => [key, getComputedStyle(button).getPropertyValue(key)]),
          ),
        ),
      );
    const sizes = /"(?:inline-size|width|perspective-origin|transform-origin|top|left|inset[a-z-]*)":"[^"]*",?/g;
    expect(after.replace(sizes, "")).toBe(before.replace(sizes, ""));
    await close(page);
  });

  test("E-5: a feed without a height loads another page only when the reader is near its end", async () => {
    const page = await pages.open("tall&items=20&more=yes");
    await page.waitForTimeout(800);
    expect(await page.evaluate("carillonScene.fetchCount()")).toBe(0);
    await page.evaluate("window.scrollTo(0, document.body.scrollHeight)");
    await page.waitForFunction("carillonScene.fetchCount() > 0");
    await close(page);
  });

  test("E-43: it is as high as its content, and a sheet with a scrim on a narrow page", async () => {
    const page = await pages.open("open&items=1");
    await dialog(page).waitFor();
    expect((await dialog(page).boundingBox())?.height).toBeLessThan(300);
    await close(page);
    const narrow = await pages.open("open", { context: { viewport: { width: 360, height: 740 } } });
    const sheet = await dialog(narrow).boundingBox();
    expect([sheet?.x, sheet?.width, (sheet?.y ?? 0) + (sheet?.height ?? 0)]).toEqual([0, 360, 740]);
    await narrow.mouse.click(100, 20);
    await dialog(narrow).waitFor({ state: "detached" });
    await close(narrow);
  });

  test("E-43: a long text shows its beginning, and the rest on demand", async () => {
    const page = await pages.open("feed");
    const item = page.getByRole("article").filter({ hasText: "A long story" });
    const before = (await item.boundingBox())?.height ?? 0;
    await item.getByRole("button", { name: "Show more" }).click();
    expect((await item.boundingBox())?.height ?? 0).toBeGreaterThan(before + 100);
    await item.getByRole("button", { name: "Show less" }).click();
    expect((await item.boundingBox())?.height).toBeCloseTo(before, 0);
    await close(page);
  });

  test("targets are at least 24 px, also at 400 % zoom and with wide text spacing, and nothing scrolls horizontally", async () => {
    for (const css of [
      "",
      "* { line-height: 1.5 !important; letter-spacing: 0.12em !important; word-spacing: 0.16em !important } p { margin-bottom: 2em !important }",
    ]) {
      const page = await pages.open("open", { css, context: { viewport: { width: 320, height: 256 } } });
      await dialog(page).waitFor();
      const small = await dialog(page)
        .locator("button, a")
        .evaluateAll(
          (all) =>
            all
              .filter((each) => !each.closest(".carillon-content"))
              .map((each) => each.getBoundingClientRect())
              .filter(({ width, height }) => width < 24 || height < 24).length,
        );
      expect(small).toBe(0);
      expect(
        await page.evaluate(
          "[...document.querySelectorAll('.carillon-popover, .carillon-scroller, .carillon-head, .carillon-item, html')].filter((e) => e.scrollWidth > e.clientWidth + 1).length",
        ),
      ).toBe(0);
      await close(page);
    }
  });

  test.each([
    ["light", "open", {}],
    ["dark", "open", { colorScheme: "dark" }],
    ["narrow", "open", { viewport: { width: 360, height: 740 } }],
    ["right to left", "open&dir=rtl", {}],
    ["empty", "open&items=none", {}],
    ["in error", "open&items=error", {}],
    ["loading", "open&items=loading", {}],
    ["three thousand", "open&items=3000", {}],
  ] as const)("E-35: axe finds no violation: %s", async (_name, scene, context) => {
    const page = await pages.open(scene, { context });
    await dialog(page).waitFor();
    await page.waitForTimeout(300);
    const found = await axeFindings(page, "'.carillon-popover'");
    expect(found).toEqual([]);
    await close(page);
  });

  test("E-25: in forced colours, unread items and the chosen tab can be recognised", async () => {
    const page = await pages.open("open", { context: { forcedColors: "active" } });
    await dialog(page).waitFor();
    const styles = await page.evaluate(`(() => {
      const of = (selector, name) => getComputedStyle(document.querySelector(selector)).getPropertyValue(name);
      return [
        of(".carillon-dot", "background-color") !== of(".carillon-popover", "background-color"),
        of("[role=tab][aria-selected=true]", "border-bottom-width"), of("[role=tab][aria-selected=false]", "border-bottom-width"),
        of("[data-unread]", "border-left-width"), of("[data-carillon-item]:not([data-unread])", "border-left-width"),
      ];
    })()`);
    expect(styles).toEqual([true, "4px", "0px", "4px", "0px"]);
    await close(page);
  });
});

/** The position, size and look of every part. */
async function looksOf(page: Page): Promise<unknown> {
  const dialog = page.getByRole("dialog", { name: "Notifications" });
  await dialog.waitFor();
  await dialog.getByRole("button", { name: "More lists" }).click();
  await dialog.getByRole("button", { name: "Snooze" }).first().click();
  await page.waitForTimeout(300);
  const looks: unknown = await page.evaluate(`(() => {
    const box = document.querySelector(".carillon-popover");
    const origin = box.getBoundingClientRect();
    const names = ["color", "background-color", "font-size", "font-weight", "font-family", "text-decoration-line", "box-shadow", "border-top-width", "border-radius", "text-transform", "letter-spacing", "opacity"];
    return [...box.querySelectorAll("*")].filter((each) => !(each instanceof SVGElement)).map((each) => {
      const { top, left, width, height } = each.getBoundingClientRect();
      const style = getComputedStyle(each);
      return [each.tagName + "." + each.className, Math.round(top - origin.top), Math.round(left - origin.left), Math.round(width), Math.round(height), ...names.map((name) => name + ": " + style.getPropertyValue(name))].join(" | ");
    });
  })()`);
  await page.context().close();
  return looks;
}
