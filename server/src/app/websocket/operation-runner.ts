import { createHash } from "node:crypto";
import {
  createSourceEventStream,
  execute,
  GraphQLError,
  type DocumentNode,
  type GraphQLSchema,
  type OperationDefinitionNode,
} from "graphql";
import { newContext, type RequestContext } from "../../modules/requests/index.js";
import { AppError, overloaded } from "../../platform/errors/index.js";
import {
  CompiledQueries,
  type AfterExecution,
  setOutlet,
  type DocumentCache,
  type ErrorFormatter,
  type OperationGuard,
  setBulkheads,
} from "../../platform/graphql/index.js";
import { chargeInvalid, freshContext } from "../limits/request-context.js";
import { callerOf } from "../limits/caller-budget.js";
import type { Metrics } from "../observability/metrics.js";
import type { KnownBulkheads } from "../limits/caller-bulkheads.js";
import type { FairQueue } from "./fair-queue.js";
import { SharedTexts } from "./shared-texts.js";
import type { SocketCaller } from "./socket-caller.js";
import type { SocketCensus } from "./socket-caps.js";
import type { SocketOperation, SocketSession, Subscribing } from "./socket-session.js";

export interface OperationRunnerOptions {
  schema: GraphQLSchema;
  formatter: ErrorFormatter;
  guard: OperationGuard<RequestContext>;
  documents: DocumentCache;
  metrics: Metrics;
  isOverloaded: () => boolean;
  bulkheads: KnownBulkheads;
  /** Called with each result before it is sent; nothing if left out. */
  after?: AfterExecution | null;
}

/** An operation that may run. */
interface Prepared {
  document: DocumentNode;
  definition: OperationDefinitionNode;
  variables: Record<string, unknown>;
  context: RequestContext;
  /** Equal for equal operations. */
  key: string;
}

interface Running {
  session: SocketSession;
  caller: SocketCaller;
  operation: SocketOperation;
  prepared: Prepared;
}

/** Operations of one caller that wait to be looked at. */
const WAITING_MAX = 200;
/** An answer of 100 items has some 100 KB and takes about 5 ms to make, in several turns of the loop. */
const CHARACTERS_PER_MS = 20_000;
const INVALID_WEIGHT = 5;

/**
 * Runs the operations of sockets. Documents are parsed and events executed in rotation by a `FairQueue`. If several
 * operations of one caller are equal, an event is executed once, and its text is sent to all of them.
 */
export class OperationRunner {
  readonly #options: OperationRunnerOptions;
  readonly #queue: FairQueue;
  readonly #census: SocketCensus;
  readonly #plans: CompiledQueries;
  readonly #shared = new SharedTexts();

  constructor(options: OperationRunnerOptions, queue: FairQueue, census: SocketCensus) {
    this.#options = options;
    this.#queue = queue;
    this.#census = census;
    this.#plans = new CompiledQueries(options.schema, options.after ?? null);
  }

  async run(session: SocketSession, caller: SocketCaller, { operation, payload }: Subscribing): Promise<void> {
    const isCrowded = this.#queue.waitingOf(caller.name) >= WAITING_MAX;
    const full = isCrowded ? "Too many operations wait already." : this.#census.begin(caller);
    if (full !== null) {
      session.countRefusal(1);
      return this.#refuse(session, operation, [new AppError("RATE_LIMITED", full, { retryAfterMs: 1000 })]);
    }
    try {
      const prepare = (): Prepared | null => this.#prepare(session, caller, { operation, payload });
      const prepared = await this.#queue.run(caller.name, caller.allowance, prepare);
      if (!prepared || operation.isStopped) return;
      const running = { session, caller, operation, prepared };
      if (prepared.definition.operation === "subscription") await this.#follow(running);
      else await this.#answer(running);
    } catch (error) {
      this.#refuse(session, operation, [error]);
    } finally {
      this.#census.end(caller);
    }
  }

