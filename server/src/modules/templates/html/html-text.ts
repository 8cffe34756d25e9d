const ENTITIES: Readonly<Record<string, string>> = { amp: "&", lt: "<", gt: ">", quot: '"', apos: "'", nbsp: " " };

/** Elements that are followed by a line break, and those that are followed by an empty line. */
const LINES = /^(?:div|li|tr|ul|ol|table|section|header|footer)$/;
const PARAGRAPHS = /^(?:p|h[1-6]|blockquote|pre)$/;
const UNSHOWN = /<!--[\s\S]*?-->|<(script|style|head|title)\b[^>]*>[\s\S]*?<\/\1\s*>/gi;
const PIECES = /<(\/?)([a-z][a-z0-9]*)\b([^>]*)>|([^<]+|<)/gi;
const HREF = /\bhref\s*=\s*(?:"([^"]*)"|'([^']*)')/i;
const ALT = /\balt\s*=\s*(?:"([^"]*)"|'([^']*)')/i;

/** The text of HTML, for readers that show no HTML: links with their address, list items with a dash. */
export function htmlText(html: string): string {
  let text = "";
  const links: { href: string; from: number }[] = [];
  for (const [, slash, tag = "", attributes = "", words] of html.replace(UNSHOWN, "").matchAll(PIECES)) {
    const name = tag.toLowerCase();
    if (words !== undefined) text += decoded(words.replace(/\s+/g, " "));
    else if (name === "br") text += "\n";
    else if (name === "hr") text += "\n---\n";
    else if (name === "img") text += valueIn(ALT, attributes);
    else if (name === "li" && slash === "") text += "\n- ";
    else if (name === "a" && slash === "") links.push({ href: valueIn(HREF, attributes), from: text.length });
    else if (name === "a") text += linkEnd(links.pop(), text);
    else if (PARAGRAPHS.test(name)) text += "\n\n";
    else if (LINES.test(name)) text += "\n";
  }
  const lines = text.split("\n").map((line) => line.trim());
  return lines
    .join("\n")
    .replace(/\n{3,}/g, "\n\n")
    .trim();
}

function linkEnd(link: { href: string; from: number } | undefined, text: string): string {
  if (!link || link.href === "") return "";
  const isShown = text.slice(link.from).trim() === link.href.replace(/^mailto:/, "");
  return isShown ? "" : ` (${link.href})`;
}

function valueIn(attribute: RegExp, attributes: string): string {
  const match = attribute.exec(attributes);
  return decoded(match?.[1] ?? match?.[2] ?? "");
}

function decoded(text: string): string {
  return text.replace(/&(?:#(\d{1,7})|#x([\da-f]{1,6})|([a-z]+));/gi, (entity, decimal, hex, name) => {
    if (name !== undefined) return ENTITIES[String(name).toLowerCase()] ?? entity;
    const code = decimal !== undefined ? Number(decimal) : Number.parseInt(String(hex), 16);
    return code > 0 && code <= 0x10ffff && (code < 0xd800 || code > 0xdfff) ? String.fromCodePoint(code) : "\uFFFD";
  });
}
