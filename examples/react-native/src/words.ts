import type { FeedItem } from "@carillon/client";
import { type HtmlNode, parseHtml } from "@carillon/client/safety";

/** The text of an item without formatting. */
export function wordsOf({ blocks }: FeedItem): string {
  return blocks
    .flatMap((block) => {
      if (block.__typename === "MarkdownBlock") return [parseHtml(block.html).map(textOf).join("").trim()];
      return block.__typename === "TextBlock" && block.name === "body" ? [block.text] : [];
    })
    .join("\n");
}

function textOf(node: HtmlNode): string {
  return typeof node === "string" ? node : node.children.map(textOf).join("");
}