  /** Null after the refusal was sent. */
  #prepare(session: SocketSession, caller: SocketCaller, { operation, payload }: Subscribing): Prepared | null {
    if (operation.isStopped || !session.channel.isOpen) return null;
    const { schema, documents, guard, formatter } = this.#options;
    const context = newContext(caller.scope, null, caller.budget, session.address);
    setBulkheads(context, this.#options.bulkheads.of(callerOf(caller.scope, session.address)));
    const variables = payload.variables ?? {};
    const { document, errors } = documents.read(payload.query, caller.isTrusted);
    if (!document || errors.length > 0) {
      chargeInvalid(context);
      formatter.explain(errors, { schema, document, variables });
      this.#refuse(session, operation, errors);
      session.countRefusal(INVALID_WEIGHT);
      return null;
    }
    try {
      const definition = definitionOf(document, payload.operationName ?? null);
      if (this.#options.isOverloaded()) throw overloaded();
      guard(context, { schema, document, operation: definition, variables });
      setOutlet(context, session.channel);
      const asked = [payload.operationName ?? "", payload.query, JSON.stringify(variables)];
      const key = createHash("sha1").update(asked.join("\n")).digest("base64");
      return { document, definition, variables, context, key: `${caller.name} ${key}` };
    } catch (error) {
      this.#refuse(session, operation, [error]);
      session.countRefusal(1);
      return null;
    }
  }

  /** A query or a mutation. */
  async #answer({ session, operation, prepared }: Running): Promise<void> {
    session.sendNext(operation, await this.#execute(prepared, undefined, prepared.context));
    session.sendComplete(operation);
  }

  /** A subscription, until either side ends it. */
  async #follow(running: Running): Promise<void> {
    const { session, operation, prepared, caller } = running;
    const { document, definition, variables, context } = prepared;
    const source = await createSourceEventStream({
      schema: this.#options.schema,
      document,
      operationName: definition.name?.value ?? null,
      variableValues: variables,
      contextValue: context,
      hideSuggestions: !caller.isTrusted,
    });
    if (!(Symbol.asyncIterator in source)) {
      const result = this.#options.formatter.formatResult(source, {
        schema: this.#options.schema,
        document,
        variables,
      });
      this.#count("subscription", result.errors?.[0]?.extensions?.["code"]);
      session.sendNext(operation, JSON.stringify(result));
      return session.sendComplete(operation);
    }
    this.#count("subscription");
    const events = source[Symbol.asyncIterator]();
    operation.onStop = () => void events.return?.();
    try {
      while (!operation.isStopped && session.channel.isOpen) {
        await session.channel.drained();
        const event = await events.next();
        if (event.done) break;
        await this.#tell(running, event.value);
      }
    } finally {
      // Also after an error, so that no subscription of a feed remains.
      await events.return?.();
    }
    session.sendComplete(operation);
  }

  async #tell({ session, caller, operation, prepared }: Running, event: unknown): Promise<void> {
    const { name, allowance } = caller;
    const isShared = typeof event === "object" && event !== null;
    const known = isShared ? this.#shared.find(event, prepared.key) : null;
    if (known) {
      const text = await known;
      await session.channel.drained();
      return this.#queue.run(name, allowance, () => session.sendNext(operation, text));
    }
    const making = this.#queue.run(name, allowance, async () => {
      const text = await this.#execute(prepared, event, freshContext(prepared.context));
      this.#queue.charge(name, allowance, text.length / CHARACTERS_PER_MS);
      session.sendNext(operation, text);
      return text;
    });
    if (isShared) this.#shared.put(event, prepared.key, making);
    await making;
  }

  /** The result as JSON. */
  async #execute(prepared: Prepared, root: unknown, context: RequestContext): Promise<string> {
    const { schema, formatter } = this.#options;
    const { document, definition, variables } = prepared;
    const call = { key: definition, document, operation: definition, root, context, variables };
    const planned = await this.#plans.execute(call);
    // If variables do not match, graphql-js reports the errors and executes nothing.
    const hideSuggestions = context.scope?.actor.kind !== "secret";
    const args = { schema, document, variableValues: variables, contextValue: context, hideSuggestions };
    const result = planned ?? (await execute({ ...args, operationName: definition.name?.value ?? null }));
    const formatted = formatter.formatResult(result, { schema, document, variables });
    if (definition.operation !== "subscription") {
      this.#count(definition.operation, formatted.errors?.[0]?.extensions?.["code"]);
    }
    return JSON.stringify(formatted);
  }

  #refuse(session: SocketSession, operation: SocketOperation, errors: readonly unknown[]): void {
    const located = errors.map((error) => (error instanceof GraphQLError ? error : asGraphQLError(error)));
    const formatted = located.map((error) => this.#options.formatter.format(error));
    session.sendErrors(operation, formatted);
    this.#count("none", formatted[0]?.extensions?.["code"]);
  }

  #count(kind: string, code: unknown = "ok"): void {
    this.#options.metrics.countOperation(kind, typeof code === "string" ? code : "unknown");
  }
}

function definitionOf(document: DocumentNode, name: string | null): OperationDefinitionNode {
  const operations = document.definitions.filter((each) => each.kind === "OperationDefinition");
  const found = name ? operations.find((each) => each.name?.value === name) : operations[0];
  if (found && (name || operations.length === 1)) return found;
  throw new AppError("OPERATION_RESOLUTION_FAILURE", "Say which operation to run with `operationName`.");
}

function asGraphQLError(error: unknown): GraphQLError {
  const cause = error instanceof Error ? error : new Error(String(error));
  return new GraphQLError(cause.message, { originalError: cause });
}
