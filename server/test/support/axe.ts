import axe from "axe-core";
import type { Page } from "playwright-core";

/** The violations that axe finds in the page, one line per rule. `where` is the argument of `axe.run`, as code. */
export async function axeFindings(page: Page, where: string): Promise<string[]> {
  await page.evaluate(axe.source);
  return page.evaluate<string[]>(
    `axe.run(${where}).then(({ violations }) => violations.map(({ id, nodes }) => id + ": " + nodes[0].html))`,
  );
}
