import type { Json, JsonObject } from "../../platform/json.js";
import { itemMark, textOf, type ChatBlock, type Inline } from "../kit/text/chat-document.js";

/** The three characters that Slack reads as the beginning of a mention, a link or an entity. */
export function escapeSlack(text: string): string {
  return text.replace(/&/g, "&amp;").replace(/</g, "&lt;").replace(/>/g, "&gt;");
}

/** The document in Slack's own markup, for lock screens and for clients that show no blocks. */
export function slackMarkup(blocks: readonly ChatBlock[]): string {
  return blocks.map(blockMarkup).join("\n").trim();
}

function blockMarkup(block: ChatBlock): string {
  const text = block.inlines.map(inlineMarkup).join("");
  switch (block.is) {
    case "heading":
      return `*${escapeSlack(textOf(block))}*`;
    case "code":
      return `\`\`\`${escapeSlack(textOf(block))}\`\`\``;
    case "quote":
      return text.replace(/^/gm, "> ");
    case "item":
      return `${"    ".repeat(block.depth)}${itemMark(block)} ${text}`;
    case "rule":
      return "———";
    case "paragraph":
      return text;
  }
}

function inlineMarkup({ text, isBold, isItalic, isStruck, isCode, href }: Inline): string {
  let markup = escapeSlack(text);
  if (href !== null) markup = href === text ? `<${escapeSlack(href)}>` : `<${escapeSlack(href)}|${markup}>`;
  if (isCode) markup = `\`${markup}\``;
  if (isStruck) markup = `~${markup}~`;
  if (isItalic) markup = `_${markup}_`;
  return isBold ? `*${markup}*` : markup;
}

/** The document as one `rich_text` block: its text is data, in which Slack looks for no markup and no mention. */
export function richText(blocks: readonly ChatBlock[]): Json {
  return { type: "rich_text", elements: blocks.map(richElement) };
}

function richElement(block: ChatBlock): Json {
  const elements = block.inlines.map((inline) => richInline(inline, block.is === "heading"));
  switch (block.is) {
    case "code":
      return { type: "rich_text_preformatted", elements: [{ type: "text", text: textOf(block) }] };
    case "quote":
      return { type: "rich_text_quote", elements };
    case "item":
      return {
        type: "rich_text_section",
        elements: [{ type: "text", text: `${"    ".repeat(block.depth)}${itemMark(block)} ` }, ...elements, LINE_BREAK],
      };
    case "rule":
      return { type: "rich_text_section", elements: [{ type: "text", text: "———\n" }] };
    default:
      return { type: "rich_text_section", elements: [...elements, LINE_BREAK] };
  }
}

const LINE_BREAK = { type: "text", text: "\n" };

function richInline({ text, isBold, isItalic, isStruck, isCode, href }: Inline, isHeading: boolean): Json {
  const style: JsonObject = {
    ...((isBold || isHeading) && { bold: true }),
    ...(isItalic && { italic: true }),
    ...(isStruck && { strike: true }),
    ...(isCode && { code: true }),
  };
  const piece: JsonObject = href === null ? { type: "text", text } : { type: "link", url: href, text };
  return Object.keys(style).length === 0 ? piece : { ...piece, style };
}
