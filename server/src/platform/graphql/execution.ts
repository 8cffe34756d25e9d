import {
  createSourceEventStream,
  execute,
  getOperationAST,
  GraphQLError,
  parse,
  validate,
  type DocumentNode,
  type ExecutionArgs,
  type ExecutionResult,
  type GraphQLSchema,
  type OperationDefinitionNode,
} from "graphql";
import { TOKENS_MAX } from "./check-operation.js";
import type { CompiledQueries } from "./compiled-queries.js";
import { outletOf } from "./outlet.js";

const DOCUMENTS_MAX = 300;

/** Parses and validates, and remembers what was valid: thousands of sockets send the same few documents. */
export class DocumentCache {
  readonly #schema: GraphQLSchema;
  readonly #valid = new Map<string, DocumentNode>();

  constructor(schema: GraphQLSchema) {
    this.#schema = schema;
  }

  read(
    source: string,
  ): { document: DocumentNode; errors: readonly GraphQLError[] } | { document: null; errors: GraphQLError[] } {
    const known = this.#valid.get(source);
    if (known) return { document: known, errors: [] };

    let document: DocumentNode;
    try {
      document = parse(source, { maxTokens: TOKENS_MAX });
    } catch (error) {
      return { document: null, errors: [withCode(error, "GRAPHQL_PARSE_FAILED")] };
    }
    const errors = validate(this.#schema, document).map((error) => withCode(error, "GRAPHQL_VALIDATION_FAILED"));
    if (errors.length === 0) this.#remember(source, document);
    return { document, errors };
  }

  #remember(source: string, document: DocumentNode): void {
    this.#valid.set(source, document);
    const oldest = this.#valid.keys().next();
    if (this.#valid.size > DOCUMENTS_MAX && !oldest.done) this.#valid.delete(oldest.value);
  }
}

function withCode(error: unknown, code: string): GraphQLError {
  if (!(error instanceof GraphQLError)) {
    const message = error instanceof Error ? error.message : String(error);
    return new GraphQLError(message, { extensions: { code }, originalError: error instanceof Error ? error : null });
  }
  error.extensions["code"] = code;
  return error;
}

type Results = AsyncIterableIterator<ExecutionResult>;

/**
 * As `subscribe` of graphql-js, but each event is resolved in a context of its own, so that no loader answers with what
 * it read for an event before, and the next event is asked for only when the reader has taken the last.
 */
export async function subscribeFreshly<Context extends object>(
  args: ExecutionArgs & { contextValue: Context },
  freshContext: (context: Context) => Context,
  compiled: CompiledQueries,
): Promise<Results | ExecutionResult> {
  const source = await createSourceEventStream(args);
  if (!isAsyncIterable(source)) return source;

  const events = source[Symbol.asyncIterator]();
  const outlet = outletOf(args.contextValue);
  const finished: IteratorResult<ExecutionResult> = { value: undefined, done: true };
  const operation = operationOf(args);
  const tell = async (event: unknown): Promise<ExecutionResult> => {
    const contextValue = freshContext(args.contextValue);
    const variables = args.variableValues ?? {};
    const call = { key: operation, document: args.document, operation, root: event, context: contextValue, variables };
    return (await compiled.execute(call)) ?? execute({ ...args, rootValue: event, contextValue });
  };

  const results: Results = {
    async next() {
      if (!outlet.isDrained()) await outlet.drained();
      const event = await events.next();
      if (event.done) return finished;
      return { value: await tell(event.value), done: false };
    },
    async return() {
      await events.return?.();
      return finished;
    },
    async throw(error: unknown) {
      await events.throw?.(error);
      return finished;
    },
    [Symbol.asyncIterator]: () => results,
  };
  return results;
}

/** It was found when the subscription was made. */
function operationOf({ document, operationName }: ExecutionArgs): OperationDefinitionNode {
  const operation = getOperationAST(document, operationName);
  if (!operation) throw new Error("A subscription runs without an operation.");
  return operation;
}

function isAsyncIterable(value: object): value is AsyncIterable<unknown> {
  return Symbol.asyncIterator in value;
}
