import "reflect-metadata";
import { readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import type { Runtime } from "../platform/runtime/index.js";
import { LocalHints } from "../platform/hints/index.js";
import { LocalJobs } from "../platform/jobs/index.js";
import { createLogger } from "../platform/logging/index.js";
import { createSchema } from "./build-schema.js";
import { createModules } from "./modules.js";
import { schemaText } from "./print-schema.js";

const FILE = path.resolve(import.meta.dirname, "..", "..", "..", "schema.graphql");

/** The schema needs the resolvers but nothing that they work with: this runtime has no database. */
function schemaRuntime(): Runtime {
  const refuse = (): never => {
    throw new Error("The schema is printed without a database.");
  };
  return {
    clock: { now: () => 0 },
    get database(): never {
      return refuse();
    },
    hints: new LocalHints(),
    jobs: new LocalJobs(),
    log: createLogger("silent"),
    newUuid: refuse,
    randomBytes: refuse,
  };
}

const text = schemaText(createSchema(createModules(schemaRuntime()).resolvers));
if (!process.argv.includes("--check")) writeFileSync(FILE, text);
else if (readFileSync(FILE, "utf8") !== text) {
  process.stderr.write("schema.graphql is not what the server prints. Run `npm run schema` and commit it.\n");
  process.exit(1);
}
