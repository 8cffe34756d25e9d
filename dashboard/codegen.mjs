// `npm run generate -w dashboard`: src/api/generated/ from schema.graphql and the operations beside the pages.
import { readdirSync, readFileSync } from "node:fs";
import { basename, join } from "node:path";
import { fileURLToPath } from "node:url";

const here = (path) => fileURLToPath(new URL(path, import.meta.url));
const plugin = here("../client-sdk/scripts/documents-plugin.mjs");

// Elsewhere only to compare with what is committed.
const out = (name) => join(process.env.CARILLON_GENERATED ?? here("./src/api/generated"), name);

const files = readdirSync(here("./src"), { recursive: true }).filter((name) => name.endsWith(".graphql"));

/** One file for each page, so that no page carries the documents of another. */
const documents = files.map((name) => {
  const only = [
    ...readFileSync(here(`./src/${name}`), "utf8").matchAll(/^(?:query|mutation|subscription) (\w+)/gm),
  ].map(([, word]) => word);
  const config = { only, typedDocumentFrom: "@carillon/client" };
  return [out(`${basename(name, ".graphql")}.ts`), { plugins: [plugin], config }];
});

export default {
  schema: process.env.CARILLON_SCHEMA ?? here("../schema.graphql"),
  documents: here("./src/**/*.graphql"),
  silent: true,
  generates: {
    ...Object.fromEntries(documents.filter(([, { config }]) => config.only.length > 0)),
    [out("operations.ts")]: {
      plugins: ["typescript-operations"],
      config: {
        ...{ useTypeImports: true, immutableTypes: true, enumType: "string-literal", skipTypename: true },
        ...{ defaultScalarType: "unknown", strictScalars: true, avoidOptionals: false },
        inputMaybeValue: "T | null | undefined",
        scalars: {
          DateTime: "string",
          FeedVersion: "string",
          ID: "string",
          JSONObject: { input: "Readonly<Record<string, unknown>>", output: "Readonly<Record<string, unknown>>" },
          Condition: { input: "Readonly<Record<string, unknown>>", output: "Readonly<Record<string, unknown>>" },
        },
      },
    },
  },
};
