import { Marked, type Token, type Tokens } from "marked";
import { isDeepMarkdown } from "../../../platform/deep-markdown.js";

/** A piece of text that is shown in one way. */
export interface Inline {
  text: string;
  isBold: boolean;
  isItalic: boolean;
  isStruck: boolean;
  isCode: boolean;
  /** Where it leads; null for plain text. */
  href: string | null;
}

/** A paragraph of a chat message. */
export interface ChatBlock {
  is: "paragraph" | "heading" | "code" | "quote" | "item" | "rule";
  inlines: Inline[];
  /** For items: the depth, from 0. */
  depth: number;
  /** For items: the number of an ordered list; null for a bullet. */
  number: number | null;
}

type Style = Omit<Inline, "text">;

const PLAIN: Style = { isBold: false, isItalic: false, isStruck: false, isCode: false, href: null };

const SAFE_LINK = /^(?:https?:\/\/|mailto:|tel:)[^\s<>"|\\^`{}]+$/i;
const DEPTH_MAX = 8;
/** More than any vendor takes. */
const SOURCE_MAX_LENGTH = 65_536;
/** Delimiters times characters of their paragraph; about an eighth of a second on the reference machine. */
const EMPHASIS_WORK_MAX = 8_000_000;
const ENTITIES: Readonly<Record<string, string>> = {
  amp: "&",
  lt: "<",
  gt: ">",
  quot: '"',
  "#39": "'",
  nbsp: "\u00a0",
};

const markdown = new Marked({ gfm: true });

/**
 * Markdown as a list of blocks, which holds text as text: what looks like markup in it is none for who writes a dialect. HTML
 * arrives as typed, and links of schemes other than http, https, mailto and tel become text.
 */
export function readMarkdown(source: string): ChatBlock[] {
  if (isDeepMarkdown(source) || isCostly(source)) return [block("paragraph", [{ ...PLAIN, text: source }])];
  return blocksOf(markdown.lexer(source), 0);
}

/**
 * Whether a text takes the parser too long to read: for each delimiter of emphasis it looks through the rest of the paragraph,
 * and nested lists cost more than their length. Such a text is shown as it is, if the vendor takes it at all.
 */
function isCostly(source: string): boolean {
  if (source.length > SOURCE_MAX_LENGTH) return true;
  const work = source.split(/\n[ \t\r]*\n/).map((paragraph) => {
    return (paragraph.match(/[*_~]+/g)?.length ?? 0) * paragraph.length;
  });
  return work.reduce((sum, each) => sum + each, 0) > EMPHASIS_WORK_MAX;
}

/** A block of a document. */
function block(
  is: ChatBlock["is"],
  inlines: Inline[],
  item: { depth: number; number: number | null } = { depth: 0, number: null },
): ChatBlock {
  return { is, inlines: merged(inlines), ...item };
}

function blocksOf(tokens: readonly Token[], depth: number): ChatBlock[] {
  return tokens.flatMap((token): ChatBlock[] => {
    switch (token.type) {
      case "space":
      case "def":
        return [];
      case "hr":
        return [block("rule", [])];
      case "heading":
        return [block("heading", inlinesOf(token.tokens ?? [], PLAIN))];
      case "code":
        return [block("code", [{ ...PLAIN, text: (token as Tokens.Code).text }])];
      case "blockquote":
        return blocksOf(token.tokens ?? [], depth).map((each) =>
          each.is === "paragraph" ? { ...each, is: "quote" } : each,
        );
      case "list":
        return itemsOf(token as Tokens.List, depth);
      case "table":
      case "html":
        return [block("paragraph", [{ ...PLAIN, text: token.raw.trimEnd() }])];
      default:
        return [block("paragraph", inlinesOf([token], PLAIN))];
    }
  });
}

function itemsOf(list: Tokens.List, depth: number): ChatBlock[] {
  const first = typeof list.start === "number" ? list.start : 1;
  return list.items.flatMap((item, index) => {
    const number = list.ordered ? first + index : null;
    const own = blocksOf(item.tokens, Math.min(depth + 1, DEPTH_MAX));
    const mark = item.task ? [{ ...PLAIN, text: item.checked === true ? "☑ " : "☐ " }] : [];
    const [head, ...rest] = own;
    if (head?.is !== "paragraph") return [block("item", mark, { depth, number }), ...own];
    return [block("item", [...mark, ...head.inlines], { depth, number }), ...rest];
  });
}

function inlinesOf(tokens: readonly Token[], style: Style): Inline[] {
  return tokens.flatMap((token): Inline[] => {
    switch (token.type) {
      case "strong":
        return inlinesOf(token.tokens ?? [], { ...style, isBold: true });
      case "em":
        return inlinesOf(token.tokens ?? [], { ...style, isItalic: true });
      case "del":
        return inlinesOf(token.tokens ?? [], { ...style, isStruck: true });
      case "codespan":
        return [{ ...style, isCode: true, text: (token as Tokens.Codespan).text }];
      case "br":
        return [{ ...style, text: "\n" }];
      case "link":
        return linkOf(token as Tokens.Link, style);
      case "image": {
        const { href, text } = token as Tokens.Image;
        return [{ ...style, text: text || href, href: SAFE_LINK.test(href) ? href : style.href }];
      }
      case "checkbox":
        return [];
      case "text":
      case "paragraph":
        return token.tokens
          ? inlinesOf(token.tokens, style)
          : [{ ...style, text: unescaped((token as Tokens.Text).text) }];
      case "escape":
        return [{ ...style, text: unescaped((token as Tokens.Escape).text) }];
      default:
        return [{ ...style, text: token.raw }];
    }
  });
}

function linkOf({ href, tokens, text }: Tokens.Link, style: Style): Inline[] {
  if (SAFE_LINK.test(href)) return inlinesOf(tokens, { ...style, href });
  // A link that may not be followed keeps its words and shows its target.
  return [...inlinesOf(tokens, style), ...(href === "" || href === text ? [] : [{ ...style, text: ` (${href})` }])];
}

/** Entities that an author or an escaping filter wrote; marked leaves them to HTML. */
function unescaped(text: string): string {
  return text.replace(/&(amp|lt|gt|quot|#39|nbsp);/g, (whole, name: string) => ENTITIES[name] ?? whole);
}

function merged(inlines: Inline[]): Inline[] {
  const out: Inline[] = [];
  for (const each of inlines) {
    const last = out.at(-1);
    if (each.text === "") continue;
    if (last && isSameStyle(last, each)) last.text += each.text;
    else out.push({ ...each });
  }
  return out;
}

function isSameStyle(a: Style, b: Style): boolean {
  const isAlike = a.isBold === b.isBold && a.isItalic === b.isItalic && a.isStruck === b.isStruck;
  return isAlike && a.isCode === b.isCode && a.href === b.href;
}

/** What stands before an item. */
export function itemMark({ number }: ChatBlock): string {
  return number === null ? "•" : `${number}.`;
}

/** The text of a block without its styles. */
export function textOf(each: ChatBlock): string {
  return each.inlines.map(({ text }) => text).join("");
}
