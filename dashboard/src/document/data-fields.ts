import { isJson, type Json } from "./document.js";

/** One key of a trigger's data. */
export interface DataField {
  readonly name: string;
  readonly type: string;
  readonly isRequired: boolean;
}

const PLAIN = new Set(["$schema", "type", "required", "properties"]);
const TYPES = new Set(["string", "number", "integer", "boolean", "object", "array"]);

/** Data to begin with, by the type of a key; text for all others. */
export const SAMPLES: Readonly<Record<string, unknown>> = {
  number: 1,
  integer: 1,
  boolean: true,
  object: {},
  array: [],
};

/** The keys of a schema; null where the schema says more than keys, types, and which are required. */
export function readDataFields(schema: unknown): DataField[] | null {
  if (schema === undefined) return [];
  if (!isJson(schema) || Object.keys(schema).some((name) => !PLAIN.has(name))) return null;
  const properties = schema["properties"] ?? {};
  if (!isJson(properties)) return null;
  const required: readonly unknown[] = Array.isArray(schema["required"]) ? schema["required"] : [];
  if (required.some((name) => typeof name !== "string" || !(name in properties))) return null;
  const fields = Object.entries(properties).map(([name, property]) => {
    const type = isJson(property) ? property["type"] : undefined;
    return typeof type === "string" && TYPES.has(type) ? { name, type, isRequired: required.includes(name) } : null;
  });
  return fields.some((field) => field === null) ? null : fields.filter((field) => field !== null);
}

/** The schema with these keys. What it said about a key beside the type stays with a key of the same name and type. */
export function writeDataFields(before: unknown, fields: readonly DataField[]): Json | undefined {
  if (fields.length === 0) return undefined;
  const schema = isJson(before) ? before : {};
  const old = isJson(schema["properties"]) ? schema["properties"] : {};
  const required = fields.filter(({ isRequired }) => isRequired).map(({ name }) => name);
  const { required: _, ...rest } = schema;
  const properties = Object.fromEntries(
    fields.map(({ name, type }): [string, Json] => {
      const known = old[name];
      return [name, isJson(known) && known["type"] === type ? known : { type }];
    }),
  );
  return { ...rest, type: "object", ...(required.length > 0 ? { required } : {}), properties };
}
