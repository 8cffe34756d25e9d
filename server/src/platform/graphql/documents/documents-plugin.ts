import type { ApolloServerPlugin } from "@apollo/server";
import { GraphQLError, type GraphQLSchema } from "graphql";
import type { ErrorFormatter } from "../errors/error-formatter.js";
import type { DocumentCache, ReadDocument } from "./document-cache.js";

export interface DocumentsPluginOptions<Context extends object> {
  documents: DocumentCache;
  formatter: ErrorFormatter;
  isTrusted: (context: Context) => boolean;
  /** A caller sent an invalid document: charges what finding that out has cost. */
  onInvalid: (context: Context) => void;
}

/** Parses and validates documents in place of Apollo, which validates without a limit and caches valid documents only. */
export function documentsPlugin<Context extends object>(
  options: DocumentsPluginOptions<Context>,
): ApolloServerPlugin<Context> {
  const { documents, formatter, isTrusted, onInvalid } = options;
  return {
    async requestDidStart({ schema }) {
      let read: ReadDocument = { document: null, errors: [] };
      return {
        async didResolveSource(request) {
          read = documents.read(request.source, isTrusted(request.contextValue));
          if (read.errors.length > 0) onInvalid(request.contextValue);
          // Apollo parses only requests without a document; it reports the syntax errors itself.
          if (read.document) Object.assign(request, { document: read.document });
        },
        async didResolveOperation() {
          const [first] = read.errors;
          if (first) throw asBadRequest(first);
        },
        async willSendResponse({ response, request }) {
          if (read.errors.length < 2 || response.body.kind !== "single") return;
          const details = { document: read.document, schema, variables: request.variables ?? {} };
          response.body.singleResult = formatAll(read.errors, formatter, details);
        },
      };
    },
  };
}

/** Apollo returns one thrown error; this returns all of them. */
function formatAll(
  errors: readonly GraphQLError[],
  formatter: ErrorFormatter,
  details: { document: ReadDocument["document"]; schema: GraphQLSchema; variables: Record<string, unknown> },
): { errors: ReturnType<ErrorFormatter["format"]>[] } {
  formatter.explain(errors, details);
  return { errors: errors.map((error) => formatter.format(error)) };
}

function asBadRequest(error: GraphQLError): GraphQLError {
  const { nodes, source, positions, path, originalError, extensions } = error;
  const http = { status: 400, headers: new Map<string, string>() };
  return new GraphQLError(error.message, {
    nodes: nodes ?? null,
    source: source ?? null,
    positions: positions ?? null,
    path: path ?? null,
    originalError: originalError ?? null,
    extensions: { ...extensions, http },
  });
}
