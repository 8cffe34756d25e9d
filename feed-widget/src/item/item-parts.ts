import type { ButtonsBlock, FeedBlock, FeedItem, RecipientSummary } from "@carillon/client";
import { ACTION_URL_BLOCK, safeUrl } from "@carillon/client/safety";

/** Whether an item needs the reader's attention: it is neither read nor archived. */
export function needsAttention({ readAt, archivedAt }: FeedItem): boolean {
  return readAt === null && archivedAt === null;
}

/** The blocks with content, without the one that only contains the click target. */
export function contentBlocksOf(item: FeedItem): readonly Exclude<FeedBlock, ButtonsBlock>[] {
  return item.blocks.filter(
    (block) => block.__typename !== "ButtonsBlock" && block.name !== ACTION_URL_BLOCK,
  ) as Exclude<FeedBlock, ButtonsBlock>[];
}

/** Rows of buttons, without those whose URL is not allowed. */
export function buttonRowsOf(item: FeedItem, schemes: readonly string[] = []): readonly ButtonsBlock[] {
  const rows = item.blocks.filter((block) => block.__typename === "ButtonsBlock");
  return rows.map((row) => ({
    ...row,
    buttons: row.buttons.filter(({ action }) => safeUrl(action, schemes) !== null),
  }));
}

/** Invisible characters in addition to those that `trim` removes. */
const INVISIBLE = /[\p{Cf}\p{Cc}\u3164\uffa0\u115f\u1160\u2800]|\u034f/gu;

/** The text if it has any visible character, else an empty text. */
function visible(words: string | null | undefined): string {
  const trimmed = (words ?? "").trim();
  return trimmed.replace(INVISIBLE, "").trim() === "" ? "" : trimmed;
}

/** The name of an actor, else your id; a blank name counts as none. Empty if there is neither. */
export function nameOf(actor: RecipientSummary): string {
  return visible(actor.name) || visible(actor.__typename === "User" ? actor.userId : actor.objectId);
}

/**
 * The first letters of the first and the last word; characters such as brackets are skipped. Empty if there is no
 * letter.
 */
export function initialsOf(name: string): string {
  const words = visible(name)
    .split(/\s+/u)
    .map(firstLetter)
    .filter((letter) => letter !== "");
  const letters = [words[0], words.length > 1 ? words.at(-1) : ""];
  return letters.join("").toLocaleUpperCase();
}

const LETTER =
  /[\p{L}\p{N}]\p{M}*|\p{Extended_Pictographic}(?:\ufe0f|\u200d\p{Extended_Pictographic}|\p{Emoji_Modifier})*/u;

function firstLetter(word: string): string {
  return LETTER.exec(word)?.[0] ?? "";
}

/** A number from 0 to `count - 1` that is constant per actor. */
export function hueOf(actor: RecipientSummary, count: number): number {
  let sum = 0;
  for (const letter of actor.id) sum = (sum * 31 + (letter.codePointAt(0) ?? 0)) % 9973;
  return sum % count;
}

export interface ListedItems {
  /** The visible items. */
  readonly shown: readonly FeedItem[];
  /** The number of later arrivals that are held back above the list. */
  readonly heldCount: number;
}

/** Holds back items that arrived after `position`, so that a list that is being read does not move. */
export function holdBack(items: readonly FeedItem[], position: string | null): ListedItems {
  if (position === null) return { shown: items, heldCount: 0 };
  const shown = items.filter((item) => item.position <= position);
  return { shown, heldCount: items.length - shown.length };
}
