import type { UrlRefusal } from "../../../platform/safe-url.js";
import { storableText } from "./escape-html.js";

/** The removed part: a link keeps its text and loses its target; others are removed or replaced. */
export type LeftOutKind = "link" | "image" | "button" | "html" | "text";

export type LeftOutReason =
  | UrlRefusal
  /** A button without words. */
  | "empty_label"
  /** An element or attribute of HTML that messages may not hold. */
  | "not_allowed"
  /** An image in a text that `from_markdown` reads. */
  | "image_in_data"
  /** A text that `from_markdown` shows as it is: it is longer, or nested more deeply, than markdown may be. */
  | "markdown_too_long"
  | "markdown_too_deep"
  /** Characters that no database stores. */
  | "not_storable";

/** An entry for everything that a template leaves out of a message, once per kind, field and reason. */
export interface LeftOut {
  /** Path of the field in the template, such as `markdown` or `buttons.0.action`. */
  field: string;
  what: LeftOutKind;
  reason: LeftOutReason;
  count: number;
  /** The first such URL or name, cut to 100 characters. */
  value?: string;
}

/** Kinds and reasons are few, so templates cannot reach this limit at present. */
const ENTRIES_MAX = 20;
const VALUE_MAX_LENGTH = 100;

/** Collects the removed parts of one field. */
export class LeftOuts {
  readonly #entries = new Map<string, LeftOut>();

  constructor(
    readonly field: string,
    before: readonly LeftOut[] = [],
  ) {
    for (const entry of before) this.#entries.set(nameOf(entry.what, entry.reason), { ...entry });
  }

  add(what: LeftOutKind, reason: LeftOutReason, value = ""): void {
    const name = nameOf(what, reason);
    const known = this.#entries.get(name);
    if (known) known.count += 1;
    else if (this.#entries.size < ENTRIES_MAX) {
      const shown = storableText(value.slice(0, VALUE_MAX_LENGTH));
      const entry = { field: this.field, what, reason, count: 1 };
      this.#entries.set(name, shown === "" ? entry : { ...entry, value: shown });
    }
  }

  all(): LeftOut[] {
    return [...this.#entries.values()];
  }
}

function nameOf(what: LeftOutKind, reason: LeftOutReason): string {
  return `${what}/${reason}`;
}

/** The context for sanitising one field's HTML: the allowed link schemes, and the collector of removed parts. */
export interface HtmlRules {
  readonly schemes: readonly string[];
  readonly leftOut: LeftOuts;
}
