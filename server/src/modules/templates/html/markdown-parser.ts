import { Marked, type Renderer, type Tokenizer, type Tokens } from "marked";
import sanitizeHtml from "sanitize-html";
import { safeUrl } from "./safe-url.js";

const ENTITY_OR_UNSAFE = /[<>"']|&(?!(?:#\d{1,7}|#[Xx][a-fA-F0-9]{1,6}|\w+);)/g;
const URL_START = /^(?:https?:\/\/|www\.)/i;

/** As marked's own rule, without its look-ahead for bare e-mail addresses, which takes quadratic time on `a.a.a.a…`. */
const INLINE_TEXT =
  /^(?:`+|~+|[^`~])(?:(?=[`~])|(?= {2,}\n)|[\s\S]*?(?:(?=[\\<![`*~_]|\b_|https?:\/\/|(?<![^\s*_~(])www\.|$)|[^ ](?= {2,}\n)))/i;

const tokenizer = {
  /** Tables read as typed: the allow-list holds no table. */
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

/** What a template's author writes: links and images too. Hrefs stay unencoded, so that placeholders survive in them. */
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

/** What a template's author lets others write (`from_markdown`): an image would be a tracking pixel, so its words only. */
const entrusted = new Marked({ gfm: true }).use({
  tokenizer,
  renderer: {
    checkbox,
    image: ({ text }: Tokens.Image): string => text.replace(ENTITY_OR_UNSAFE, (c) => `&#${c.charCodeAt(0)};`),
  },
});

/** No `target`: whether a link opens a new tab is for the widget to say. */
const REL = "noopener noreferrer nofollow";

const TEXT_TAGS = ["p", "br", "strong", "em", "del", "code", "pre", "ul", "ol", "li", "blockquote", "hr"];
const HEADINGS = ["h1", "h2", "h3", "h4", "h5", "h6"];

const RULES: sanitizeHtml.IOptions = {
  allowedTags: [...TEXT_TAGS, ...HEADINGS, "a", "img"],
  allowedAttributes: { a: ["href", "title", "rel"], img: ["src", "alt", "title"], ol: ["start"] },
  allowedSchemes: ["http", "https", "mailto"],
  allowProtocolRelative: false,
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

const ENTRUSTED_RULES: sanitizeHtml.IOptions = {
  ...RULES,
  allowedTags: [...TEXT_TAGS, ...HEADINGS, "a"],
  transformTags: { ...RULES.transformTags, a: entrustedLink },
};

/** The links of authors are checked where their values are put in (`html-skeleton.ts`). */
function entrustedLink(tagName: string, { href = "", title }: sanitizeHtml.Attributes): sanitizeHtml.Tag {
  const url = safeUrl(href);
  return { tagName, attribs: { ...(url !== null && { href: url }), ...(title !== undefined && { title }), rel: REL } };
}

/** The parser's recursion takes quadratic time before it overflows the stack. */
const DEEP_NESTING = /^(?:[ \t]*(?:>|(?:[-*+]|\d{1,9}[.)])(?=[ \t]))){50}/m;

/** Sanitised HTML of a whole text, for template authors. Throws if it is nested too deeply. */
export function authoredHtml(markdown: string): string {
  checkNesting(markdown);
  return sanitizeHtml(authored.parse(markdown, { async: false }), RULES);
}

/** Sanitised HTML of a text by others: `block` with paragraphs and lists, else inline markup only. Throws likewise. */
export function entrustedHtml(markdown: string, form: "block" | "inline"): string {
  checkNesting(markdown);
  const html =
    form === "block" ? entrusted.parse(markdown, { async: false }) : entrusted.parseInline(markdown, { async: false });
  return sanitizeHtml(html, ENTRUSTED_RULES);
}

function checkNesting(markdown: string): void {
  if (DEEP_NESTING.test(markdown)) throw new RangeError("nested too deeply");
}
