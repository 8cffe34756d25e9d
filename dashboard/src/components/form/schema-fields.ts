export type Settings = Readonly<Record<string, unknown>>;

interface FieldBase {
  readonly name: string;
  readonly label: string;
  readonly about: string | null;
  readonly isRequired: boolean;
}

/** One setting of a JSON Schema, as a form shows it. */
export type SchemaField = FieldBase &
  (
    | { readonly kind: "text" | "secret" | "switch" | "list" | "number" }
    | { readonly kind: "choice"; readonly choices: readonly (string | number)[]; readonly fallback: unknown }
    | { readonly kind: "object"; readonly fields: readonly SchemaField[] }
  );

export function isJson(value: unknown): value is Settings {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** The fields of a JSON Schema of settings, in its order. */
export function schemaFields(schema: Settings): SchemaField[] {
  const { properties, required } = schema;
  if (!isJson(properties)) return [];
  return Object.entries(properties).map(([name, property]) => {
    const given = isJson(property) ? property : {};
    const { title, description } = given;
    const base = {
      name,
      label: typeof title === "string" ? title : name,
      about: typeof description === "string" ? description : null,
      isRequired: Array.isArray(required) && required.includes(name),
    };
    return { ...base, ...kindOf(given) };
  });
}

type Kind = SchemaField extends infer Field ? (Field extends FieldBase ? Omit<Field, keyof FieldBase> : never) : never;

function kindOf(schema: Settings): Kind {
  if (Array.isArray(schema["enum"])) {
    const choices = schema["enum"].filter((each) => typeof each === "string" || typeof each === "number");
    return { kind: "choice", choices, fallback: schema["default"] };
  }
  if (schema["writeOnly"] === true) return { kind: "secret" };
  switch (schema["type"]) {
    case "object":
      return { kind: "object", fields: schemaFields(schema) };
    case "array":
      return { kind: "list" };
    case "boolean":
      return { kind: "switch" };
    case "integer":
    case "number":
      return { kind: "number" };
    default:
      return { kind: "text" };
  }
}

/** Settings to begin with: what the schema has as defaults. */
export function defaultSettings(schema: Settings): Settings {
  const { properties } = schema;
  if (!isJson(properties)) return {};
  return Object.fromEntries(
    Object.entries(properties).flatMap(([name, property]) =>
      isJson(property) && property["default"] !== undefined ? [[name, property["default"]]] : [],
    ),
  );
}

/** Stored settings to edit: without secrets, which the server keeps where they are left out. */
export function editableSettings(schema: Settings, stored: Settings): Settings {
  const secrets = schemaFields(schema).filter(({ kind }) => kind === "secret");
  return Object.fromEntries(Object.entries(stored).filter(([name]) => !secrets.some((field) => field.name === name)));
}
