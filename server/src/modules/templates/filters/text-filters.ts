import { createHash, createHmac } from "node:crypto";
import type { Context, Liquid } from "liquidjs";
import { meterOf } from "../work/work-meter.js";
import { MarkdownValue } from "../html/markdown-value.js";

interface FilterThis {
  context: Context;
}

/** They throw on a stray `%`, half a character or no base64, which may be a recipient's; then the text stays as it is. */
const DECODERS = ["url_encode", "url_decode", "uri_escape", "cgi_escape", "base64_decode"];
const WORD = /\S+/g;
/** White space, characters without a form, and letters that are drawn as nothing. */
const BLANK = /^[\s\p{Cf}\p{Cc}\u115F\u1160\u2800\u3164\uFFA0]*$/u;

export function registerTextFilters(liquid: Liquid): void {
  for (const name of DECODERS) makeLenient(liquid, name);
  liquid.registerFilter("default", defaultOf);
  liquid.registerFilter("md5", function (this: FilterThis, value: unknown) {
    return createHash("md5").update(plainText(value)).digest("hex");
  });
  liquid.registerFilter("sha256", function (this: FilterThis, value: unknown) {
    return createHash("sha256").update(plainText(value)).digest("hex");
  });
  liquid.registerFilter("hmac_sha256", function (this: FilterThis, value: unknown, key: unknown) {
    return createHmac("sha256", plainText(key)).update(plainText(value)).digest("hex");
  });
  liquid.registerFilter("titlecase", function (this: FilterThis, value: unknown) {
    return plainText(value).replace(WORD, titleWord);
  });
  liquid.registerFilter("from_json", function (this: FilterThis, value: unknown) {
    return parsedJson(plainText(value));
  });
  liquid.registerFilter("from_markdown", function (this: FilterThis, value: unknown) {
    const markdown = new MarkdownValue(plainText(value));
    meterOf(this.context).spend(markdown.cost());
    return markdown;
  });
  liquid.registerFilter("intersect", intersection);
}

/** Blanks are nothing: of a person named "  " a reader would see no name. `allow_false: true` keeps false, as in Liquid. */
function defaultOf(value: unknown, other: unknown, ...options: unknown[]): unknown {
  const allowsFalse = options.some(
    (option) => Array.isArray(option) && option[0] === "allow_false" && option[1] === true,
  );
  if (value === false) return allowsFalse ? false : other;
  if (value === null || value === undefined) return other;
  if (Array.isArray(value)) return value.length === 0 ? other : value;
  if (typeof value === "number") return Number.isNaN(value) ? other : value;
  return typeof value === "string" && BLANK.test(value) ? other : value;
}

function makeLenient(liquid: Liquid, name: string): void {
  const strict = liquid.filters[name];
  if (typeof strict !== "function") throw new Error(`liquidjs has no filter ${name}`);

  liquid.registerFilter(name, function (value: unknown): unknown {
    try {
      return strict.call(this, value);
    } catch (error) {
      if (error instanceof URIError || isInvalidBase64(error)) return value;
      throw error;
    }
  });
}

function isInvalidBase64(error: unknown): boolean {
  return error instanceof Error && error.message.startsWith("invalid base64");
}

function plainText(value: unknown): string {
  if (typeof value === "string") return value;
  if (value === null || value === undefined) return "";
  if (value instanceof MarkdownValue) return value.toString();
  if (typeof value === "object") return JSON.stringify(value) ?? "";
  if (typeof value === "number") return Number.isFinite(value) ? String(value) : "";
  return typeof value === "boolean" ? String(value) : "";
}

function titleWord(word: string): string {
  const [first = "", ...rest] = word;
  return first.toUpperCase() + rest.join("").toLowerCase();
}

/** Undefined if the text is not JSON. */
function parsedJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

/** The items of the first list that are in the second, once each; objects are equal if their JSON is. */
function intersection(left: unknown, right: unknown): unknown[] {
  if (!Array.isArray(left) || !Array.isArray(right)) return [];
  const keyOf = (item: unknown): string => JSON.stringify(item) ?? "null";

  const wanted = new Set(right.map(keyOf));
  return left.filter((item) => wanted.delete(keyOf(item)));
}
