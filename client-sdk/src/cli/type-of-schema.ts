import { isRecord } from "../json.js";

/** The server refuses recursive references in schemas; this limit is for other schemas. */
const DEPTH_MAX = 60;

/**
 * A JSON Schema as a TypeScript type. Supports the contents of workflows' `dataSchema`: references within the schema,
 * combinations, enums, objects, arrays and tuples. Keywords that TypeScript cannot express, such as `pattern` and `minimum`,
 * are left out. An object without `additionalProperties` is closed, so that a misspelt key is found.
 */
export function typeOfSchema(schema: unknown): string {
  return typeOf(schema, { root: schema, depth: 0 });
}

/** The same for some top-level keys only. */
export function typeOfProperties(schema: unknown, keys: readonly string[]): string {
  const context = { root: schema, depth: 0 };
  const { properties, required } = membersOf(resolved(schema, context), context);
  const chosen = keys.map((key) => [key, properties.get(key) ?? true] as const);
  return objectType(new Map(chosen), required, null, context);
}

interface Context {
  readonly root: unknown;
  readonly depth: number;
}

function typeOf(schema: unknown, outer: Context): string {
  const context = { ...outer, depth: outer.depth + 1 };
  if (schema === false) return "never";
  if (!isRecord(schema) || context.depth > DEPTH_MAX) return "unknown";
  if (typeof schema.$ref === "string") {
    const { $ref, ...rest } = schema;
    return intersection([typeOf(atPointer(context.root, $ref), context), typeOf(rest, context)]);
  }
  if ("const" in schema) return literal(schema.const);
  if (Array.isArray(schema.enum)) return union(schema.enum.map(literal));
  const parts = [ownType(schema, context)];
  for (const list of [schema.anyOf, schema.oneOf]) {
    if (Array.isArray(list)) parts.push(union(list.map((each) => typeOf(each, context))));
  }
  if (Array.isArray(schema.allOf)) parts.push(...schema.allOf.map((each) => typeOf(each, context)));
  return intersection(parts);
}

/** The type of the schema without its combinations. */
function ownType(schema: Readonly<Record<string, unknown>>, context: Context): string {
  const types = Array.isArray(schema.type) ? schema.type : [schema.type ?? impliedType(schema)];
  return union(types.map((type) => simpleType(type, schema, context)));
}

function impliedType(schema: Readonly<Record<string, unknown>>): string | undefined {
  if (isRecord(schema.properties) || Array.isArray(schema.required)) return "object";
  return "items" in schema || "prefixItems" in schema ? "array" : undefined;
}

function simpleType(type: unknown, schema: Readonly<Record<string, unknown>>, context: Context): string {
  switch (type) {
    case "string":
    case "boolean":
    case "null":
      return type;
    case "number":
    case "integer":
      return "number";
    case "array":
      return arrayType(schema, context);
    case "object":
      return ownObjectType(schema, context);
    default:
      return "unknown";
  }
}

function arrayType({ items, prefixItems, minItems }: Readonly<Record<string, unknown>>, context: Context): string {
  const rest = items === undefined ? "unknown" : typeOf(items, context);
  if (!Array.isArray(prefixItems)) return `readonly ${inParentheses(rest)}[]`;
  const least = typeof minItems === "number" ? minItems : 0;
  const members = prefixItems.map((each, index) => {
    const member = typeOf(each, context);
    return index < least ? member : `${inParentheses(member)}?`;
  });
  return `readonly [${[...members, ...(items === false ? [] : [`...${inParentheses(rest)}[]`])].join(", ")}]`;
}

function ownObjectType(schema: Readonly<Record<string, unknown>>, context: Context): string {
  const { properties, required } = membersOf(schema, context);
  const { additionalProperties, patternProperties } = schema;
  const isOpen = isRecord(additionalProperties) || additionalProperties === true || isRecord(patternProperties);
  if (properties.size > 0) return objectType(properties, required, isOpen ? "unknown" : null, context);
  const others = isRecord(additionalProperties) ? typeOf(additionalProperties, context) : "unknown";
  return additionalProperties === false && !isOpen ? "{}" : objectType(properties, required, others, context);
}

