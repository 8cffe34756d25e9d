const NAMED: Readonly<Record<string, string>> = { amp: "&", lt: "<", gt: ">", quot: '"', apos: "'", nbsp: "\u00a0" };

/** The words of sanitised HTML. Nothing is parsed as HTML here, so that the page needs no exception in its policy. */
export function textOfHtml(html: string): string {
  return html
    .replace(/<br\s*\/?>|<\/(?:p|li|h[1-6]|blockquote|pre)>/gi, "\n")
    .replace(/<[^>]*>/g, "")
    .replace(/&(#x?[0-9a-f]+|[a-z]+);/gi, (whole, name: string) => entity(name) ?? whole)
    .trim();
}

function entity(name: string): string | null {
  if (!name.startsWith("#")) return NAMED[name.toLowerCase()] ?? null;
  const isHex = name[1] === "x" || name[1] === "X";
  const code = Number.parseInt(name.slice(isHex ? 2 : 1), isHex ? 16 : 10);
  return Number.isInteger(code) && code <= 0x10ffff ? String.fromCodePoint(code) : null;
}
