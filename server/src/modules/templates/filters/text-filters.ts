import { createHash, createHmac } from "node:crypto";
import type { Context, Liquid } from "liquidjs";
import { MarkdownValue } from "../html/markdown-value.js";

interface FilterThis {
  context: Context;
}

/** They throw on a stray `%`, half a character or no base64, which may be a recipient's; then the text stays as it is. */
const DECODERS = ["url_encode", "url_decode", "uri_escape", "cgi_escape", "base64_decode"];
const WORD = /\S+/g;

export function registerTextFilters(liquid: Liquid): void {
  for (const name of DECODERS) makeLenient(liquid, name);
  liquid.registerFilter("md5", function (this: FilterThis, value: unknown) {
    return createHash("md5").update(counted(this, value)).digest("hex");
  });
  liquid.registerFilter("sha256", function (this: FilterThis, value: unknown) {
    return createHash("sha256").update(counted(this, value)).digest("hex");
  });
  liquid.registerFilter("hmac_sha256", function (this: FilterThis, value: unknown, key: unknown) {
    return createHmac("sha256", counted(this, key)).update(counted(this, value)).digest("hex");
  });
  liquid.registerFilter("titlecase", function (this: FilterThis, value: unknown) {
    return counted(this, value).replace(WORD, titleWord);
  });
  liquid.registerFilter("from_json", function (this: FilterThis, value: unknown) {
    return parsedJson(counted(this, value));
  });
  liquid.registerFilter("from_markdown", function (this: FilterThis, value: unknown) {
    const markdown = new MarkdownValue(counted(this, value));
    this.context.memoryLimit.use(markdown.cost());
    return markdown;
  });
  liquid.registerFilter("intersect", function (this: FilterThis, value: unknown, other: unknown) {
    return intersection(this, value, other);
  });
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

/** The value as text; its length counts toward the memory limit, as in liquidjs's own filters. */
function counted(self: FilterThis, value: unknown): string {
  const text = plainText(value);
  self.context.memoryLimit.use(text.length);
  return text;
}

function plainText(value: unknown): string {
  if (typeof value === "string") return value;
  if (value === null || value === undefined) return "";
  if (value instanceof MarkdownValue) return value.toString();
  if (typeof value === "object") return JSON.stringify(value) ?? "";
  return typeof value === "number" || typeof value === "boolean" ? String(value) : "";
}

function titleWord(word: string): string {
  const [first = "", ...rest] = word;
  return first.toUpperCase() + rest.join("").toLowerCase();
}

/** Nothing if the text is not JSON. */
function parsedJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

/** The items of the first list that are in the second, once each; objects are equal if their JSON is. */
function intersection(self: FilterThis, left: unknown, right: unknown): unknown[] {
  if (!Array.isArray(left) || !Array.isArray(right)) return [];
  const keyOf = (item: unknown): string => {
    const key = JSON.stringify(item) ?? "null";
    self.context.memoryLimit.use(key.length);
    return key;
  };

  const wanted = new Set(right.map(keyOf));
  return left.filter((item) => wanted.delete(keyOf(item)));
}
