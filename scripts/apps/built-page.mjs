import { preview } from "vite";
import { isError, withPage } from "./browser.mjs";

/**
 * Opens a built page in Chromium, with the API of a running Carillon at the same origin. The page must report no
 * error.
 */
export async function openBuilt({ folder, carillon }, visit) {
  const server = await preview({
    root: folder,
    configFile: false,
    logLevel: "silent",
    preview: { host: "127.0.0.1", port: 0, proxy: { "/graphql": { target: carillon.url, ws: true } } },
  });
  try {
    await withPage(isError, async (page) => {
      await page.goto(`http://127.0.0.1:${server.httpServer.address().port}/`);
      await visit(page);
    });
  } finally {
    await server.close();
  }
}

/**
 * Opens a built page with the feed of Grace. A `notify` must appear in the bell and in the feed, and a click on the
 * item must navigate.
 */
export function ringBell({ folder, carillon, name, hasRouter = true }) {
  const words = `Plan for ${name}`;
  return openBuilt({ folder, carillon }, async (page) => {
    const bell = page.getByRole("button", { name: /^Notifications/ });
    await bell.waitFor();
    await carillon.mention("grace", words, `plan-${name}`);
    await page.locator("carillon-feed").getByText(words).waitFor();
    await bell.click();
    const item = page.getByRole("dialog").getByRole("article").filter({ hasText: words });
    await item.waitFor();
    const screenshots = process.env.CARILLON_SCREENSHOTS;
    if (screenshots) await page.screenshot({ path: `${screenshots}/app-${name}.png` });
    await item.getByRole("link").first().click();
    if (hasRouter) await page.getByText(`?document=plan-${name}`).waitFor();
    else await page.waitForURL(`**/?document=plan-${name}`);
  });
}
