import { lexicographicSortSchema, printSchema, type GraphQLSchema } from "graphql";
import { KeyRing } from "../../platform/encryption/index.js";
import { HttpClient } from "../../platform/http-client/index.js";
import { LocalHints } from "../../platform/hints/index.js";
import { LocalJobs } from "../../platform/jobs/index.js";
import { createLogger } from "../../platform/logging/index.js";
import { ChangeHints, Tails } from "../../platform/tails/index.js";
import type { Runtime } from "../../platform/runtime/index.js";
import { createSchema } from "./build-schema.js";
import { createModules } from "./modules.js";

const HEAD = "# Printed from the server by `npm run schema`; do not edit.\n\n";

/** The schema as a file: sorted, so that it changes only where the API does. */
export function schemaText(schema: GraphQLSchema): string {
  return `${HEAD}${printSchema(lexicographicSortSchema(schema))}\n`;
}

/** The whole schema with resolvers that cannot work: it needs them, but nothing that they work with. */
export function schemaWithoutDatabase(): GraphQLSchema {
  const refuse = (): never => {
    throw new Error("The schema is printed without a database.");
  };
  const hints = new LocalHints();
  const log = createLogger("silent");
  const runtime: Runtime = {
    clock: { now: () => 0, monotonic: () => 0 },
    get database(): never {
      return refuse();
    },
    hints,
    jobs: new LocalJobs(),
    tails: new Tails(new ChangeHints({ hints, sender: "", isShared: false }), log),
    log,
    encryption: KeyRing.empty(),
    http: new HttpClient(),
    newUuid: refuse,
    randomBytes: refuse,
  };
  return createSchema(createModules(runtime).resolvers);
}
