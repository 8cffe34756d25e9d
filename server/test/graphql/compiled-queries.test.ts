import "reflect-metadata";
import { describe, expect, test } from "@jest/globals";
import { execute, parse, validate, type ExecutionResult, type OperationDefinitionNode } from "graphql";
import { createSchema } from "../../src/app/composition/build-schema.js";
import { newContext } from "../../src/modules/requests/index.js";
import { CompiledQueries } from "../../src/platform/graphql/apollo/compiled-queries.js";
import { BeingResolver, tinyResolvers } from "../support/tiny-schema.js";

const schema = createSchema([tinyResolvers, new BeingResolver()], null);

function operationOf(source: string): OperationDefinitionNode {
  const definition = parse(source).definitions[0];
  if (definition?.kind !== "OperationDefinition") throw new Error("No operation.");
  return definition;
}

interface Both {
  compiled: ExecutionResult | null;
  plain: ExecutionResult;
}

/** Answers of the same operation from its plan (null if nothing was executed) and from graphql-js. */
async function both(source: string, variables: Record<string, unknown> = {}): Promise<Both> {
  const document = parse(source);
  expect(validate(schema, document)).toEqual([]);
  const queries = new CompiledQueries(schema);
  const call = { key: source, document, operation: operationOf(source), variables };
  let compiled: ExecutionResult | null = null;
  for (let time = 0; time < 4; time++) compiled = await queries.execute({ ...call, context: newContext(null) });
  const plain = await execute({ schema, document, variableValues: variables, contextValue: newContext(null) });
  return { compiled, plain };
}

const PAGE = `query Page($first: Int = 3, $after: String, $withNotes: Boolean! = true, $without: Boolean! = false) {
  cats(first: $first, after: $after) {
    edges { cursor node { ...Face notes @include(if: $withNotes) } }
    nodes { __typename id bornAt @skip(if: $without) again: lives sound }
    pageInfo { hasNextPage startCursor endCursor }
  }
  hello
}
fragment Face on Being { id name ... on Cat { lives sound(times: 2) } ... on Dog { barks } }`;

describe("a compiled query is answered exactly as graphql-js answers it (P-16)", () => {
  test.each<[string, string, Record<string, unknown>]>([
    ["a page with fragments and defaults", PAGE, {}],
    ["variables", PAGE, { first: 50 }],
    ["a null in place of a default", PAGE, { first: null }],
    ["parts left out", PAGE, { withNotes: false, without: true }],
    [
      "an interface",
      "query($ref: BeingRefInput!) { being(ref: $ref) { __typename id name sound } }",
      { ref: { id: "dog_1" } },
    ],
    ["a one-of literal", '{ being(ref: { name: "x" }) { ... on Cat { lives notes bornAt } sound } }', {}],
    ["a list with nulls", '{ nodes(ids: ["a", "none", "bbb"]) { id ... on Cat { lives } } }', {}],
    ["an argument left out", "query($to: String) { hello(to: $to) }", {}],
    ["a number for an id", "query($ids: [ID!]!) { nodes(ids: $ids) { id } }", { ids: [1, "b"] }],
    ["one item for a list", "query($ids: [ID!]!) { nodes(ids: $ids) { id } }", { ids: "b" }],
  ])("for %s", async (_what, source, variables) => {
    const { compiled, plain } = await both(source, variables);
    expect(plain.errors).toBeUndefined();
    expect(compiled).not.toBeNull();
    expect(JSON.stringify(compiled)).toBe(JSON.stringify(plain));
  });
});

test("an event of a subscription is executed by a compiled operation as graphql-js would", async () => {
  const source =
    "subscription Ticks($count: Int!) { told: ticked(count: $count, size: 2) { number padding __typename } }";
  const document = parse(source);
  const operation = operationOf(source);
  const queries = new CompiledQueries(schema);
  const root = { number: 7, padding: "xy" };
  const call = { key: operation, document, operation, variables: { count: 1 }, root };
  let compiled: ExecutionResult | null = null;
  for (let time = 0; time < 4; time++) compiled = await queries.execute({ ...call, context: newContext(null) });
  const plain = await execute({
    schema,
    document,
    rootValue: root,
    variableValues: { count: 1 },
    contextValue: newContext(null),
  });
  expect(plain.errors).toBeUndefined();
  expect(JSON.stringify(compiled)).toBe(JSON.stringify(plain));
});

describe("S6: a failing field is executed once, and reported as graphql-js reports it", () => {
  test.each<[string, string]>([
    ["a field fails", '{ hello fail(how: "input") }'],
    ["fields deep in a list fail", "{ cats(first: 4) { nodes { friend } } }"],
    ["a caller is refused", "{ me hello }"],
    ["a list is asked for wrongly", "{ cats(first: -1) { nodes { id } } }"],
  ])("where %s", async (_what, source) => {
    const { compiled, plain } = await both(source);
    expect(plain.errors).not.toHaveLength(0);
    expect(JSON.stringify(compiled)).toBe(JSON.stringify(plain));
  });

  test("at any call, so that no answer depends on how often a document came", async () => {
    const ticksBefore = tinyResolvers.failCount;
    const queries = new CompiledQueries(schema);
    const source = '{ fail(how: "input") }';
    const call = { key: source, document: parse(source), operation: operationOf(source), variables: {} };
    const answers: string[] = [];
    for (let time = 0; time < 5; time++) {
      answers.push(JSON.stringify(await queries.execute({ ...call, context: newContext(null) })));
    }
    expect(new Set(answers).size).toBe(1);
    expect(tinyResolvers.failCount - ticksBefore).toBe(5);
  });
});

test.each<[string, string]>([
  [
    "a mutation",
    'mutation { a: feed(input: { beings: [{ id: "1" }] }) { fedCount } b: feed(input: { beings: [] }) { classes } }',
  ],
  [
    "introspection",
    '{ __schema { queryType { name } } ...T } fragment T on Query { __type(name: "Cat") { name kind } }',
  ],
])("%s is executed by a plan too", async (_what, source) => {
  const { compiled, plain } = await both(source);
  expect(plain.errors).toBeUndefined();
  expect(JSON.stringify(compiled)).toBe(JSON.stringify(plain));
});

test.each<[string, Record<string, unknown>]>([
  ["does not fit", { ref: { id: "1", name: "2" } }],
  ["is missing", {}],
])("nothing is executed if a variable %s", async (_what, variables) => {
  const { compiled, plain } = await both("query($ref: BeingRefInput!) { being(ref: $ref) { id } }", variables);
  expect(plain.errors).not.toHaveLength(0);
  expect(compiled).toBeNull();
});
