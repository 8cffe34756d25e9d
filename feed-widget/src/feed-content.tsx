import type { FeedItem } from "@carillon/client";
import type { ReactElement } from "react";
import { contentBlocksOf } from "./item-parts.js";

export interface FeedContentProps {
  readonly item: FeedItem;
}

/** What an item says. Markdown arrives as HTML that the server made safe. */
export function FeedContent({ item }: FeedContentProps): ReactElement {
  return (
    <div className="carillon-content" dir="auto">
      {contentBlocksOf(item).map((block) => {
        if (block.__typename === "TextBlock") return <p key={block.name}>{block.text}</p>;
        // Kinds that came later than this widget are skipped.
        if (block.__typename !== "MarkdownBlock") return null;
        return <div key={block.name} dangerouslySetInnerHTML={{ __html: block.html }} />;
      })}
    </div>
  );
}
