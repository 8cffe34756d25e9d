import "reflect-metadata";
import { monitorEventLoopDelay } from "node:perf_hooks";
import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { startTinyServer, type TinyServer } from "../support/tiny-server.js";

let server: TinyServer;
beforeAll(async () => {
  server = await startTinyServer();
});
afterAll(() => server.close());

const REFUSALS = ["OPERATION_TOO_COMPLEX", "GRAPHQL_VALIDATION_FAILED", "GRAPHQL_PARSE_FAILED", "BAD_USER_INPUT"];
REFUSALS.push("BAD_REQUEST", "PAYLOAD_TOO_LARGE");
const times = (count: number, make: (index: number) => string): string =>
  Array.from({ length: count }, (_each, n) => make(n)).join(" ");
const nested = (depth: number, open: string, inner: string, close: string): string =>
  open.repeat(depth) + inner + close.repeat(depth);

/** Each excess in several sizes: just above a limit, far above it, and near the maximum body size. */
const KINDS: [kind: string, sizes: number[], make: (size: number) => string][] = [
  ["names of types", [2500, 15_000], (n) => `{ ${"__typename ".repeat(n)} }`],
  ["schemas under aliases", [31, 400, 4000], (n) => `{ ${times(n, (i) => `a${i}: __schema { queryType { name } }`)} }`],
  ["fragments without a use", [400, 4000], (n) => `{ hello } ${times(n, (i) => `fragment F${i} on Query { hello }`)}`],
  ["operations", [500, 5000], (n) => times(n, (i) => `query Q${i} { hello }`)],
  ["variables", [500, 5000], (n) => `query(${times(n, (i) => `$v${i}: Int`)}) { hello }`],
  ["lists in a variable's type", [700, 7000], (n) => `query($v: ${nested(n, "[", "Int", "]")}) { hello }`],
  ["nameless fragments in each other", [700, 5000], (n) => nested(n, "{ ... ", "{ hello }", "}")],
  ["nameless fragments in a row", [700, 10_000], (n) => `{ ${"... { hello } ".repeat(n)} }`],
  ["unknown directives", [60, 600, 6000], (n) => `{ hello ${times(n, (i) => `@d${i}`)} }`],
  ["doubled arguments", [600, 6000], (n) => `{ hello(${times(n, () => 'to: "x"')}) }`],
  ["unknown arguments", [600, 6000], (n) => `{ hello(${times(n, (i) => `a${i}: 1`)}) }`],
  ["objects in objects", [300, 3000], (n) => `{ hello(to: ${nested(n, "{ a: ", "1", "}")}) }`],
  ["fields of an object", [700, 7000], (n) => `{ hello(to: { ${times(n, (i) => `a${i}: 1`)} }) }`],
  ["brackets that never close", [1000, 100_000], (n) => "{ a(b: ".concat("[".repeat(n))],
  ["braces that never close", [1000, 100_000], (n) => "{ a ".repeat(n)],
  ["digits", [1000, 100_000], (n) => `{ cats(first: ${"9".repeat(n)}) { nodes { id } } }`],
  ["a comment and nothing else", [1000, 200_000], (n) => `# ${"x".repeat(n)}`],
  ["letters of a name", [10_000, 200_000], (n) => `{ ${"x".repeat(n)} }`],
  ["lines that never end a block", [1000, 50_000], (n) => `{ hello(to: """${"\n".repeat(n)} }`],
  [
    "fragments that spread all others",
    [30, 60],
    (n) => `{ ...F0 } ${times(n, (i) => `fragment F${i} on Query { ${times(n, (k) => `...F${k}`)} }`)}`,
  ],
];
const CASES = KINDS.flatMap(([kind, sizes, make]) =>
  sizes.map((size): [string, string] => [`${size} ${kind}`, make(size)]),
);

describe("a document is refused with a known code (R-20), for", () => {
  test.each(CASES)("%s", async (_what, query) => {
    const { status, errors } = await server.ask(query);
    expect(REFUSALS).toContain(errors[0]?.extensions["code"]);
    expect(status).toBeLessThan(500);
    expect(JSON.stringify(errors).length).toBeLessThan(100_000);
  });
});

test("such a document does not delay other requests", async () => {
  const delay = monitorEventLoopDelay({ resolution: 5 });
  delay.enable();
  for (const [, query] of CASES) await server.ask(query);
  delay.disable();
  // Each takes a few milliseconds. The limit leaves room for a busy machine.
  expect(delay.max / 1e6).toBeLessThan(1000);
});
