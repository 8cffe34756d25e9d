import { graphql, type GraphQLSchema } from "graphql";
import { createSchema } from "../../src/app/composition/build-schema.js";
import { createModules, type ModuleOptions, type Modules } from "../../src/app/composition/modules.js";
import { newContext, type Scope } from "../../src/modules/requests/index.js";
import { AppError, type InputIssue } from "../../src/platform/errors/index.js";
import type { JsonObject } from "../../src/platform/json.js";
import { createTestEnvironment, type TestEnvironment } from "./environments.js";
import { createTestDatabase, type TestDatabase } from "./database.js";
import { createTestRuntime, type TestRuntime } from "./runtime.js";

export interface ApiAnswer {
  data: JsonObject;
  /** `<code>` of each error; with issues, `<code> <path> <issue code>` for each of them. */
  errors: string[];
}

/** The modules on a new database, called by GraphQL without a server. */
export interface ModuleApi {
  db: TestDatabase;
  runtime: TestRuntime;
  modules: Modules;
  home: TestEnvironment;
  ask(source: string, variables?: object, scope?: Scope | null): Promise<ApiAnswer>;
}

export async function createModuleApi(
  options: ModuleOptions = {},
  overrides: Partial<TestRuntime> = {},
): Promise<ModuleApi> {
  const db = await createTestDatabase();
  const runtime = createTestRuntime(db.database, overrides);
  const modules = createModules(runtime, options);
  const schema: GraphQLSchema = createSchema(modules.resolvers);
  const home = await createTestEnvironment(db.database, modules.environments);
  return {
    db,
    runtime,
    modules,
    home,
    async ask(source, variables = {}, scope = home.secret) {
      const result = await graphql({
        schema,
        source,
        variableValues: { ...variables },
        contextValue: newContext(scope),
      });
      const data: JsonObject = JSON.parse(JSON.stringify(result.data ?? {}));
      return { data, errors: (result.errors ?? []).flatMap((error) => describe(error.originalError ?? error)) };
    },
  };
}

/** Adds the default in-app channel of a seeded environment. */
export async function addInAppChannel({ db, home, modules }: ModuleApi): Promise<void> {
  await modules.channels.ensure(db.database, {
    environment_id: home.environmentId,
    key: "in-app",
    type: "IN_APP",
    name: "Bell",
    is_default: true,
  });
}

function describe(error: Error): string[] {
  if (!(error instanceof AppError)) return [error.message];
  if (error.issues.length === 0) return [error.code];
  return error.issues.map((issue: InputIssue) => `${error.code} ${issue.path.join(".")} ${issue.code}`);
}
