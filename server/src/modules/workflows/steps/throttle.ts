import { z } from "zod";
import {
  baseOf,
  checkValue,
  conditionsSchema,
  durationSchema,
  readTime,
  stepBaseShape,
  timeRules,
  timeShape,
  valueSchema,
} from "./step-fields.js";
import type { StepDefinition } from "./step-definition.js";

const schema = z.strictObject({
  ...stepBaseShape,
  type: z.literal("throttle"),
  window: durationSchema.optional(),
  ...timeShape,
  limit: z.int().min(1).max(1_000_000).default(1),
  key: valueSchema.optional(),
  conditions: conditionsSchema.optional(),
});

const RANGE = {
  field: "window",
  min: { unit: "seconds", value: 1 },
  max: { unit: "days", value: 31 },
} as const;

/** Ends runs beyond a maximum per window. */
export const throttleStep: StepDefinition<"throttle"> = {
  schema,
  rules: timeRules("window"),

  read(input, place) {
    const fields = place.context.shape(schema, input, place.path);
    const conditions = place.context.stepCondition(input.conditions, [...place.path, "conditions"]);
    const time = readTime(input, RANGE, place);
    if (typeof input.key === "string") checkValue(input.key, place, "key");
    return (
      fields && { ...baseOf(fields), type: "throttle", time, limit: fields.limit, key: fields.key ?? null, conditions }
    );
  },

  compile({ ref, time, conditions, limit, key }, { next, context }) {
    return {
      ref,
      next,
      conditions: context.condition(conditions),
      type: "throttle",
      time: context.time(time),
      limit,
      key: key === null ? null : context.value(key),
    };
  },
};
