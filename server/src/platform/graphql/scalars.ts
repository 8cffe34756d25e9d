import { GraphQLError, GraphQLScalarType, Kind, valueFromASTUntyped } from "graphql";
import { findForbiddenJson, isJsonObject, type JsonObject } from "../json.js";

const RFC_3339 = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d{1,9})?(Z|[+-]\d{2}:\d{2})$/i;

function refuse(message: string): GraphQLError {
  return new GraphQLError(message, { extensions: { code: "BAD_USER_INPUT" } });
}

function parseDateTime(value: unknown): Date {
  const at = typeof value === "string" && RFC_3339.test(value) ? new Date(value) : new Date(Number.NaN);
  if (Number.isNaN(at.getTime())) throw refuse("An instant is a string such as 2026-11-23T10:15:30.000Z.");
  return at;
}

export const DateTimeScalar = new GraphQLScalarType<Date, string>({
  name: "DateTime",
  description: "An instant as an RFC 3339 string in UTC with milliseconds, such as `2026-11-23T10:15:30.000Z`.",
  specifiedByURL: "https://scalars.graphql.org/andimarek/date-time.html",
  serialize(value) {
    if (value instanceof Date) return value.toISOString();
    throw new TypeError("A DateTime field must hold a Date.");
  },
  parseValue: parseDateTime,
  parseLiteral: (node) => parseDateTime(node.kind === Kind.STRING ? node.value : null),
});

function parseJsonObject(value: unknown): JsonObject {
  const first = findForbiddenJson(value)[0];
  if (first) throw refuse(first.path.length ? `At ${first.path.join(".")}: ${first.message}` : first.message);
  if (!isJsonObject(value)) throw refuse('A JSON object is needed here, such as { "key": 1 }.');
  return value;
}

function jsonScalar(name: string, description: string, specifiedByURL: string): GraphQLScalarType<JsonObject, unknown> {
  return new GraphQLScalarType<JsonObject, unknown>({
    name,
    description,
    specifiedByURL,
    serialize: (value) => value,
    parseValue: parseJsonObject,
    parseLiteral: (node, variables) => parseJsonObject(valueFromASTUntyped(node, variables)),
  });
}

export const JsonObjectScalar = jsonScalar(
  "JSONObject",
  "Any JSON object; whole numbers beyond 2^53 must be sent as strings.",
  "https://www.rfc-editor.org/rfc/rfc8259",
);

export const ConditionScalar = jsonScalar(
  "Condition",
  "A condition as JSON, `{ variable, operator, argument }` or a group `{ all: […] }` or `{ any: […] }`, the same grammar as in workflows.",
  "https://carillon.dev/schemas/condition.json",
);

const FEED_VERSION = /^\d{10}-\d{12}$/;

function parseFeedVersion(value: unknown): string {
  if (typeof value === "string" && FEED_VERSION.test(value)) return value;
  throw refuse("A feed version is a string that Carillon gave out as `Feed.version`.");
}

export const FeedVersionScalar = new GraphQLScalarType<string, string>({
  name: "FeedVersion",
  description:
    "A position in one feed's sequence: a string, opaque but for this: of two versions of one feed, the later sorts after by plain string comparison.",
  specifiedByURL: "https://carillon.dev/spec/feed-version",
  serialize: (value) => String(value),
  parseValue: parseFeedVersion,
  parseLiteral: (node) => parseFeedVersion(node.kind === Kind.STRING ? node.value : null),
});
