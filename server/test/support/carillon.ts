import "reflect-metadata";
import { createClient } from "graphql-ws";
import WebSocket from "ws";
import { startCarillon, type Carillon } from "../../src/app/start-server.js";
import { createTestDatabase, type TestDatabase } from "./database.js";
import { newKey } from "../../src/platform/encryption/index.js";

export interface Answer {
  // The data of the test's own query.
  // eslint-disable-next-line @typescript-eslint/no-explicit-any
  data: any;
  errors?: {
    message: string;
    path?: unknown[];
    extensions: { code: string; issues?: { path: string[]; code: string }[] };
  }[];
}

export interface TestServer {
  carillon: Carillon;
  /** The server's database, on separate connections for the test. */
  database: TestDatabase["database"];
  secretKey: string;
  publicKey: string;
  /** Sends a query with the secret key, or as a user of this development environment. */
  ask(query: string, variables?: object, userId?: string): Promise<Answer>;
  /** Collects the events of a subscription until it is stopped, with the secret key or as a user. */
  listen(query: string, variables: object, userId?: string): Listening;
  stop(): Promise<void>;
}

export interface Listening {
  events: Answer["data"][];
  /** The codes of errors that ended it. */
  failures: string[];
  stop(): void;
}

/** Tests send more requests than users do. Tests of the limits set their own. */
export const NO_LIMITS = { RATE_LIMIT_SECRET: "0", RATE_LIMIT_USER: "0", RATE_LIMIT_ADDRESS: "0" };

/** The complete product on a new database, with one development environment. */
export async function startTestServer(settings: Record<string, string> = {}): Promise<TestServer> {
  // Unguarded, because the test queries while it holds a lock. The product has its own connections and is guarded.
  const db: TestDatabase = await createTestDatabase({ poolSize: 2, isGuarded: false });
  const env = {
    NODE_ENV: "test",
    DATABASE_URL: db.url,
    CARILLON_ENCRYPTION_KEYS: newKey(),
    PORT: "0",
    LOG_LEVEL: "silent",
    CARILLON_DRAIN_MS: "0",
    ...NO_LIMITS,
    ...settings,
  };
  const carillon = await startCarillon(env, () => undefined);
  const { environments, apiKeys } = carillon.modules;
  const environment = await environments.createEnvironment(db.database, {
    key: "test",
    name: "Test",
    isDevelopment: true,
  });
  const secret = await apiKeys.create(db.database, environment.id, { kind: "secret", name: null });
  const open = await apiKeys.create(db.database, environment.id, { kind: "public", name: null });
  await carillon.modules.channels.ensure(db.database, {
    environment_id: environment.id,
    key: "in-app",
    type: "IN_APP",
    name: "In app",
    is_default: true,
  });
  const url = carillon.url ?? "";
  return {
    carillon,
    database: db.database,
    secretKey: secret.value,
    publicKey: open.value,
    async ask(query, variables = {}, userId) {
      const headers: Record<string, string> = { "content-type": "application/json" };
      headers.authorization = `Bearer ${userId === undefined ? secret.value : open.value}`;
      if (userId !== undefined) headers["x-carillon-user-id"] = userId;
      const response = await fetch(`${url}/graphql`, {
        method: "POST",
        headers,
        body: JSON.stringify({ query, variables }),
      });
      return response.json() as Promise<Answer>;
    },
    listen(query, variables, userId) {
      const events: Answer["data"][] = [];
      const failures: string[] = [];
      const client = createClient({
        url: `${url.replace("http", "ws")}/graphql`,
        webSocketImpl: WebSocket,
        connectionParams: userId === undefined ? { apiKey: secret.value } : { apiKey: open.value, userId },
        retryAttempts: 0,
      });
      const leave = client.subscribe(
        { query, variables: { ...variables } },
        {
          next: ({ data, errors }) => (data ? events.push(data) : failures.push(codeOf(errors))),
          error: (error) => failures.push(codeOf(error)),
          complete: () => undefined,
        },
      );
      return {
        events,
        failures,
        stop() {
          leave();
          void client.dispose();
        },
      };
    },
    async stop() {
      await carillon.stop();
      await db.drop();
    },
  };
}

/** The code of a refused operation, or the close code of its socket. */
function codeOf(error: unknown): string {
  const [first] = Array.isArray(error) ? error : [error];
  return String(Object(first).extensions?.code ?? Object(first).code);
}

/** Stores and commits a workflow with these steps. */
export async function addWorkflow(server: TestServer, key: string, steps: object[], more: object = {}): Promise<void> {
  const document = { key, name: key, steps, feedData: ["n"], ...more };
  const save = await server.ask("mutation($i: SaveWorkflowInput!) { saveWorkflow(input: $i) { workflow { id } } }", {
    i: { document },
  });
  if (save.errors) throw new Error(JSON.stringify(save.errors));
  await server.ask("mutation($i: CommitWorkflowInput!) { commitWorkflow(input: $i) { workflow { id } } }", {
    i: { workflowKey: key },
  });
}

export const BELL = {
  ref: "bell",
  type: "channel",
  channelKey: "in-app",
  template: { markdown: "{{ total_activities }}: {{ data.n }}" },
};
