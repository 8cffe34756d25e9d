import { z } from "zod";
import {
  baseOf,
  conditionsSchema,
  durationSchema,
  readTime,
  stepBaseShape,
  timeRules,
  timeShape,
} from "./step-fields.js";
import type { StepDefinition } from "./step-definition.js";

const schema = z.strictObject({
  ...stepBaseShape,
  type: z.literal("delay"),
  for: durationSchema.optional(),
  ...timeShape,
  conditions: conditionsSchema.optional(),
});

const RANGE = { field: "for", max: { unit: "days", value: 365 } } as const;

/** Waits. */
export const delayStep: StepDefinition<"delay"> = {
  schema,
  rules: timeRules("for"),

  read(input, place) {
    const fields = place.context.shape(schema, input, place.path);
    const conditions = place.context.stepCondition(input.conditions, [...place.path, "conditions"]);
    const time = readTime(input, RANGE, place);
    return fields && { ...baseOf(fields), type: "delay", time, conditions };
  },

  compile({ ref, time, conditions }, { next, context }) {
    return { ref, next, conditions: context.condition(conditions), type: "delay", time: context.time(time) };
  },
};
