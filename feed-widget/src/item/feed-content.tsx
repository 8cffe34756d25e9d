"use client";
import type { FeedItem } from "@carillon/client";
import type { ReactElement, ReactNode } from "react";
import { useBellContext } from "../provider/bell-context.js";
import { htmlElements } from "../safety/html-elements.js";
import { ContentClamp } from "./content-clamp.js";
import { contentBlocksOf } from "./item-parts.js";

export interface FeedContentProps {
  readonly item: FeedItem;
  /** Wraps the text in a link; see `hasLinks`. */
  wrap?(words: ReactNode): ReactNode;
}

/** Whether the text of an item contains links, so that it must not be wrapped in a link. */
export function hasLinks(item: FeedItem): boolean {
  return item.blocks.some((block) => block.__typename === "MarkdownBlock" && /<a[\s/>]/i.test(block.html));
}

const asIs = (words: ReactNode): ReactNode => words;

/** The content of an item. Markdown arrives as HTML that the server has sanitised; it is sanitised again here. */
export function FeedContent({ item, wrap = asIs }: FeedContentProps): ReactElement {
  return (
    <ContentClamp wrap={wrap}>
      <ContentBlocks item={item} />
    </ContentClamp>
  );
}

/** The same at its full length. */
export function ContentBlocks({ item }: Pick<FeedContentProps, "item">): ReactNode {
  const { linkSchemes } = useBellContext();
  return contentBlocksOf(item).map((block) => {
    if (block.__typename === "TextBlock") return <p key={block.name}>{block.text}</p>;
    // Blocks of later types are skipped.
    if (block.__typename !== "MarkdownBlock") return null;
    return <div key={block.name}>{htmlElements(block.html, linkSchemes)}</div>;
  });
}
