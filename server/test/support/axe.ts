import axe from "axe-core";
import type { Page } from "playwright-core";

/** What axe finds in the page, one line for each rule; `where` is what `axe.run` gets, as code. */
export async function axeFindings(page: Page, where: string): Promise<string[]> {
  await page.evaluate(axe.source);
  return page.evaluate<string[]>(
    `axe.run(${where}).then(({ violations }) => violations.map(({ id, nodes }) => id + ": " + nodes[0].html))`,
  );
}
