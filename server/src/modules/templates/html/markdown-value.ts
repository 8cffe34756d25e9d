import { escapeHtmlLines, storableText } from "./escape-html.js";
import { entrustedHtml } from "./markdown-parser.js";

/** Longer texts, or ones nested too deeply to parse, are shown as plain text. The parser's worst cases are quadratic. */
const MAX_MARKDOWN_LENGTH = 8192;

/** A field may turn about 80,000 characters into HTML, which takes a hostile text under a second. */
const UNITS_PER_CHARACTER = 50;

/** The result of `from_markdown`: sanitised HTML in a markdown template, the source text where HTML has no place. */
export class MarkdownValue {
  readonly #source: string;

  constructor(source: string) {
    this.#source = source;
  }

  source(): string {
    return this.#source;
  }

  /** In the units of the engine's memory limit. */
  cost(): number {
    return this.#source.length > MAX_MARKDOWN_LENGTH ? 0 : this.#source.length * UNITS_PER_CHARACTER;
  }

  block(): string {
    return this.#render("block");
  }

  inline(): string {
    return this.#render("inline");
  }

  /** What further filters, and templates of plain text, see. */
  toString(): string {
    return this.block();
  }

  toJSON(): string {
    return this.block();
  }

  #render(form: "block" | "inline"): string {
    const source = storableText(this.#source);
    if (source.length > MAX_MARKDOWN_LENGTH) return escapeHtmlLines(source);
    try {
      return entrustedHtml(source, form).trim();
    } catch {
      return escapeHtmlLines(source);
    }
  }
}
