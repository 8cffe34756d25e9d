import type { ButtonsBlock, FeedBlock, FeedItem, RecipientFace } from "@carillon/client";

/** The text block in which a template's `actionUrl` travels. */
const ACTION_URL = "action_url";

/** Where a click on the item leads; null if nowhere. */
export function actionUrlOf(item: FeedItem): string | null {
  const block = item.blocks.find(({ name }) => name === ACTION_URL);
  return block?.__typename === "TextBlock" && block.text !== "" ? block.text : null;
}

/** Blocks to read, without the one that only says where a click leads. */
export function contentBlocksOf(item: FeedItem): readonly Exclude<FeedBlock, ButtonsBlock>[] {
  return item.blocks.filter((block) => block.__typename !== "ButtonsBlock" && block.name !== ACTION_URL) as Exclude<
    FeedBlock,
    ButtonsBlock
  >[];
}

export function buttonRowsOf(item: FeedItem): readonly ButtonsBlock[] {
  return item.blocks.filter((block) => block.__typename === "ButtonsBlock");
}

export function initialsOf(name: string): string {
  const words = name.trim().split(/\s+/u);
  const letters = [words[0], words.length > 1 ? words.at(-1) : ""].map((word) => [...(word ?? "")][0] ?? "");
  return letters.join("").toLocaleUpperCase();
}

/** A number from 0 to `count - 1` that is always the same for the same person. */
export function hueOf(actor: RecipientFace, count: number): number {
  let sum = 0;
  for (const letter of actor.id) sum = (sum * 31 + (letter.codePointAt(0) ?? 0)) % 9973;
  return sum % count;
}

export interface ListedItems {
  /** What the list shows. */
  readonly shown: readonly FeedItem[];
  /** How many arrived since and are held back above it. */
  readonly heldCount: number;
}

/** Holds back what arrived after `position`, so that a list which is being read does not move. */
export function holdBack(items: readonly FeedItem[], position: string | null): ListedItems {
  if (position === null) return { shown: items, heldCount: 0 };
  const shown = items.filter((item) => item.position <= position);
  return { shown, heldCount: items.length - shown.length };
}
