import { escapeHtml, escapeHtmlLines, unescapeAttribute } from "./escape-html.js";
import { authoredHtml } from "./markdown-parser.js";
import { type MarkdownValue } from "./markdown-value.js";
import { judgeImageUrl, judgeUrl } from "../../../platform/safe-url.js";
import type { HtmlRules, LeftOut } from "./left-out.js";

/** The value of an output tag. */
export type OutputValue = string | MarkdownValue;

/**
 * User data never passes through the markdown parser. Each output of Liquid leaves a placeholder; the text with its
 * placeholders (the skeleton) contains only what the author wrote. The skeleton is parsed and sanitised, and the values are
 * inserted into the sanitised HTML, escaped for their place.
 * A placeholder must behave like a word, whatever its value: an opening noncharacter (neither white space nor punctuation,
 * and removed from every source), digits that are noncharacters too, and a closing letter, so that the underscores of `{{ a
 * }}_{{ b }}_` are not emphasis.
 */
const OPEN = "\uFDD0";
const FIRST_DIGIT = 0xfdd2;
const CLOSE = "Z";
const PLACEHOLDER = `${OPEN}([\uFDD2-\uFDE1]+)${CLOSE}`;

const ONE_BYTE = /^[\0-\xff]*$/;
const NONCHARACTERS = /[\uFDD0-\uFDEF]/g;
const PLACEHOLDERS = new RegExp(PLACEHOLDER, "g");
const LIST_NUMBER = new RegExp(`(^|\\n)([ \\t>]*)${PLACEHOLDER}(?=[.)][ \\t])`, "g");
const SMALL_NUMBER = /^\d{1,6}$/;

/** The sanitiser escapes angle brackets in text and attributes, so that these can only be tags. */
const PIECES = new RegExp(`<p>${PLACEHOLDER}</p>|<(/?)([a-z][a-z0-9]*)([^<>]*)>|${PLACEHOLDER}`, "g");
const ATTRIBUTES = /([a-z]+)="([^"]*)"/g;
const ORDINAL = /^\d{1,9}$/;

type Place = "paragraph" | "text" | "verbatim";
type Part =
  string | { place: Place; index: number } | { attribute: string; isImage: boolean; pieces: (string | number)[] };

export interface HtmlSkeleton {
  parts: Part[];
  /** Left out of the author's own text. */
  leftOut: readonly LeftOut[];
}

export function placeholder(index: number): string {
  let digits = "";
  for (const digit of index.toString(16)) digits += String.fromCharCode(FIRST_DIGIT + Number.parseInt(digit, 16));
  return OPEN + digits + CLOSE;
}

/** The source without the noncharacters that placeholders are made of; Unicode reserves them for such inner use. */
export function withoutPlaceholders(source: string): string {
  return source.replace(NONCHARACTERS, "");
}

/**
 * V8 keeps text that was cut at placeholders, and everything that is concatenated with it, at two bytes per character; a
 * copy takes one byte where that suffices.
 */
function literalText(cut: string): string {
  const text = withoutPlaceholders(cut);
  return ONE_BYTE.test(text) ? Buffer.from(text, "latin1").toString("latin1") : text;
}

/** Writes out the numbers that the author made into a list's (`{{ forloop.index }}. …`): the parser must see them. */
export function withListNumbers(skeleton: string, values: readonly OutputValue[]): string {
  return skeleton.replace(LIST_NUMBER, (whole, lineStart: string, indent: string, digits: string) => {
    const value = values[indexOf(digits)];
    return typeof value === "string" && SMALL_NUMBER.test(value) ? lineStart + indent + value : whole;
  });
}

