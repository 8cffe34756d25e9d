import { z } from "zod";
import type { JsonObject } from "../../../platform/json.js";
import { parseDuration } from "../../timing/index.js";
import type { BatchWindow } from "../document/document.js";
import {
  baseOf,
  checkValue,
  durationSchema,
  readTime,
  stepBaseShape,
  timeRules,
  timeShape,
  valueSchema,
} from "./step-fields.js";
import type { StepDefinition, StepPlace } from "./step-definition.js";

/** Maximum number of items of a batch, whatever the document says. */
export const BATCH_ITEMS_MAX = 10_000;

const schema = z.strictObject({
  ...stepBaseShape,
  type: z.literal("batch"),
  window: durationSchema.optional(),
  ...timeShape,
  windowType: z.enum(["fixed", "sliding"]).default("fixed"),
  windowLimit: durationSchema.optional(),
  key: valueSchema.optional(),
  maxItems: z.int().min(2).max(BATCH_ITEMS_MAX).default(BATCH_ITEMS_MAX),
  renderLimit: z.int().min(1).max(100).default(10),
  order: z.enum(["asc", "desc"]).default("asc"),
  mode: z.enum(["accumulate", "flush_leading"]).default("accumulate"),
  versionMode: z.enum(["latest", "pinned"]).default("latest"),
});

const RANGE = { field: "window", max: { unit: "days", value: 365 } } as const;

/** Collects triggers and continues once for all of them. */
export const batchStep: StepDefinition<"batch"> = {
  schema,
  rules: {
    ...timeRules("window"),
    if: { required: ["windowType"], properties: { windowType: { const: "sliding" } } },
    then: { required: ["windowLimit"] },
    else: { not: { required: ["windowLimit"] } },
  },

  read(input, place) {
    const fields = place.context.shape(schema, input, place.path);
    const time = readTime(input, RANGE, place);
    const windowType = readWindowType(input, place);
    if (typeof input.key === "string") checkValue(input.key, place, "key");
    if (!fields) return null;

    const { key = null, maxItems, renderLimit, order, mode, versionMode } = fields;
    return { ...baseOf(fields), type: "batch", time, windowType, key, maxItems, renderLimit, order, mode, versionMode };
  },

  compile({ ref, time, windowType, key, maxItems, renderLimit, order, mode, versionMode }, { next, context }) {
    return {
      ref,
      next,
      conditions: null,
      type: "batch",
      time: context.time(time),
      slidingLimit: windowType.kind === "sliding" ? windowType.limit : null,
      key: key === null ? null : context.value(key),
      maxItems,
      renderLimit,
      order,
      mode,
      versionMode,
    };
  },
};

const LIMIT_WORDS =
  "A sliding window needs a `windowLimit`: how long after its first item the batch closes at the latest.";

function readWindowType(input: JsonObject, { context, path }: StepPlace): BatchWindow {
  const at = [...path, "windowLimit"];
  const { windowType, windowLimit } = input;
  if (windowType !== "sliding") {
    if (windowLimit !== undefined) context.refuse(at, "conflict", "Only a sliding window has a `windowLimit`.");
    return { kind: "fixed" };
  }
  if (windowLimit === undefined) {
    context.refuse(at, "required", LIMIT_WORDS);
    return { kind: "fixed" };
  }
  // It may be shorter than the window: then the batch closes at the limit.
  const limit = parseDuration(windowLimit, at, RANGE);
  if (limit.ok) return { kind: "sliding", limit: limit.value };
  context.issues.push(...limit.issues);
  return { kind: "fixed" };
}
