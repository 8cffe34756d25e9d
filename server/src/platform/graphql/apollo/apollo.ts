import { ApolloServer, type ApolloServerOptions, type ApolloServerPlugin } from "@apollo/server";
import { ApolloServerPluginLandingPageDisabled } from "@apollo/server/plugin/disabled";
import type { GraphQLSchema } from "graphql";
import type { Logger } from "../../logging/index.js";
import { compiledQueriesPlugin, errorPlugin, guardPlugin, type OperationGuard } from "./apollo-plugins.js";
import { TOKENS_MAX } from "../operations/check-operation.js";
import { CompiledQueries, type AfterExecution } from "./compiled-queries.js";
import { documentsPlugin, type DocumentsPluginOptions } from "../documents/documents-plugin.js";

export interface ApolloOptions<Context extends object> extends DocumentsPluginOptions<Context> {
  schema: GraphQLSchema;
  guard: OperationGuard<Context>;
  log: Logger;
  /** Called with each result before it is sent; nothing if left out. */
  after?: AfterExecution | null;
  /** The store of persisted queries. Default: a bounded cache of this process. */
  cache?: Exclude<ApolloServerOptions<Context>["cache"], "bounded">;
  /** More plugins, run after ours, such as metrics. */
  plugins?: ApolloServerPlugin<Context>[];
}

/** How long a persisted query is stored after its last registration. */
const PERSISTED_SECONDS = 7 * 24 * 3600;

/**
 * Apollo Server, configured: our own document cache and executor, one error formatter, and limits before execution.
 * Introspection is always on here; the operation check decides who may use it.
 */
export function createApollo<Context extends object>(options: ApolloOptions<Context>): ApolloServer<Context> {
  const { schema, formatter, guard, log, cache, after = null } = options;
  return new ApolloServer<Context>({
    schema,
    introspection: true,
    csrfPrevention: true,
    allowBatchedHttpRequests: false,
    includeStacktraceInErrorResponses: false,
    stopOnTerminationSignals: false,
    parseOptions: { maxTokens: TOKENS_MAX },
    persistedQueries: { ttl: PERSISTED_SECONDS },
    documentStore: null,
    dangerouslyDisableValidation: true,
    cache: cache ?? "bounded",
    logger: apolloLogger(log),
    formatError: (_formatted, error) => formatter.format(error),
    plugins: [
      ApolloServerPluginLandingPageDisabled(),
      documentsPlugin<Context>(options),
      errorPlugin<Context>(formatter),
      guardPlugin<Context>(guard),
      compiledQueriesPlugin<Context>(new CompiledQueries(schema, after), formatter),
      ...(options.plugins ?? []),
    ],
  });
}

function apolloLogger(log: Logger): { debug: Log; info: Log; warn: Log; error: Log } {
  const at =
    (level: "debug" | "info" | "warn" | "error"): Log =>
    (message) =>
      log[level]({ message: String(message) }, "apollo");
  return { debug: at("debug"), info: at("info"), warn: at("warn"), error: at("error") };
}

type Log = (message?: unknown) => void;
