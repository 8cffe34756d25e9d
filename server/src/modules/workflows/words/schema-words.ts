/** A finding of a JSON Schema validator: which keyword failed, and the keyword's values. */
export interface SchemaFinding {
  keyword: string;
  params: Readonly<Record<string, unknown>>;
}

type Words = (params: SchemaFinding["params"]) => string;

const TYPES: Readonly<Record<string, string>> = {
  string: "a text",
  number: "a number",
  integer: "a whole number",
  boolean: "true or false",
  array: "a list",
  object: "an object",
  null: "null",
};

/** Continuations of "must". */
const KEYWORDS: Readonly<Record<string, Words>> = {
  type: ({ type }) => `be ${[type].flat().map(typeWords).join(" or ")}`,
  enum: ({ allowedValues }) => `be one of ${[allowedValues].flat().map(shown).join(", ")}`,
  const: ({ allowedValue }) => `be ${shown(allowedValue)}`,
  minLength: ({ limit }) => `have at least ${shown(limit)} characters`,
  maxLength: ({ limit }) => `have at most ${shown(limit)} characters`,
  pattern: ({ pattern }) => `match the pattern ${shown(pattern)}`,
  format: ({ format }) => `have the form of ${shown(format)}`,
  minimum: ({ limit }) => `be at least ${shown(limit)}`,
  maximum: ({ limit }) => `be at most ${shown(limit)}`,
  exclusiveMinimum: ({ limit }) => `be more than ${shown(limit)}`,
  exclusiveMaximum: ({ limit }) => `be less than ${shown(limit)}`,
  multipleOf: ({ multipleOf }) => `be a multiple of ${shown(multipleOf)}`,
  minItems: ({ limit }) => `have at least ${shown(limit)} entries`,
  maxItems: ({ limit }) => `have at most ${shown(limit)} entries`,
  uniqueItems: () => "hold no entry twice",
  contains: () => "hold entries of the kind that `contains` asks for",
  items: () => "hold no more entries",
  minProperties: ({ limit }) => `have at least ${shown(limit)} members`,
  maxProperties: ({ limit }) => `have at most ${shown(limit)} members`,
  dependentRequired: ({ property, missingProperty }) =>
    `have ${shown(missingProperty)}, since it has ${shown(property)}`,
  propertyNames: ({ propertyName }) => `not have the member ${shown(propertyName)}`,
  unevaluatedProperties: ({ unevaluatedProperty }) => `not have the member ${shown(unevaluatedProperty)}`,
  unevaluatedItems: () => "hold no more entries",
  anyOf: () => "fit at least one of the shapes in `anyOf`",
  oneOf: () => "fit exactly one of the shapes in `oneOf`",
  not: () => "not have this shape",
  if: ({ failingKeyword }) => `fit the shape in \`${String(failingKeyword)}\``,
  "false schema": () => "not be given",
};

const SHOWN_MAX_LENGTH = 100;

/** The requirement of a schema, in our own words; those of the validator change with its releases. */
export function describeSchemaFinding({ keyword, params }: SchemaFinding): string {
  const words = Object.hasOwn(KEYWORDS, keyword) ? KEYWORDS[keyword] : undefined;
  return `this must ${words ? words(params) : `fit \`${keyword}\``}`;
}

/** Messages for the validator's errors about schemas, by a pattern of its text. */
const REASONS: readonly { thrown: RegExp; words: (name: string) => string }[] = [
  { thrown: /unknown keyword: "([^"]*)"/, words: (name) => `JSON Schema has no keyword ${shown(name)}.` },
  { thrown: /unknown format "([^"]*)"/, words: (name) => `The format ${shown(name)} is not supported.` },
  { thrown: /can't resolve reference (\S+)/, words: (name) => `The reference ${shown(name)} leads nowhere.` },
  {
    thrown: /"?(\w+)"? without "(?:if|items|contains)/,
    words: (name) => `${shown(name)} needs another keyword beside it.`,
  },
];

export function describeSchemaError(error: unknown): string {
  const thrown = error instanceof Error ? error.message : "";
  for (const reason of REASONS) {
    const match = reason.thrown.exec(thrown);
    if (match) return reason.words(match[1] ?? "");
  }
  return "This is no JSON Schema that can be used.";
}

function typeWords(type: unknown): string {
  return TYPES[String(type)] ?? shown(type);
}

function shown(value: unknown): string {
  const text = JSON.stringify(value) ?? "nothing";
  return text.length <= SHOWN_MAX_LENGTH ? text : `${text.slice(0, SHOWN_MAX_LENGTH)}…`;
}
