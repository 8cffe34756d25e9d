import { describe, expect, test } from "@jest/globals";
import { buildSchema, parse } from "graphql";
import { AppError } from "../../errors/index.js";
import { checkOperation, OPERATION_LIMITS } from "./check-operation.js";
import { measureOperation, type Measure, type MeasuredOperation } from "./operation-measure.js";

const schema = buildSchema(`
  interface Node { id: ID! }
  type Query { feed: Feed nodes(ids: [ID!]!): [Node]! hello: String }
  type Feed implements Node { id: ID! items(first: Int, after: String, last: Int, before: String): ItemConnection! }
  type ItemConnection { nodes: [Item!]! edges: [ItemEdge!]! }
  type ItemEdge { node: Item! }
  type Item implements Node { id: ID! actors: [Actor!] feed: Feed }
  type Actor { name: String }
`);

function requestOf(source: string, variables: Record<string, unknown> = {}): MeasuredOperation {
  const document = parse(source);
  const operation = document.definitions.find((each) => each.kind === "OperationDefinition");
  if (operation?.kind !== "OperationDefinition") throw new Error("There is no operation.");
  return { schema, document, operation, variables };
}

const measure = (source: string, variables?: Record<string, unknown>): Measure =>
  measureOperation(requestOf(source, variables));

describe("the cost of an operation", () => {
  test("is the number of objects that may be created", () => {
    expect(measure("{ hello }").cost).toBe(0);
    expect(measure("{ feed { id } }").cost).toBe(1);
    // The feed, and 20 times the connection's share, the item and its ten actors.
    expect(measure("{ feed { items { nodes { id actors { name } } } } }").cost).toBe(1 + 20 * (1 + 1 + 10));
  });

  test("includes the cost in a field's extensions", () => {
    const heavy = buildSchema("type Query { feed: Feed } type Feed { id: ID! }");
    const field = heavy.getQueryType()?.getFields()["feed"];
    if (field) field.extensions = { cost: 500 };
    expect(measureOperation({ ...requestOf("{ a: feed { id } b: feed { id } }"), schema: heavy }).cost).toBe(1000);
  });

  test("reads page sizes from literals, variables and their defaults", () => {
    const page = (size: string, head = ""): string => `query ${head} { feed { items(${size}) { nodes { id } } } }`;
    expect(measure(page("first: 5")).cost).toBe(11);
    expect(measure(page("last: 5")).cost).toBe(11);
    expect(measure(page("first: $n", "($n: Int)"), { n: 7 }).cost).toBe(15);
    expect(measure(page("first: $n", "($n: Int = 3)")).cost).toBe(7);
    expect(measure(page("first: -1000")).cost).toBe(3);
    expect(measure(page("first: 1000000")).cost).toBe(201);
  });

  test("includes the length of a list of ids", () => {
    expect(measure('{ nodes(ids: ["a", "b", "c"]) { id } }').cost).toBe(3);
    expect(measure("query($ids: [ID!]!) { nodes(ids: $ids) { id } }", { ids: Array(100).fill("a") }).cost).toBe(100);
  });

  test("counts a fragment at each spread, without visiting it again", () => {
    const chain = Array.from(
      { length: 60 },
      (_each, n) => `fragment F${n} on Query { ...F${n + 1} ...F${n + 1} }`,
    ).join(" ");
    expect(measure(`{ ...F0 } ${chain} fragment F60 on Query { feed { id } }`).cost).toBe(2 ** 60);
  });
});

test("depth counts levels of fields, through fragments", () => {
  expect(measure("{ hello }").depth).toBe(1);
  expect(measure("{ feed { ...F } } fragment F on Feed { items { nodes { ... on Item { id } } } }").depth).toBe(4);
});

test("introspection has its own depth limit", () => {
  const { depth, introspectionDepth } = measure(
    "{ __schema { types { ...T } } hello } fragment T on __Type { fields { type { name } } }",
  );
  expect([depth, introspectionDepth]).toEqual([1, 4]);
});

test("aliases and directives are counted", () => {
  const { aliasCount, directiveCount } = measure(
    "{ a: hello b: hello @skip(if: false) ... @include(if: true) { c: feed { d: id } } }",
  );
  expect([aliasCount, directiveCount]).toEqual([4, 2]);
});

test("a feed page with all fields of the widget is well within a user's limits", () => {
  const page = "{ feed { id items(first: 100) { nodes { id actors { name } feed { id } } edges { node { id } } } } }";
  expect(() => checkOperation(requestOf(page), OPERATION_LIMITS.user)).not.toThrow();
});

test("an operation above a limit is refused with a message", () => {
  const round =
    "{ feed { items { nodes { feed { items { nodes { feed { items { nodes { feed { id } } } } } } } } } } }";
  expect(() => checkOperation(requestOf(round), OPERATION_LIMITS.secret)).toThrow(
    new AppError("OPERATION_TOO_COMPLEX", "Fields lie 11 deep; at most 10 levels are allowed."),
  );
});

test("a cached document is measured with the variables of each request", () => {
  const request = requestOf("query($n: Int) { feed { items(first: $n) { nodes { id } } } }");
  const costs = [10, 50, 10].map((n) => measureOperation({ ...request, variables: { n } }).cost);
  expect(costs[1]).toBeGreaterThan(costs[0] ?? Infinity);
  expect(costs[2]).toBe(costs[0]);
});
