import { Marked, type Renderer, type Token, type Tokenizer, type Tokens } from "marked";
import sanitizeHtml from "sanitize-html";
import { withCjkJoiners, withoutJoiners } from "./cjk-emphasis.js";
import { isDeepMarkdown } from "../../../platform/deep-markdown.js";
import { judgeUrl } from "../../../platform/safe-url.js";
import type { HtmlRules, LeftOuts } from "./left-out.js";

const ENTITY_OR_UNSAFE = /[<>"']|&(?!(?:#\d{1,7}|#[Xx][a-fA-F0-9]{1,6}|\w+);)/g;
const URL_START = /^(?:https?:\/\/|www\.)/i;

/** Marked's own rule without its look-ahead for bare e-mail addresses, which takes quadratic time on `a.a.a.a…`. */
const INLINE_TEXT =
  /^(?:`+|~+|[^`~])(?:(?=[`~])|(?= {2,}\n)|[\s\S]*?(?:(?=[\\<![`*~_]|\b_|https?:\/\/|(?<![^\s*_~(])www\.|$)|[^ ](?= {2,}\n)))/i;

const tokenizer = {
  /** Tables stay as typed, because the allow-list contains no table. */
  table: (): undefined => undefined,

  /** Bare web addresses become links, bare e-mail addresses do not (see `INLINE_TEXT`). */
  url: (source: string): false | undefined => (URL_START.test(source) ? false : undefined),

  inlineText(source: string): Tokens.Text | undefined {
    const raw = INLINE_TEXT.exec(source)?.[0];
    return raw === undefined ? undefined : { type: "text", raw, text: raw, escaped: false };
  },
} satisfies Partial<Record<keyof Tokenizer, unknown>>;

function checkbox({ checked }: Tokens.Checkbox): string {
  return checked === true ? "☑ " : "☐ ";
}

function attribute(name: string, value: string | null | undefined): string {
  if (value === null || value === undefined) return "";
  const escaped = value.replace(ENTITY_OR_UNSAFE, (character) => `&#${character.charCodeAt(0)};`);
  return ` ${name}="${escaped}"`;
}

/**
 * Markdown by a template's author: links and images are allowed. Hrefs stay unencoded, so that placeholders in them survive.
 */
const authored = new Marked({ gfm: true }).use({
  tokenizer,
  renderer: {
    checkbox,
    link(this: Renderer, { href, title, tokens }: Tokens.Link): string {
      return `<a${attribute("href", href)}${attribute("title", title)}>${this.parser.parseInline(tokens)}</a>`;
    },
    image({ href, title, text }: Tokens.Image): string {
      return `<img${attribute("src", href)}${attribute("alt", text)}${attribute("title", title)}>`;
    },
  },
});

/**
 * Markdown by others that an author includes (`from_markdown`): an image could be a tracking pixel, so only its text is
 * kept.
 */
const entrusted = new Marked({ gfm: true }).use({
  tokenizer,
  renderer: {
    checkbox,
    image: ({ text }: Tokens.Image): string => text.replace(ENTITY_OR_UNSAFE, (c) => `&#${c.charCodeAt(0)};`),
  },
});

/** No `target`: the widget decides whether a link opens in a new tab. */
const REL = "noopener noreferrer nofollow";

const TEXT_TAGS = ["p", "br", "strong", "em", "del", "code", "pre", "ul", "ol", "li", "blockquote", "hr"];
const HEADINGS = ["h1", "h2", "h3", "h4", "h5", "h6"];

const AUTHORED_TAGS = [...TEXT_TAGS, ...HEADINGS, "a", "img"];
const ATTRIBUTES: Record<string, string[]> = {
  a: ["href", "title", "rel"],
  img: ["src", "alt", "title"],
  ol: ["start"],
};

