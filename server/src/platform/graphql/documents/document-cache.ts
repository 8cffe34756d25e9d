import { GraphQLError, parse, validate, type DocumentNode, type GraphQLSchema } from "graphql";
import { TOKENS_MAX } from "../operations/check-operation.js";
import { checkRepetition } from "./check-repetition.js";

/** A parsed and validated source. Without errors, the document may be executed. */
export interface ReadDocument {
  /** Null if it does not parse. */
  readonly document: DocumentNode | null;
  readonly errors: readonly GraphQLError[];
}

const DOCUMENTS_MAX = 300;
/** Longer documents are parsed at each call: a cached document takes about fifty times as much memory as its source. */
const LENGTH_MAX = 16 * 1024;

/** Computing the first few errors is cheap; a hundred errors with suggestions take 24 ms. */
const OPTIONS = {
  trusted: { maxErrors: 30, hideSuggestions: false },
  others: { maxErrors: 3, hideSuggestions: true },
};

/**
 * Parses and validates, and remembers the result: thousands of clients send the same few documents, and a broken client
 * sends the same invalid one. Valid and invalid ones are remembered apart, so that the latter displace nothing.
 */
export class DocumentCache {
  readonly #schema: GraphQLSchema;
  readonly #valid = new Map<string, ReadDocument>();
  readonly #invalid = new Map<string, ReadDocument>();

  constructor(schema: GraphQLSchema) {
    this.#schema = schema;
  }

  /** `isTrusted` callers, such as those with a secret key, get more errors, with suggestions. */
  read(source: string, isTrusted: boolean): ReadDocument {
    const invalidKey = `${isTrusted ? "trusted" : "others"} ${source}`;
    const known = this.#valid.get(source) ?? this.#invalid.get(invalidKey);
    if (known) return known;

    const read = this.#read(source, isTrusted);
    if (source.length > LENGTH_MAX) return read;
    if (read.errors.length === 0) remember(this.#valid, source, read);
    else remember(this.#invalid, invalidKey, read);
    return read;
  }

  #read(source: string, isTrusted: boolean): ReadDocument {
    let document: DocumentNode;
    try {
      document = parse(source, { maxTokens: TOKENS_MAX });
    } catch (error) {
      return { document: null, errors: [withCode(error, "GRAPHQL_PARSE_FAILED")] };
    }
    const refusal = checkRepetition(document);
    if (refusal) return { document, errors: [refusal] };
    const errors = validate(this.#schema, document, undefined, OPTIONS[isTrusted ? "trusted" : "others"]);
    return { document, errors: errors.map((error) => withCode(error, "GRAPHQL_VALIDATION_FAILED")) };
  }
}

function remember(documents: Map<string, ReadDocument>, key: string, read: ReadDocument): void {
  documents.set(key, read);
  const oldest = documents.keys().next();
  if (documents.size > DOCUMENTS_MAX && !oldest.done) documents.delete(oldest.value);
}

function withCode(error: unknown, code: string): GraphQLError {
  if (!(error instanceof GraphQLError)) {
    const message = error instanceof Error ? error.message : String(error);
    return new GraphQLError(message, { extensions: { code }, originalError: error instanceof Error ? error : null });
  }
  // A scalar sets its own error code for a literal.
  error.extensions["code"] ??= code;
  return error;
}
