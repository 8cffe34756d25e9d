import type { JsonObject } from "../../../platform/json.js";
import { OPERATORS } from "../../conditions/index.js";

/** JSON Schemas of what other modules read: `parseCondition`, `parseDuration`, `parseOffset`, `parseWindowRule`. */
export const CONDITION_SCHEMA: JsonObject = {
  description: "One comparison, or a group of conditions.",
  oneOf: [
    {
      type: "object",
      required: ["variable", "operator"],
      additionalProperties: false,
      properties: {
        variable: {
          type: "string",
          pattern: "^(data|recipient|actor|tenant|vars|workflow|run|refs)(\\.[^.\\s]+)*$",
          maxLength: 256,
        },
        operator: { enum: [...OPERATORS] },
        argument: {},
      },
    },
    {
      type: "object",
      required: ["all"],
      additionalProperties: false,
      properties: { all: { type: "array", items: { $ref: "#/$defs/condition" } } },
    },
    {
      type: "object",
      required: ["any"],
      additionalProperties: false,
      properties: { any: { type: "array", minItems: 1, items: { $ref: "#/$defs/condition" } } },
    },
  ],
};

const UNITS = ["seconds", "minutes", "hours", "days", "weeks", "months"].flatMap((unit) => [unit, unit.slice(0, -1)]);

export const DURATION_SCHEMA: JsonObject = {
  description: "A length of time; days, weeks and months follow the recipient's calendar.",
  type: "object",
  required: ["unit", "value"],
  additionalProperties: false,
  properties: { unit: { enum: UNITS }, value: { type: "integer", minimum: 1 } },
};

export const OFFSET_SCHEMA: JsonObject = {
  description: "Moves a time.",
  type: "object",
  required: ["unit", "value", "direction"],
  additionalProperties: false,
  properties: {
    unit: { enum: UNITS },
    value: { type: "integer", minimum: 1 },
    direction: { enum: ["before", "after"] },
  },
};

const OR_NULL = { type: "null" };

export const WINDOW_RULE_SCHEMA: JsonObject = {
  description: "Moments that recur in the recipient's time zone, such as at nine on weekdays.",
  type: "object",
  required: ["frequency"],
  additionalProperties: false,
  properties: {
    frequency: { enum: ["hourly", "daily", "weekly", "monthly"] },
    interval: { anyOf: [{ type: "integer", minimum: 1, maximum: 1000 }, OR_NULL] },
    days: {
      anyOf: [
        { type: "array", minItems: 1, items: { enum: ["mon", "tue", "wed", "thu", "fri", "sat", "sun"] } },
        { enum: ["weekdays", "weekends"] },
        OR_NULL,
      ],
    },
    hours: { anyOf: [{ type: "integer", minimum: 0, maximum: 23 }, OR_NULL] },
    minutes: { anyOf: [{ type: "integer", minimum: 0, maximum: 55, multipleOf: 5 }, OR_NULL] },
    dayOfMonth: { anyOf: [{ type: "integer", minimum: 1, maximum: 31 }, OR_NULL] },
    day_of_month: { anyOf: [{ type: "integer", minimum: 1, maximum: 31 }, OR_NULL] },
  },
};