const RULES: sanitizeHtml.IOptions = {
  allowedTags: AUTHORED_TAGS,
  allowedAttributes: ATTRIBUTES,
  // `judgeUrl` checks URLs: those of authors when their values are inserted (`html-skeleton.ts`), others in
  // `entrustedRules`.
  allowedSchemesAppliedToAttributes: [],
  disallowedTagsMode: "discard",
  // Their content is not words for a reader, so it goes with them.
  nonTextTags: [
    ...["script", "style", "textarea", "option", "noscript", "template", "title", "svg", "math"],
    ...["iframe", "noembed", "noframes", "plaintext", "xmp", "object", "select"],
  ],
  parseStyleAttributes: false,
  transformTags: {
    b: "strong",
    i: "em",
    s: "del",
    strike: "del",
    a: sanitizeHtml.simpleTransform("a", { rel: REL }),
  },
};

const ENTRUSTED_TAGS = [...TEXT_TAGS, ...HEADINGS, "a"];

/** Notes each element and attribute that the sanitiser takes out. */
function withNotes(rules: sanitizeHtml.IOptions, tags: readonly string[], leftOut: LeftOuts): sanitizeHtml.IOptions {
  const note = (tagName: string, attribs: sanitizeHtml.Attributes): sanitizeHtml.Tag => {
    if (!tags.includes(tagName)) leftOut.add("html", "not_allowed", tagName);
    else {
      for (const name of Object.keys(attribs)) {
        if (ATTRIBUTES[tagName]?.includes(name) !== true) leftOut.add("html", "not_allowed", `${tagName} ${name}`);
      }
    }
    return { tagName, attribs };
  };
  return { ...rules, transformTags: { ...rules.transformTags, "*": note } };
}

function entrustedRules(rules: HtmlRules | undefined): sanitizeHtml.IOptions {
  const link = (tagName: string, { href = "", title }: sanitizeHtml.Attributes): sanitizeHtml.Tag => {
    const judged = judgeUrl(href, rules?.schemes);
    if (!judged.ok) rules?.leftOut.add("link", judged.reason, href);
    return {
      tagName,
      attribs: { ...(judged.ok && { href: judged.url }), ...(title !== undefined && { title }), rel: REL },
    };
  };
  const all = { ...RULES, allowedTags: ENTRUSTED_TAGS, transformTags: { ...RULES.transformTags, a: link } };
  return rules ? withNotes(all, ENTRUSTED_TAGS, rules.leftOut) : all;
}

const MARKS = /[*/_~`<>[\]()!|&\\#\n\-+:]|www\./gi;
const UNITS_PER_MARK = 5;

/** The number of characters with a meaning to the parser, which determines its time. */
export function markCount(markdown: string): number {
  return markdown.match(MARKS)?.length ?? 0;
}

/** The cost of parsing a text, in units of `WorkMeter`. */
export function markdownUnits(markdown: string): number {
  return markdown.length / 8 + markCount(markdown) * UNITS_PER_MARK;
}

/**
 * Sanitised HTML of a whole text, for template authors; the URLs in it are not judged yet. Throws if it is nested too deeply.
 */
export function authoredHtml(markdown: string, leftOut: LeftOuts): string {
  checkNesting(markdown);
  const html = authored.parse(withCjkJoiners(markdown), { async: false });
  return sanitizeHtml(html, withNotes(RULES, AUTHORED_TAGS, leftOut));
}

/** Sanitised HTML of a text by others: `block` with paragraphs and lists, else inline markup only. Throws likewise. */
export function entrustedHtml(markdown: string, form: "block" | "inline", rules?: HtmlRules): string {
  checkNesting(markdown);
  const joined = withCjkJoiners(markdown);
  const options = {
    async: false as const,
    walkTokens(token: Token): void {
      if (token.type === "image") rules?.leftOut.add("image", "image_in_data", String(token.href));
    },
  };
  const html = form === "block" ? entrusted.parse(joined, options) : entrusted.parseInline(joined, options);
  return withoutJoiners(sanitizeHtml(html, entrustedRules(rules)));
}

function checkNesting(markdown: string): void {
  if (isDeepMarkdown(markdown)) throw new RangeError("nested too deeply");
}