interface Members {
  readonly properties: ReadonlyMap<string, unknown>;
  readonly required: ReadonlySet<unknown>;
}

function membersOf(schema: unknown, context: Context): Members {
  if (!isRecord(schema)) return { properties: new Map(), required: new Set() };
  const parts = Array.isArray(schema.allOf)
    ? schema.allOf.map((each) => membersOf(resolved(each, context), context))
    : [];
  const required = new Set(Array.isArray(schema.required) ? schema.required : []);
  const properties = new Map<string, unknown>(Object.entries(isRecord(schema.properties) ? schema.properties : {}));
  // Required properties without a description.
  for (const name of required) if (typeof name === "string" && !properties.has(name)) properties.set(name, true);
  return {
    properties: new Map([...parts.flatMap((part) => [...part.properties]), ...properties]),
    required: new Set([...parts.flatMap((part) => [...part.required]), ...required]),
  };
}

function objectType(
  properties: ReadonlyMap<string, unknown>,
  required: ReadonlySet<unknown>,
  others: string | null,
  context: Context,
): string {
  const lines = [...properties].map(([name, schema]) => {
    const text = isRecord(schema) && typeof schema.description === "string" ? comment(schema.description) : "";
    const type = typeOf(schema, context).replaceAll("\n", "\n  ");
    return `  ${text}readonly ${keyOf(name)}${required.has(name) ? "" : "?"}: ${type};`;
  });
  if (others !== null) lines.push(`  readonly [key: string]: ${others};`);
  return lines.length === 0 ? "{}" : `{\n${lines.join("\n")}\n}`;
}

function resolved(schema: unknown, context: Context): unknown {
  return isRecord(schema) && typeof schema.$ref === "string" ? atPointer(context.root, schema.$ref) : schema;
}

function atPointer(root: unknown, reference: string): unknown {
  const parts = decodeURIComponent(reference.replace(/^#/, "")).split("/").slice(1);
  return parts.reduce<unknown>((node, part) => {
    const key = part.replaceAll("~1", "/").replaceAll("~0", "~");
    if (Array.isArray(node)) return (node as readonly unknown[])[Number(key)];
    return isRecord(node) ? node[key] : undefined;
  }, root);
}

function literal(value: unknown): string {
  if (Array.isArray(value)) return `readonly [${value.map(literal).join(", ")}]`;
  if (isRecord(value)) {
    const members = Object.entries(value).map(([key, each]) => `readonly ${keyOf(key)}: ${literal(each)}`);
    return `{ ${members.join("; ")} }`;
  }
  return JSON.stringify(value);
}

function union(types: readonly string[]): string {
  const each = [...new Set(types)];
  if (each.includes("unknown") || each.length === 0) return "unknown";
  return each.length === 1 ? (each[0] ?? "unknown") : each.map(inParentheses).join(" | ");
}

function intersection(types: readonly string[]): string {
  const each = [...new Set(types)].filter((type) => type !== "unknown");
  return each.length < 2 ? (each[0] ?? "unknown") : each.map(inParentheses).join(" & ");
}

/**
 * Adds parentheses to a type with a space outside brackets and quotes, which would parse differently next to `|`,
 * `&`, `[]` or `?`.
 */
function inParentheses(type: string): string {
  const outside = type.replace(/"(?:[^"\\]|\\.)*"/g, "").replace(/\/\*.*?\*\//g, "");
  let depth = 0;
  for (const character of outside) {
    if ("{([".includes(character)) depth += 1;
    if ("})]".includes(character)) depth -= 1;
    if (character === " " && depth === 0) return `(${type})`;
  }
  return type;
}

export function keyOf(name: string): string {
  return /^[A-Za-z_$][\w$]*$/.test(name) ? name : JSON.stringify(name);
}

export function comment(text: string): string {
  return `/** ${text.replace(/\s+/g, " ").replaceAll("*/", "* /").trim()} */ `;
}
