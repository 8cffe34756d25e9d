import type { BrowserContext, Locator, Page } from "playwright-core";
import { type Product, watchForTrouble } from "./product.js";

const NOTIFY = "mutation ($input: NotifyInput!) { notify(input: $input) { trigger { id } } }";
const COUNTS = '{ feed(recipient: { userId: "ada" }) { counts { total unread unseen } } }';

export interface Counts {
  readonly total: number;
  readonly unread: number;
  readonly unseen: number;
}

/** Ada's desk in the demo, in one tab. */
export class DemoDesk {
  readonly desk: Locator;
  readonly items: Locator;

  constructor(readonly page: Page) {
    this.desk = page.getByRole("region", { name: "Ada's desk" });
    this.items = this.desk.getByRole("article");
  }

  saying(words: string): Locator {
    return this.items.filter({ hasText: words });
  }

  /** Waits until Ada's feed is shown, with any content. */
  async isShown(): Promise<void> {
    await this.desk.getByText("Nothing here yet").or(this.items.first()).waitFor();
  }
}

/** Opens the demo in a new tab. Errors of the page are added to `troubles`. */
export async function openDesk(product: Product, context: BrowserContext, troubles: string[]): Promise<DemoDesk> {
  const page = await context.newPage();
  watchForTrouble(page, product.url, troubles);
  await page.goto(`${product.url}/demo`);
  const desk = new DemoDesk(page);
  await desk.isShown();
  return desk;
}

/** Empties Ada's feed. */
export async function makeAdaAnew(product: Product): Promise<void> {
  await product.ask('mutation { deleteUser(input: { userId: "ada" }) { userId } }');
  await product.ask('mutation { identify(input: { userId: "ada", name: "Ada Lovelace" }) { user { id } } }');
}

/** Grace mentions Ada in a document of this title. */
export async function mentionAda(product: Product, document: string): Promise<void> {
  const recipients = [{ to: { userId: "ada" } }];
  const data = { documentId: "launch-plan", document };
  await product.ask(NOTIFY, { input: { workflowKey: "mention", recipients, actor: { userId: "grace" }, data } });
}

/** The server's counts of Ada's feed. */
export async function countsOfAda(product: Product): Promise<Counts> {
  const { feed } = await product.ask<{ feed: { counts: Counts } }>(COUNTS);
  return feed.counts;
}
