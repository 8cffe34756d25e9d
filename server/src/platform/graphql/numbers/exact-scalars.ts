import { GraphQLFloat, GraphQLID, GraphQLInt, Kind, type GraphQLScalarType, type ValueNode } from "graphql";
import type { InputIssue } from "../../errors/index.js";
import { ScalarError } from "./scalar-error.js";
import { inexactIssue, isExactNumber, isExactToken } from "./exact-number.js";

let isDone = false;

/**
 * Makes graphql-js's own scalars for numbers and ids refuse numbers that lost digits while they were parsed. Without this
 * they store the user 9007199254740993 as …992, and read `1e400` in a document as Infinity. The scalars are changed in
 * place, since `@Field(() => ID)` names them everywhere, and a schema holds one type per name.
 */
export function refuseInexactScalars(): void {
  if (isDone) return;
  isDone = true;
  for (const scalar of [GraphQLID, GraphQLInt, GraphQLFloat]) refuseInexact(scalar);
}

function refuseInexact(scalar: GraphQLScalarType): void {
  const { parseValue, parseLiteral } = scalar;
  scalar.parseValue = (value: unknown): unknown => {
    if (typeof value === "number" && !isExactNumber(value)) throw inexact(scalar);
    return parseValue(value);
  };
  scalar.parseLiteral = (...[node, variables]: Parameters<typeof parseLiteral>): unknown => {
    if (isNumber(node) && !isExactToken(node.value)) throw inexact(scalar);
    return parseLiteral(node, variables);
  };
}

/** Each number in a literal that JavaScript does not carry exactly, with its path in the literal. */
export function findInexactLiterals(node: ValueNode): InputIssue[] {
  if (isNumber(node)) return isExactToken(node.value) ? [] : [inexactIssue([])];
  if (node.kind === Kind.LIST) {
    return node.values.flatMap((value, index) => below(String(index), findInexactLiterals(value)));
  }
  if (node.kind === Kind.OBJECT) {
    return node.fields.flatMap(({ name, value }) => below(name.value, findInexactLiterals(value)));
  }
  return [];
}

function below(key: string, issues: InputIssue[]): InputIssue[] {
  return issues.map((issue) => ({ ...issue, path: [key, ...issue.path] }));
}

function isNumber(node: ValueNode): node is ValueNode & { value: string } {
  return node.kind === Kind.INT || node.kind === Kind.FLOAT;
}

function inexact(scalar: GraphQLScalarType): ScalarError {
  const { message, ...rest } = inexactIssue([]);
  const words = scalar === GraphQLID ? `${message} An id may be any string.` : message;
  return new ScalarError(words, [{ ...rest, message: words }]);
}
