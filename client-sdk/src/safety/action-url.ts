import type { FeedItem } from "../types.js";
import { safeUrl } from "./safe-url.js";

/** The text block that carries a template's `actionUrl`. */
export const ACTION_URL_BLOCK = "action_url";

/** The target of a click on the item; null if there is none, or if links may not lead there. */
export function actionUrlOf(item: Pick<FeedItem, "blocks">, schemes: readonly string[] = []): string | null {
  const block = item.blocks.find(({ name }) => name === ACTION_URL_BLOCK);
  return block?.__typename === "TextBlock" ? safeUrl(block.text, schemes) : null;
}