/** Parses and sanitises the author's text, and finds where the values go. */
export function parseSkeleton(markdown: string, rules: HtmlRules): HtmlSkeleton {
  const html = authoredHtml(markdown, rules.leftOut).trim();
  const parts: Part[] = [];
  const verbatimTags: string[] = [];
  let literal = "";
  let end = 0;

  const add = (part: Part): void => {
    if (typeof part === "string") {
      literal += part;
      return;
    }
    if (literal !== "") parts.push(literal);
    literal = "";
    parts.push(part);
  };

  for (const match of html.matchAll(PIECES)) {
    const [whole, paragraph, slash, tag = "", attributes = "", bare] = match;
    add(html.slice(end, match.index));
    end = match.index + whole.length;

    if (paragraph !== undefined) {
      add({ place: "paragraph", index: indexOf(paragraph) });
    } else if (bare !== undefined) {
      add({ place: verbatimTags.length > 0 ? "verbatim" : "text", index: indexOf(bare) });
    } else if (slash === "/") {
      if (verbatimTags.at(-1) === tag) verbatimTags.pop();
      add(whole);
    } else {
      if (tag === "code" || tag === "pre" || tag === "a") verbatimTags.push(tag);
      addTag(tag, attributes, add, rules);
    }
  }
  add(html.slice(end));
  if (literal !== "") parts.push(literal);
  return {
    parts: parts.map((part) => (typeof part === "string" ? literalText(part) : part)),
    leftOut: rules.leftOut.all(),
  };
}

/** The HTML of one rendering. Its length grows with the values only. */
export function fillSkeleton(skeleton: HtmlSkeleton, values: readonly OutputValue[], rules: HtmlRules): string {
  let html = "";
  for (const part of skeleton.parts) {
    if (typeof part === "string") html += part;
    else if ("place" in part) html += placedHtml(part.place, values[part.index] ?? "", rules);
    else html += attributeHtml(part, pieceText(part.pieces, values), rules);
  }
  return html;
}

/** A text with the values inserted, HTML-escaped by default. */
export function fillEscaped(
  text: string,
  values: readonly OutputValue[],
  escape: (value: string) => string = escapeHtml,
): string {
  return text.replace(PLACEHOLDERS, (_whole, digits: string) => escape(sourceText(values[indexOf(digits)] ?? "")));
}

function addTag(tag: string, attributes: string, add: (part: Part) => void, rules: HtmlRules): void {
  add(`<${tag}`);
  for (const [, name = "", escaped = ""] of attributes.matchAll(ATTRIBUTES)) {
    const pieces = attributePieces(unescapeAttribute(escaped));
    const isImage = tag === "img";
    const isFixed = pieces.every((piece) => typeof piece === "string");
    const attribute = { attribute: name, isImage, pieces };
    add(isFixed ? attributeHtml(attribute, pieces.join(""), rules) : attribute);
  }
  add(tag === "br" || tag === "hr" || tag === "img" ? " />" : ">");
}

function attributePieces(value: string): (string | number)[] {
  const pieces: (string | number)[] = [];
  let end = 0;
  for (const match of value.matchAll(PLACEHOLDERS)) {
    pieces.push(literalText(value.slice(end, match.index)), indexOf(match[1] ?? ""));
    end = match.index + match[0].length;
  }
  pieces.push(literalText(value.slice(end)));
  return pieces;
}

function pieceText(pieces: readonly (string | number)[], values: readonly OutputValue[]): string {
  let text = "";
  for (const piece of pieces) text += typeof piece === "string" ? piece : sourceText(values[piece] ?? "");
  return text;
}

/** An attribute with a forbidden value is removed: a link keeps its text and loses its target. */
function attributeHtml(
  { attribute, isImage }: { attribute: string; isImage: boolean },
  value: string,
  { schemes, leftOut }: HtmlRules,
): string {
  if (attribute === "href" || attribute === "src") {
    const judged = isImage ? judgeImageUrl(value) : judgeUrl(value, schemes);
    if (judged.ok) return ` ${attribute}="${escapeHtml(judged.url)}"`;
    leftOut.add(isImage ? "image" : "link", judged.reason, value);
    return "";
  }
  if (attribute === "start" && !ORDINAL.test(value)) return "";
  return ` ${attribute}="${escapeHtml(value)}"`;
}

function placedHtml(place: Place, value: OutputValue, rules: HtmlRules): string {
  switch (place) {
    case "paragraph":
      return typeof value === "string" ? `<p>${escapeHtmlLines(value)}</p>` : value.block(rules);
    case "text":
      return typeof value === "string" ? escapeHtmlLines(value) : value.inline(rules);
    case "verbatim":
      return escapeHtml(sourceText(value));
  }
}

function sourceText(value: OutputValue): string {
  return typeof value === "string" ? value : value.source();
}

function indexOf(digits: string): number {
  let hex = "";
  for (const digit of digits) hex += (digit.charCodeAt(0) - FIRST_DIGIT).toString(16);
  return Number.parseInt(hex, 16);
}
