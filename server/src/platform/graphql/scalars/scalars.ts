import { GraphQLScalarType, Kind, valueFromASTUntyped, type ValueNode } from "graphql";
import type { InputIssue } from "../../errors/index.js";
import { findForbiddenJson, isJsonObject, type JsonObject } from "../../json.js";
import { readDateTime } from "./date-time.js";
import { findInexactNumbers } from "../numbers/exact-number.js";
import { findInexactLiterals } from "../numbers/exact-scalars.js";
import { ScalarError } from "../numbers/scalar-error.js";

function parseDateTime(value: unknown): Date {
  const at = typeof value === "string" ? readDateTime(value) : null;
  if (at) return at;
  throw new ScalarError(
    "An instant is an RFC 3339 string with its offset, in the years 1 to 9999, such as `2026-11-23T10:15:30.000Z`.",
  );
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
  parseLiteral: (node) => parseDateTime(textOf(node)),
});

/** A number in a document is seen as it was written, one in a variable as JSON.parse left it. */
function parseJsonObject(value: unknown, inexact: InputIssue[] = findInexactNumbers(value)): JsonObject {
  const forbidden = findForbiddenJson(value);
  // A value that is not a number at all is reported once.
  const isTold = ({ path }: InputIssue): boolean =>
    forbidden.some((issue) => issue.path.join("\n") === path.join("\n"));
  const issues = [...forbidden, ...inexact.filter((issue) => !isTold(issue))];
  const first = issues[0];
  if (first) {
    throw new ScalarError(
      first.path.length > 0 ? `At ${first.path.join(".")}: ${first.message}` : first.message,
      issues,
    );
  }
  if (!isJsonObject(value)) throw new ScalarError('A JSON object is needed here, such as `{ "key": 1 }`.');
  return value;
}

function jsonScalar(name: string, description: string, specifiedByURL: string): GraphQLScalarType<JsonObject, unknown> {
  return new GraphQLScalarType<JsonObject, unknown>({
    name,
    description,
    specifiedByURL,
    serialize: (value) => value,
    parseValue: (value) => parseJsonObject(value),
    // While a document is validated its variables are not known; a member without a value counts as left out.
    parseLiteral: (node, variables) => parseJsonObject(valueFromASTUntyped(node, variables), findInexactLiterals(node)),
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

/** Enough for every version that the server creates; the feeds module parses it. */
const FEED_VERSION_MAX_LENGTH = 64;

function parseFeedVersion(value: unknown): string {
  if (typeof value === "string" && value.length > 0 && value.length <= FEED_VERSION_MAX_LENGTH) return value;
  throw new ScalarError("A feed version is a string that Carillon gave out as `Feed.version`.");
}

export const FeedVersionScalar = new GraphQLScalarType<string, string>({
  name: "FeedVersion",
  description:
    "A position in one feed's sequence: a string, opaque but for this: of two versions of one feed, the later sorts after by plain string comparison.",
  specifiedByURL: "https://carillon.dev/spec/feed-version",
  serialize(value) {
    if (typeof value === "string") return value;
    throw new TypeError("A FeedVersion field must hold a string.");
  },
  parseValue: parseFeedVersion,
  parseLiteral: (node) => parseFeedVersion(textOf(node)),
});

function textOf(node: ValueNode): string | null {
  return node.kind === Kind.STRING ? node.value : null;
}
