import type { FeedItem } from "@carillon/client";
import { type HtmlNode, parseHtml } from "@carillon/client/safety";
import { contentBlocksOf } from "../item/item-parts.js";

/** The text of an item. */
export function wordsOf(item: FeedItem, schemes: readonly string[]): string {
  const blocks = contentBlocksOf(item).map((block) =>
    block.__typename === "MarkdownBlock" ? parseHtml(block.html, schemes).map(textOf).join("") : block.text,
  );
  return blocks
    .join("\n")
    .replace(/[ \t]+/g, " ")
    .replace(/\s*\n\s*/g, "\n")
    .trim();
}

const IS_BLOCK = /^(?:p|div|li|h[1-6]|br|blockquote|pre|tr)$/;

function textOf(node: HtmlNode): string {
  if (typeof node === "string") return node;
  return node.children.map(textOf).join("") + (IS_BLOCK.test(node.tag) ? "\n" : "");
}
