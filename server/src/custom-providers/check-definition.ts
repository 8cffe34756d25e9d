import { isJsonObject, type JsonObject } from "../platform/json.js";
import type { OutboundType } from "../providers/kit/message.js";
import type { ProviderDefinition } from "../providers/kit/provider.js";
import { settingsAjv } from "../providers/kit/settings-ajv.js";

type Definition = ProviderDefinition<OutboundType, object, object>;
type Fields = Record<string, unknown>;
type Check = readonly [field: string, isRight: (value: unknown) => boolean, form: string];

const CHANNEL_TYPES = ["EMAIL", "SMS", "PUSH", "CHAT", "WEBHOOK"];
const isText = (value: unknown): boolean => typeof value === "string" && value !== "";
const isFunction = (value: unknown): boolean => typeof value === "function";
const isObject = (value: unknown): value is Fields => typeof value === "object" && value !== null;
const isOneOf =
  (...values: string[]) =>
  (value: unknown): boolean =>
    values.includes(String(value));
const isNullOr =
  (isRight: (value: unknown) => boolean) =>
  (value: unknown): boolean =>
    value === null || isRight(value);
const isIdempotency = (value: unknown): boolean =>
  isObject(value) && isOneOf("header", "body")(value.in) && isText(value.name) && isPositive(value.windowMs);
const isPositive = (value: unknown): boolean => typeof value === "number" && value > 0;
const isTypes = (value: unknown): boolean =>
  Array.isArray(value) && value.length > 0 && value.every(isOneOf(...CHANNEL_TYPES));
const isExample = (value: unknown): boolean =>
  isObject(value) && isObject(value.settings) && isObject(value.credentials);

/** The requirements of a definition, in the order in which the first error is reported. */
const CHECKS: readonly Check[] = [
  ["key", isText, "a text of lower-case letters, digits and hyphens"],
  ["name", isText, "a text"],
  ["channelTypes", isTypes, `a list of ${CHANNEL_TYPES.join(", ")}`],
  ["settingsSchema", isJsonObject, "a JSON Schema of an object"],
  ["idempotency", isNullOr(isIdempotency), "null or { in, name, form, windowMs }"],
  ["callbacks", isOneOf("signed", "secret-url", "none"), '"signed", "secret-url" or "none"'],
  ["carriesOurId", isNullOr(isText), "null or the name of a field"],
  ["batch", isPositive, "a number from 1"],
  ["maxBytes", isPositive, "a number of bytes"],
  ["rateLimit", isNullOr(isObject), "null or { requests, perMs }"],
  ["onUncertain", isOneOf("RETRY", "RESOLVE", "STOP"), '"RETRY", "RESOLVE" or "STOP"'],
  ["docs", isObject, "an object with summary, setup, callbackSetup and notes"],
  ["example", isExample, "an object with settings and credentials"],
  ["buildRequest", isFunction, "a function"],
  ["readAnswer", isFunction, "a function"],
];

/** The value as a definition of a provider. Throws an error that names the first field that is wrong, for operators. */
export function checkDefinition(value: unknown): Definition {
  if (!isObject(value)) throw new Error("is not an object");
  for (const [field, isRight, form] of CHECKS) {
    if (!isRight(value[field])) throw new Error(`needs ${field}: ${form}`);
  }
  checkSchema(value.settingsSchema as JsonObject);
  return value as unknown as Definition;
}

function checkSchema(schema: JsonObject): void {
  const ajv = settingsAjv();
  try {
    ajv.compile(schema);
  } catch (error) {
    throw new Error(`has a settingsSchema that is not a strict JSON Schema: ${messageOf(error)}`, { cause: error });
  }
}

/** The first line of an error's message. */
export function messageOf(error: unknown): string {
  const [line = ""] = (error instanceof Error ? error.message : String(error)).split("\n");
  return line;
}
