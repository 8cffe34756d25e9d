import { escapeHtmlLines, storableText } from "./escape-html.js";
import type { HtmlRules } from "./left-out.js";
import { entrustedHtml, markdownUnits } from "./markdown-parser.js";

/** Longer texts, or ones nested too deeply to parse, are shown as plain text. The parser's worst cases are quadratic. */
const MAX_MARKDOWN_LENGTH = 8192;

/** The result of `from_markdown`: sanitised HTML in a markdown template, the source text where HTML has no place. */
export class MarkdownValue {
  readonly #source: string;

  constructor(source: string) {
    this.#source = source;
  }

  source(): string {
    return this.#source;
  }

  /** In units of `WorkMeter`. */
  cost(): number {
    return this.#source.length > MAX_MARKDOWN_LENGTH ? this.#source.length / 64 : markdownUnits(this.#source);
  }

  block(rules?: HtmlRules): string {
    return this.#render("block", rules);
  }

  inline(rules?: HtmlRules): string {
    return this.#render("inline", rules);
  }

  /** The value for further filters, and for templates of plain text. */
  toString(): string {
    return this.block();
  }

  toJSON(): string {
    return this.block();
  }

  #render(form: "block" | "inline", rules?: HtmlRules): string {
    const source = storableText(this.#source);
    if (source !== this.#source) rules?.leftOut.add("text", "not_storable");
    if (source.length > MAX_MARKDOWN_LENGTH) {
      rules?.leftOut.add("html", "markdown_too_long");
      return escapeHtmlLines(source);
    }
    try {
      return entrustedHtml(source, form, rules).trim();
    } catch {
      rules?.leftOut.add("html", "markdown_too_deep");
      return escapeHtmlLines(source);
    }
  }
}
