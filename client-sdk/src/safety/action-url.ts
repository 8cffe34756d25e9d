import type { FeedItem } from "../types.js";
import { safeUrl } from "./safe-url.js";

/** The text block in which a template's `actionUrl` travels. */
export const ACTION_URL_BLOCK = "action_url";

/** Where a click on the item leads; null if nowhere, or to a place that no link may lead to. */
export function actionUrlOf(item: Pick<FeedItem, "blocks">, schemes: readonly string[] = []): string | null {
  const block = item.blocks.find(({ name }) => name === ACTION_URL_BLOCK);
  return block?.__typename === "TextBlock" ? safeUrl(block.text, schemes) : null;
}
