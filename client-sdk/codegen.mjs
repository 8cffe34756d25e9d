// `npm run generate -w client-sdk`: src/generated/ from schema.graphql and src/operations/.
import { existsSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const here = (path) => fileURLToPath(new URL(path, import.meta.url));
const schema = process.env.CARILLON_SCHEMA ?? here("../schema.graphql");
if (!existsSync(schema)) throw new Error(`${schema} is missing; print it from the server first.`);

// Elsewhere only to compare with what is committed.
const out = (name) => join(process.env.CARILLON_GENERATED ?? here("./src/generated"), name);

const config = {
  useTypeImports: true,
  immutableTypes: true,
  enumType: "string-literal",
  skipTypename: true,
  defaultScalarType: "unknown",
  strictScalars: true,
  inputMaybeValue: "T | null | undefined",
  avoidOptionals: false,
  scalars: {
    DateTime: "string",
    FeedVersion: "string",
    ID: "string",
    JSONObject: { input: "Readonly<Record<string, unknown>>", output: "Readonly<Record<string, unknown>>" },
    Condition: { input: "Readonly<Record<string, unknown>>", output: "Readonly<Record<string, unknown>>" },
  },
};

/** What a page needs for its first items; the others are fetched after them. */
const FIRST = ["FeedPage"];

/** What only `@carillon/client/preferences` asks. */
const PREFERENCES = ["PreferenceChoices", "ChoosePreferences"];

/** What only `npx carillon` asks. */
const CLI = ["WorkflowDocuments"];

export default {
  schema,
  documents: here("./src/operations/*.graphql"),
  silent: true,
  generates: {
    [out("operations.ts")]: { plugins: ["typescript-operations"], config },
    [out("documents.ts")]: { plugins: [here("./scripts/documents-plugin.mjs")], config: { only: FIRST } },
    [out("late-documents.ts")]: {
      plugins: [here("./scripts/documents-plugin.mjs")],
      config: { except: [...FIRST, ...PREFERENCES, ...CLI] },
    },
    [out("preference-documents.ts")]: {
      plugins: [here("./scripts/documents-plugin.mjs")],
      config: { only: PREFERENCES },
    },
    [out("cli-documents.ts")]: { plugins: [here("./scripts/documents-plugin.mjs")], config: { only: CLI } },
    [out("possible-types.ts")]: {
      plugins: [here("./scripts/documents-plugin.mjs")],
      config: { emit: "possibleTypes" },
    },
  },
};
