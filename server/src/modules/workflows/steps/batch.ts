import { z } from "zod";
import type { Duration } from "../../timing/index.js";
import type { BatchWindow } from "../document.js";
import {
  baseOf,
  checkValue,
  durationSchema,
  longestMs,
  readTime,
  stepBaseShape,
  timeRules,
  timeShape,
  valueSchema,
} from "./step-fields.js";
import type { StepDefinition, StepPlace } from "./step-definition.js";

/** A batch holds no more items than this, whatever the document says. */
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

const RANGE = {
  field: "window",
  minMs: 1_000,
  maxMs: 365 * 86_400_000,
  words: "A batch's window is at most 365 days.",
} as const;

/** Collects triggers and goes on once with all of them. */
export const batchStep: StepDefinition<"batch"> = {
  schema,
  rules: {
    ...timeRules("window"),
    if: { required: ["windowType"], properties: { windowType: { const: "sliding" } } },
    then: { required: ["windowLimit"] },
    else: { not: { required: ["windowLimit"] } },
  },

  read(input, place) {
    const fields = place.reading.shape(schema, input, place.path);
    const time = readTime(input, fields && { ...fields, duration: fields.window }, RANGE, place);
    if (!fields) return null;

    if (fields.key !== undefined) checkValue(fields.key, place, "key");
    const { maxItems, renderLimit, order, mode, versionMode } = fields;
    const windowType = readWindowType(fields, place);
    const key = fields.key ?? null;
    return { ...baseOf(fields), type: "batch", time, windowType, key, maxItems, renderLimit, order, mode, versionMode };
  },

  compile({ ref, time, windowType, key, maxItems, renderLimit, order, mode, versionMode }, { next, compiling }) {
    return {
      ref,
      next,
      conditions: null,
      type: "batch",
      time: compiling.time(time),
      slidingLimit: windowType.kind === "sliding" ? windowType.limit : null,
      key: key === null ? null : compiling.value(key),
      maxItems,
      renderLimit,
      order,
      mode,
      versionMode,
    };
  },
};

interface WindowFields {
  windowType: "fixed" | "sliding";
  windowLimit?: Duration;
  window?: Duration;
}

function readWindowType({ windowType, windowLimit, window }: WindowFields, { reading, path }: StepPlace): BatchWindow {
  const at = [...path, "windowLimit"];
  if (windowType === "fixed") {
    if (windowLimit) reading.refuse(at, "conflict", "Only a sliding window has a `windowLimit`.");
    return { kind: "fixed" };
  }
  if (!windowLimit) {
    reading.refuse(
      at,
      "required",
      "A sliding window needs a `windowLimit`: how long after its first item the batch closes at the latest.",
    );
    return { kind: "fixed" };
  }
  if (window && longestMs(windowLimit) < longestMs(window)) {
    reading.refuse(at, "out_of_range", "`windowLimit` may not be shorter than `window`.");
  }
  if (longestMs(windowLimit) > RANGE.maxMs) reading.refuse(at, "out_of_range", "`windowLimit` is at most 365 days.");
  return { kind: "sliding", limit: windowLimit };
}
