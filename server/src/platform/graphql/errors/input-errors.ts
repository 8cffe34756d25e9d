import {
  coerceInputValue,
  isInputType,
  Kind,
  typeFromAST,
  type DocumentNode,
  type GraphQLError,
  type GraphQLSchema,
  type VariableDefinitionNode,
} from "graphql";
import type { InputIssue } from "../../errors/index.js";
import { argumentPath, variablePath } from "./argument-path.js";
import { shorten } from "./shorten.js";

/** The request that caused an error, from which issues are computed. */
export interface RequestDetails {
  schema: GraphQLSchema;
  document: DocumentNode | null;
  variables: Readonly<Record<string, unknown>>;
}

const VALUE_KINDS: ReadonlySet<string> = new Set([
  Kind.VARIABLE,
  Kind.INT,
  Kind.FLOAT,
  Kind.STRING,
  Kind.BOOLEAN,
  Kind.NULL,
  Kind.ENUM,
  Kind.LIST,
  Kind.OBJECT,
  Kind.OBJECT_FIELD,
  Kind.ARGUMENT,
]);

/** The issues of each error that is about input; other errors have no entry. */
export function inputIssues(errors: readonly GraphQLError[], request: RequestDetails): Map<GraphQLError, InputIssue[]> {
  const found = new Map<GraphQLError, InputIssue[]>();
  const variables = new Map<VariableDefinitionNode, GraphQLError[]>();

  for (const error of errors) {
    const node = error.nodes?.[0];
    if (node?.kind === Kind.VARIABLE_DEFINITION) {
      variables.set(node, [...(variables.get(node) ?? []), error]);
    } else if (request.document && node && VALUE_KINDS.has(node.kind)) {
      const path = argumentPath(request.document, node);
      if (path) found.set(error, issuesAt(path, error));
    } else if (node?.kind === Kind.FIELD) {
      const name = MISSING_ARGUMENT.exec(error.message)?.[1];
      if (name) found.set(error, [{ path: [name], code: "required", message: shorten(error.message) }]);
    }
  }
  for (const [definition, own] of variables) explainVariable(definition, own, request, found);
  return found;
}

const MISSING_ARGUMENT = /argument "(\w+)" of type .* is required/;

/**
 * graphql-js reports the path inside a variable only within its message, after a copy of the value. Coercing the value again
 * yields the same errors in the same order, each with its path as a list.
 */
function explainVariable(
  definition: VariableDefinitionNode,
  errors: readonly GraphQLError[],
  request: RequestDetails,
  found: Map<GraphQLError, InputIssue[]>,
): void {
  const name = definition.variable.name.value;
  const start = request.document ? variablePath(request.document, name) : [name];
  const type = typeFromAST(request.schema, definition.type);
  const findings: InputIssue[][] = [];

  const value = request.variables[name];
  if (isInputType(type) && value !== undefined && value !== null) {
    try {
      coerceInputValue(value, type, (path, _invalid, error) => {
        if (findings.length >= errors.length) throw new EnoughFound();
        findings.push(issuesAt([...start, ...path.map(String)], error));
      });
    } catch (error) {
      if (!(error instanceof EnoughFound)) throw error;
    }
  }
  errors.forEach((error, index) => found.set(error, findings[index] ?? issuesAt(start, error)));
}

/** Stops the walk through a value once enough issues are found. */
class EnoughFound extends Error {}

/** Kinds of refusal by the words of graphql-js; the field that a message names belongs to the path. */
const KINDS: readonly { words: RegExp; code: string; namesField: boolean }[] = [
  { words: /^Field "(?:\w+\.)?(\w+)" of required type .* was not provided/, code: "required", namesField: true },
  { words: /^Field "(?:\w+\.)?(\w+)" is not defined by type/, code: "unknown_field", namesField: true },
  { words: /^Field "(?:\w+\.)?(\w+)" must be non-null/, code: "required", namesField: true },
  { words: /exactly one key/i, code: "one_of", namesField: false },
  { words: /not to be null|must not be null|was not provided|found null/, code: "required", namesField: false },
  { words: /does not exist in .* enum|Enum .* cannot represent/, code: "invalid_value", namesField: false },
];

function issuesAt(path: string[], error: GraphQLError): InputIssue[] {
  const own: unknown = error.extensions["issues"];
  if (isIssueList(own)) return own.map((issue) => ({ ...issue, path: [...path, ...issue.path] }));

  for (const { words, code, namesField } of KINDS) {
    const match = words.exec(error.message);
    const field = namesField ? match?.[1] : undefined;
    // For a null member of a one-of input, the path already names the field.
    const isNamed =
      field === undefined || (code === "required" && path.at(-1) === field && /non-null/.test(error.message));
    if (match) return [{ path: isNamed ? path : [...path, field], code, message: shorten(error.message) }];
  }
  return [{ path, code: "invalid_type", message: shorten(error.message) }];
}

function isIssueList(value: unknown): value is InputIssue[] {
  return Array.isArray(value) && value.length > 0;
}
