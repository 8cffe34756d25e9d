import { safeImageUrl, safeUrl } from "./safe-url.js";

/** An element that may be shown. */
export interface HtmlElementNode {
  readonly tag: string;
  readonly attributes: Readonly<Record<string, string>>;
  readonly children: readonly HtmlNode[];
}

/** A text, or an element that may be shown. */
export type HtmlNode = string | HtmlElementNode;

const ALLOWED = new Set("p br strong em del code pre ul ol li blockquote hr h1 h2 h3 h4 h5 h6 a img".split(" "));
const SAME_AS: Readonly<Record<string, string>> = { b: "strong", i: "em", s: "del", strike: "del" };
const EMPTY = new Set(["br", "hr", "img"]);
/** Elements whose contents are not text for readers. */
const DROPPED = new Set(
  (
    "script style textarea option noscript template title svg math iframe noembed noframes plaintext xmp object select " +
    "embed head audio video canvas"
  ).split(" "),
);
const MAX_LENGTH = 100_000;
const MAX_DEPTH = 50;

const TOKEN = /<!--[\s\S]*?(?:-->|$)|<[!?][^>]*>?|<(\/?)([a-zA-Z][^\s/>]*)((?:"[^"]*"|'[^']*'|[^>"'])*)>?|[^<]+|</g;
const ATTRIBUTE = /([^\s"'<>/=]+)(?:\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'=<>`]+)))?/g;
const ENTITIES: Readonly<Record<string, string>> = {
  amp: "&",
  lt: "<",
  gt: ">",
  quot: '"',
  apos: "'",
  nbsp: "\u00a0",
};

/**
 * Parses HTML into nodes that may be shown, without the browser's parser: it needs no Content-Security-Policy or
 * Trusted Types policy, and works on servers. Elements and attributes that are not on the allow-list are removed, and
 * so are unsafe URLs.
 */
export function parseHtml(html: string, schemes: readonly string[] = []): readonly HtmlNode[] {
  const text = html.slice(0, MAX_LENGTH);
  const open: { tag: string; attributes: Record<string, string>; children: HtmlNode[] }[] = [];
  const roots: HtmlNode[] = [];
  const place = (): HtmlNode[] => open.at(-1)?.children ?? roots;
  const token = new RegExp(TOKEN);
  for (let match = token.exec(text); match !== null; match = token.exec(text)) {
    const [whole, slash, name, attributes = ""] = match;
    if (name === undefined) {
      if (!/^<[!?]/.test(whole)) place().push(decode(whole));
      continue;
    }
    const tag = SAME_AS[name.toLowerCase()] ?? name.toLowerCase();
    if (DROPPED.has(tag)) {
      if (slash === "") token.lastIndex = endOf(text, tag, token.lastIndex);
    } else if (slash !== "") {
      const index = open.findLastIndex((element) => element.tag === tag);
      if (index >= 0) open.length = index;
    } else if (ALLOWED.has(tag) && open.length < MAX_DEPTH) {
      const element = { tag, attributes: safeAttributes(tag, attributes, schemes), children: [] };
      if (tag === "img" && element.attributes.src === undefined) continue;
      place().push(element);
      if (!EMPTY.has(tag)) open.push(element);
    }
  }
  return roots;
}

/** HTML with allowed contents only, as a string. */
export function sanitizeHtml(html: string, schemes: readonly string[] = []): string {
  return parseHtml(html, schemes).map(print).join("");
}

function print(node: HtmlNode): string {
  if (typeof node === "string") return escape(node);
  const attributes = Object.entries(node.attributes).map(([name, value]) => ` ${name}="${escape(value)}"`);
  const start = `<${node.tag}${attributes.join("")}>`;
  return EMPTY.has(node.tag) ? start : `${start}${node.children.map(print).join("")}</${node.tag}>`;
}

function escape(text: string): string {
  return text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}

/** The end of the content of an element that is dropped. */
function endOf(text: string, tag: string, from: number): number {
  const end = new RegExp(`</${tag}[\\s/>]`, "gi");
  end.lastIndex = from;
  const match = end.exec(text);
  return match === null ? text.length : match.index;
}

function safeAttributes(tag: string, text: string, schemes: readonly string[]): Record<string, string> {
  const given = new Map<string, string>();
  for (const [, name = "", double, single, bare] of text.matchAll(ATTRIBUTE)) {
    const key = name.toLowerCase();
    if (!given.has(key)) given.set(key, decode(double ?? single ?? bare ?? ""));
  }
  const kept: Record<string, string> = {};
  const keep = (name: string, value: string | null | undefined): void => {
    if (value != null) kept[name] = value;
  };
  if (tag === "a") {
    keep("href", safeUrl(given.get("href"), schemes));
    keep("rel", "noopener noreferrer nofollow");
  }
  if (tag === "img") {
    keep("src", safeImageUrl(given.get("src")));
    keep("alt", given.get("alt") ?? "");
  }
  if (tag === "a" || tag === "img") keep("title", given.get("title"));
  if (tag === "ol" && /^\d{1,9}$/.test(given.get("start") ?? "")) keep("start", given.get("start"));
  return kept;
}

function decode(text: string): string {
  return text.replace(/&(?:#(\d{1,7})|#[xX]([0-9a-fA-F]{1,6})|([a-z]+));/g, (whole, decimal, hex, name) => {
    if (name !== undefined) return ENTITIES[String(name)] ?? whole;
    const code = decimal === undefined ? parseInt(String(hex), 16) : Number(decimal);
    return code === 0 || code > 0x10ffff || (code >= 0xd800 && code < 0xe000) ? "\ufffd" : String.fromCodePoint(code);
  });
}
