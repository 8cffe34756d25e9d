import { Writable } from "node:stream";
import { pino } from "pino";
import { createSchema } from "../../src/app/composition/build-schema.js";
import { Health } from "../../src/app/observability/health.js";
import type { Authentication } from "../../src/app/limits/request-context.js";
import { startHttpServer, type HttpServer, type HttpServerOptions } from "../../src/app/http-server.js";
import { Metrics } from "../../src/app/observability/metrics.js";
import type { Scope } from "../../src/modules/requests/index.js";
import type { Credentials, ScopeEnd, SessionCredentials } from "../../src/modules/authentication/index.js";
import { AppError } from "../../src/platform/errors/index.js";
import { BeingResolver, Lost, tinyResolvers } from "./tiny-schema.js";

export const SECRET = { authorization: "Bearer sk_tiny" };

/**
 * Keys that need no database: `sk_tiny`, `pk_tiny` with a user id, and `sk_lost`, whose look-up fails like a database
 * outage.
 */
export class TinyAuthentication implements Authentication {
  readonly watched = new Map<(end: ScopeEnd) => void, Scope>();

  async authenticate(credentials: Credentials | SessionCredentials): Promise<Scope> {
    if ("sessionToken" in credentials) throw new AppError("UNAUTHENTICATED", "There are no sessions here.");
    const scope = { environmentId: 1, isDevelopment: false };
    if (credentials.apiKey === "sk_lost") throw new Lost("connect ECONNREFUSED 127.0.0.1:5432");
    if (credentials.apiKey === "sk_tiny") return { ...scope, actor: { kind: "secret", apiKeyId: "key_1" } };
    if (credentials.apiKey === "pk_tiny" && credentials.userId) {
      return { ...scope, actor: { kind: "user", apiKeyId: "key_2", userId: credentials.userId, tokenExpiresAt: null } };
    }
    throw new AppError("UNAUTHENTICATED", "This key is unknown.");
  }

  watch(scope: Scope, onEnd: (end: ScopeEnd) => void): () => void {
    this.watched.set(onEnd, scope);
    return () => this.watched.delete(onEnd);
  }

  end(end: ScopeEnd): void {
    for (const onEnd of [...this.watched.keys()]) onEnd(end);
  }
}

export interface TinyServer extends HttpServer {
  authentication: TinyAuthentication;
  health: Health;
  /** The logged lines. */
  log: string[];
  /** Sends a GraphQL request and reads the answer. */
  ask(query: string, options?: AskOptions): Promise<Answer>;
}

export interface AskOptions {
  variables?: object;
  operationName?: string;
  headers?: Record<string, string>;
}

export interface Answer {
  status: number;
  headers: Headers;
  data: unknown;
  errors: { message: string; path?: unknown[]; extensions: Record<string, unknown> }[];
}

export async function startTinyServer(options: Partial<HttpServerOptions> = {}): Promise<TinyServer> {
  const authentication = new TinyAuthentication();
  const health = new Health();
  const log: string[] = [];
  const lines = new Writable({
    write(chunk, _encoding, done) {
      log.push(String(chunk));
      done();
    },
  });
  const server = await startHttpServer({
    host: "127.0.0.1",
    port: 0,
    schema: createSchema([tinyResolvers, new BeingResolver()], null),
    authentication,
    health,
    metrics: new Metrics(),
    log: pino({ level: "debug" }, lines),
    isIntrospectionOpen: true,
    webRoot: null,
    ...options,
  });
  health.setReady();

  const ask = async (query: string, { headers = SECRET, ...rest }: AskOptions = {}): Promise<Answer> => {
    const response = await fetch(`${server.url}/graphql`, {
      method: "POST",
      headers: { "content-type": "application/json", ...headers },
      body: JSON.stringify({ query, ...rest }),
    });
    return { status: response.status, headers: response.headers, ...readResult(await response.json()) };
  };
  return Object.assign(server, { authentication, health, log, ask });
}

function readResult(value: unknown): Pick<Answer, "data" | "errors"> {
  if (!isResult(value)) throw new Error(`This is no GraphQL result: ${JSON.stringify(value)}`);
  return { data: value.data, errors: value.errors ?? [] };
}

function isResult(value: unknown): value is { data?: unknown; errors?: Answer["errors"] } {
  return typeof value === "object" && value !== null && ("data" in value || "errors" in value);
}
