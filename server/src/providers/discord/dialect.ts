import { itemMark, textOf, type ChatBlock, type Inline } from "../kit/text/chat-document.js";

/** Keeps three backticks in code from ending it. */
const ZERO_WIDTH_SPACE = "\u200b";

/** Everything that Discord could read as markup, a mention, an emoji or a link with a title, behind a backslash. */
export function escapeDiscord(text: string): string {
  return text.replace(/[\\*_~`|<>@#[\]()]/g, "\\$&").replace(/^(\s*)([-+]|\d+\.)(?=\s)/gm, escapeItem);
}

function escapeItem(_whole: string, blanks: string, mark: string): string {
  return `${blanks}${mark.slice(0, -1)}\\${mark.slice(-1)}`;
}

/** The document in Discord's Markdown. */
export function discordMarkdown(blocks: readonly ChatBlock[]): string {
  return blocks.map(blockMarkdown).join("\n").trim();
}

function blockMarkdown(block: ChatBlock): string {
  const text = block.inlines.map(inlineMarkdown).join("");
  switch (block.is) {
    case "heading":
      return `**${escapeDiscord(textOf(block))}**`;
    case "code":
      return `\`\`\`\n${textOf(block).replaceAll("```", `\`\`${ZERO_WIDTH_SPACE}\``)}\n\`\`\``;
    case "quote":
      return text.replace(/^/gm, "> ");
    case "item":
      return `${"  ".repeat(block.depth)}${itemMark(block).replace("•", "-")} ${text}`;
    case "rule":
      return "———";
    case "paragraph":
      return text;
  }
}

function inlineMarkdown({ text, isBold, isItalic, isStruck, isCode, href }: Inline): string {
  let markup = isCode ? codeOf(text) : escapeDiscord(text);
  // In angle brackets a link shows no preview, and a bracket in the link ends nothing.
  if (href !== null) markup = href === text ? `<${href}>` : `[${markup}](<${href}>)`;
  if (isStruck) markup = `~~${markup}~~`;
  if (isItalic) markup = `*${markup}*`;
  return isBold ? `**${markup}**` : markup;
}

function codeOf(text: string): string {
  const safe = text.replaceAll("``", `\`${ZERO_WIDTH_SPACE}\``);
  return safe.includes("`") ? `\`\` ${safe} \`\`` : `\`${safe}\``;
}
