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
    const fields = place.reading.shape(schema, input, place.path);
    const conditions = place.reading.stepCondition(input.conditions, [...place.path, "conditions"]);
    const time = readTime(input, RANGE, place);
    return fields && { ...baseOf(fields), type: "delay", time, conditions };
  },

  compile({ ref, time, conditions }, { next, compiling }) {
    return { ref, next, conditions: compiling.condition(conditions), type: "delay", time: compiling.time(time) };
  },
};
