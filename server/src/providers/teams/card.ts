import { isJsonObject, type Json, type JsonObject } from "../../platform/json.js";
import { itemMark, textOf, type ChatBlock, type Inline } from "../kit/text/chat-document.js";

/** The newest version of Adaptive Cards that every client of Teams shows. */
const VERSION = "1.4";
const INDENT = "\u2003";
const DEPTH_MAX = 20;

/** An Adaptive Card of the document. Its text is data, in which Teams looks for no markup and no mention. */
export function cardOf(blocks: readonly ChatBlock[], summary: string | null): JsonObject {
  return {
    type: "AdaptiveCard",
    $schema: "http://adaptivecards.io/schemas/adaptive-card.json",
    version: VERSION,
    ...(summary !== null && { fallbackText: summary, speak: summary }),
    body: blocks.map(elementOf),
  };
}

function elementOf(block: ChatBlock): JsonObject {
  switch (block.is) {
    case "heading":
      return richText(block.inlines.map((inline) => run(inline, { size: "Large", weight: "Bolder" })));
    case "code":
      return emphasised([richText([{ type: "TextRun", text: textOf(block), fontType: "Monospace" }])]);
    case "quote":
      return emphasised([richText(block.inlines.map((inline) => run(inline)))]);
    case "item": {
      const mark = { type: "TextRun", text: `${INDENT.repeat(block.depth)}${itemMark(block)} ` };
      return richText([mark, ...block.inlines.map((inline) => run(inline))]);
    }
    case "rule":
      return richText([{ type: "TextRun", text: "———", isSubtle: true }]);
    case "paragraph":
      return richText(block.inlines.map((inline) => run(inline)));
  }
}

function richText(inlines: Json[]): JsonObject {
  return { type: "RichTextBlock", inlines };
}

function emphasised(items: Json[]): JsonObject {
  return { type: "Container", style: "emphasis", items };
}

function run({ text, isBold, isItalic, isStruck, isCode, href }: Inline, look: JsonObject = {}): JsonObject {
  return {
    type: "TextRun",
    text,
    ...(isBold && { weight: "Bolder" }),
    ...(isItalic && { italic: true }),
    ...(isStruck && { strikethrough: true }),
    ...(isCode && { fontType: "Monospace" }),
    ...look,
    ...(href !== null && { color: "Accent", underline: true, selectAction: { type: "Action.OpenUrl", url: href } }),
  };
}

/**
 * The error in an author's card, as text; null if Teams can be expected to show it. Teams accepts a card before it
 * validates the card, so that errors would not be reported.
 */
export function checkCard(card: JsonObject): string | null {
  if (card.type === "MessageCard" || "@type" in card) return "The JSON is a MessageCard, which Teams no longer takes.";
  if (card.type !== "AdaptiveCard") return "The JSON is no Adaptive Card: its type is not AdaptiveCard.";
  if (typeof card.version !== "string" || !/^1\.[0-6]$/.test(card.version)) {
    return "The Adaptive Card has no version from 1.0 to 1.6.";
  }
  const { body = [], actions = [] } = card;
  if (!Array.isArray(body) || !Array.isArray(actions)) return "The card's body and actions are lists.";
  if (body.length + actions.length === 0) return "The card has nothing in its body.";
  return [...body, ...actions].every((each) => isElement(each, 0)) ? null : "An element of the card has no type.";
}

function isElement(element: Json, depth: number): boolean {
  if (!isJsonObject(element) || typeof element.type !== "string" || depth > DEPTH_MAX) return false;
  if (element.type === "TextBlock") return typeof element.text === "string";
  const { items } = element;
  return items === undefined || (Array.isArray(items) && items.every((each) => isElement(each, depth + 1)));
}
