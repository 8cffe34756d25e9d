import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { addWorkflow, BELL, startTestServer, type TestServer } from "./carillon.js";
import { LEAKS } from "./fuzz.js";
import { RawSocket } from "./raw-socket.js";
import { waitUntil } from "./wait-until.js";

/**
 * A refused call: its title, its variables, and `<path> <issue code>` of each issue, with the error code first if it
 * is not the usual one.
 */
export type BadCall = [what: string, variables: object, ...expected: string[]];

/** Starts the server for the bad calls of a test file. Returns a function that gives the server. */
export function useServer(): () => TestServer {
  let server: TestServer;
  beforeAll(async () => {
    server = await startUsedServer();
  });
  afterAll(() => server.stop());
  return () => server;
}

/** A server with items in a feed, so that a partly executed call would be visible. */
async function startUsedServer(): Promise<TestServer> {
  const server = await startTestServer();
  await addWorkflow(server, "plain", [BELL], {
    dataSchema: { type: "object", properties: { n: { type: "number" }, list: { type: "array" } } },
  });
  await addWorkflow(server, "draft-only", [BELL]);
  await server.ask('mutation { identify(input: { userId: "ada" }) { user { id } } }');
  const notify = 'notify(input: { workflowKey: "plain", recipients: [{ to: { userId: "ada" } }] }) { trigger { id } }';
  await server.ask(`mutation { ${notify} }`);
  await waitUntil(async () => {
    const rows = await server.database.query<{ count: number }>(
      "select count(*)::int as count from fanouts where not is_done",
    );
    return rows[0]?.count === 0;
  });
  return server;
}

/**
 * One test per call: it is refused with exactly these issues, with readable messages, and leaves every table
 * unchanged.
 */
export function refuses(current: () => TestServer, query: string, calls: readonly BadCall[]): void {
  test.each(calls)("%s", async (_what, variables, ...expected) => {
    const server = current();
    await expectRefusal(server, expected, async () => {
      const response = await fetch(`${server.carillon.url}/graphql`, {
        method: "POST",
        headers: { "content-type": "application/json", authorization: `Bearer ${server.secretKey}` },
        body: JSON.stringify({ query, variables }),
      });
      expect(response.status).toBeLessThan(500);
      return JSON.parse(await response.text()) as Refusal;
    });
  });
}

/** Like `refuses`, for a subscription: the refusal is the only answer, and the socket stays open. */
export function refusesLive(current: () => TestServer, query: string, calls: readonly BadCall[]): void {
  test.each(calls)("%s", async (_what, variables, ...expected) => {
    const server = current();
    const socket = await new RawSocket(server.carillon.url ?? "").init({ apiKey: server.secretKey });
    await expectRefusal(server, expected, async () => {
      socket.subscribe("1", query, variables);
      const { type, payload } = await socket.frame(({ id }) => id === "1");
      return (type === "error" ? { errors: payload } : payload) as Refusal;
    });
    expect(socket.closed).toBeNull();
    socket.socket.terminate();
  });
}

async function expectRefusal(server: TestServer, expected: string[], call: () => Promise<Refusal>): Promise<void> {
  const before = await rowCounts(server);
  const answer = await call();
  expect(refusalsOf(answer)).toEqual(
    expected.map((each) => (/^[A-Z_]+( |$)/.test(each) ? each : `BAD_USER_INPUT ${each}`)),
  );
  for (const message of messagesOf(answer)) {
    expect(message).toMatch(/[\w`"}).\]…?]$/);
    expect(message).not.toMatch(LEAKS);
    expect(message.length).toBeLessThanOrEqual(501);
  }
  expect(await rowCounts(server)).toEqual(before);
  expect(Reflect.get({}, "polluted")).toBeUndefined();
}

interface Refusal {
  errors?: {
    message: string;
    extensions: { code: string; issues?: { path: string[]; code: string; message: string }[] };
  }[];
}

function refusalsOf({ errors = [] }: Refusal): string[] {
  return errors.flatMap(({ extensions: { code, issues = [] } }) =>
    issues.length === 0 ? [code] : issues.map((issue) => `${code} ${issue.path.join(".")} ${issue.code}`),
  );
}

function messagesOf({ errors = [] }: Refusal): string[] {
  return errors.flatMap(({ message, extensions }) => [
    message,
    ...(extensions.issues ?? []).map((issue) => issue.message),
  ]);
}

async function rowCounts(server: TestServer): Promise<unknown> {
  const tables = await server.database.query<{ name: string }>(
    "select c.relname as name from pg_class c where c.relkind in ('r', 'p') and not c.relispartition and c.relname <> 'lane_claims' and c.relnamespace = 'public'::regnamespace order by 1",
  );
  const counts = tables.map(({ name }) => `(select count(*)::int from "${name}") as "${name}"`);
  const [row] = await server.database.query(`select ${counts.join(", ")}`);
  return row;
}

/** The document of a mutation with its input in `$i`. */
export function mutation(name: string, type: string): string {
  return `mutation($i: ${type}) { ${name}(input: $i) { __typename } }`;
}

/** Parses JSON text, so that keys such as `__proto__` become own keys. */
export function json(text: string): object {
  return JSON.parse(text);
}

/** JSON values that every field refuses: title, value, and the path of the issue in the value with its code. */
export const FORBIDDEN_JSON: readonly [what: string, value: unknown, issue: string][] = [
  ["a `__proto__` key", json('{ "__proto__": { "polluted": 1 } }'), "__proto__ forbidden_key"],
  [
    "a `constructor` key deep inside",
    json('{ "a": [{ "b": { "constructor": { "prototype": { "polluted": 1 } } } }] }'),
    "a.0.b.constructor forbidden_key",
  ],
  [
    "a `prototype` key in a list",
    json('{ "a": [1, { "prototype": { "polluted": 1 } }] }'),
    "a.1.prototype forbidden_key",
  ],
  ["\\u0000 in a text", { a: { b: "x\0y" } }, "a.b unstorable_text"],
  ["half a character", { a: ["\ud800"] }, "a.0 unstorable_text"],
  ["\\u0000 in a key", { "a\0": 1 }, "a\ufffd null_character"],
];

/** A call for each forbidden JSON value in one field of an input. */
export function forbiddenJson(field: string, callWith: (value: unknown) => object): BadCall[] {
  return FORBIDDEN_JSON.map(([what, value, issue]) => [`${field}: ${what}`, callWith(value), `${field}.${issue}`]);
}

export const LONG = (length: number): string => "x".repeat(length);

/** Bad values of an id that the customer chooses. `callWith` puts them into a call. */
export function badIds(path: string, callWith: (id: unknown) => object): BadCall[] {
  return [
    [`${path} empty`, callWith(""), `${path} empty`],
    [`${path} too long`, callWith(LONG(257)), `${path} too_long`],
    [`${path} with \\u0000`, callWith("a\0b"), `${path} unstorable_text`],
    [`${path} with a line break`, callWith("a\nb"), `${path} invalid_format`],
    [`${path} with half a character`, callWith("a\udc00"), `${path} unstorable_text`],
  ];
}
