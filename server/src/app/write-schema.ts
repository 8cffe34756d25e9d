import "reflect-metadata";
import { readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { schemaText, schemaWithoutDatabase } from "./composition/print-schema.js";

const FILE = path.resolve(import.meta.dirname, "..", "..", "..", "schema.graphql");

const text = schemaText(schemaWithoutDatabase());
if (!process.argv.includes("--check")) writeFileSync(FILE, text);
else if (readFileSync(FILE, "utf8") !== text) {
  process.stderr.write("schema.graphql is not what the server prints. Run `npm run schema` and commit it.\n");
  process.exit(1);
}
