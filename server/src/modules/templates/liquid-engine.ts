import { CaptureTag, type Context, Drop, type Emitter, Liquid, type Template, toValue } from "liquidjs";
import { registerDateFilters } from "./filters/date-filters.js";
import { MarkdownValue } from "./html/markdown-value.js";
import { registerNumberFilters } from "./filters/number-filters.js";
import { registerTextFilters } from "./filters/text-filters.js";
import { meterLiquid } from "./work/meter-liquid.js";
import { meterOf } from "./work/work-meter.js";

/** Maximum length of one field's source, in UTF-16 units. */
export const MAX_TEMPLATE_LENGTH = 65_536;
/** Maximum length of one field's rendered text, in UTF-16 units. */
export const MAX_OUTPUT_LENGTH = 262_144;
/** Collects the outputs of the current rendering. */
export interface OutputCollector {
  collect(value: unknown): string;
}
const COLLECTOR = "carillon.collector";

export class OutputTooLarge extends Error {}

/** Keeps the text of a rendering, and stops when it grows beyond all measure. */
export class BoundedEmitter implements Emitter {
  buffer = "";

  write(html: unknown): void {
    this.buffer += String(html);
    if (this.buffer.length > MAX_OUTPUT_LENGTH) throw new OutputTooLarge();
  }
}

/** Captured text is text like any other: it is escaped when it is printed. */
class TextCaptureTag extends CaptureTag {
  override *render(context: Context): Generator<unknown, void, string> {
    const collector = collectorOf(context);
    const emitter = new BoundedEmitter();
    setCollector(context, undefined);
    yield* this.liquid.renderer.renderTemplates(this.templates, context, emitter);
    setCollector(context, collector);
    meterOf(context).spend(emitter.buffer.length / 64);
    context.bottom()[this.variable] = emitter.buffer;
  }
}

/** File access, mutable counters of the scope, and tags that write HTML. */
const REFUSED_TAGS = ["render", "include", "layout", "block", "increment", "decrement", "tablerow"];

/**
 * `*_exp` take an expression as text, which could come from data; `raw` would pass data unescaped; `sample` is random;
 * the `date_to_*` of Jekyll read the clock and the machine's time zone.
 */
const REFUSED_FILTERS = [
  ...["where_exp", "reject_exp", "group_by_exp", "has_exp", "find_exp", "find_index_exp", "raw", "sample"],
  ...["date_to_xmlschema", "date_to_rfc822", "date_to_string", "date_to_long_string"],
];

export const engine: Liquid = createEngine();

export function setCollector(context: Context, collector: OutputCollector | undefined): void {
  context.setRegister(COLLECTOR, collector);
}

/** The text of an output: lists are joined, objects become JSON. */
export function outputText(output: unknown): string {
  const value: unknown = toValue(output);
  if (typeof value === "string") return value;
  if (value === null || value === undefined) return "";
  if (Array.isArray(value)) return value.map(outputText).join("");
  if (value instanceof MarkdownValue) return value.toString();
  if (value instanceof Drop) return "";
  if (typeof value === "object") return JSON.stringify(value) ?? "";
  // Values that are not numbers, such as the result of a division by zero, print as nothing.
  if (typeof value === "number") return Number.isFinite(value) ? String(value) : "";
  return typeof value === "boolean" ? String(value) : "";
}

export function parseLiquid(source: string): Template[] {
  return engine.parse(source);
}

function createEngine(): Liquid {
  const liquid = new Liquid({
    ownPropertyOnly: true,
    strictFilters: true,
    // No files: the tags that would read them are removed, and this map is empty.
    templates: {},
    parseLimit: MAX_TEMPLATE_LENGTH,
    locale: "en",
    outputEscape,
  });

  for (const tag of REFUSED_TAGS) delete liquid.tags[tag];
  for (const filter of REFUSED_FILTERS) delete liquid.filters[filter];
  liquid.registerTag("capture", TextCaptureTag);
  registerTextFilters(liquid);
  registerNumberFilters(liquid);
  registerDateFilters(liquid);
  meterLiquid(liquid);
  return liquid;
}

function outputEscape(this: { context: Context }, value: unknown): string {
  // Counted before it is made: a list may hold one long text a thousand times.
  if (typeof value === "object" && value !== null && !(value instanceof MarkdownValue)) {
    const meter = meterOf(this.context);
    meter.spend(meter.textLength(value) / 16);
  }
  const collector = collectorOf(this.context);
  return collector === undefined ? outputText(value) : collector.collect(value);
}

function collectorOf(context: Context): OutputCollector | undefined {
  return context.getRegister<OutputCollector | undefined>(COLLECTOR);
}
