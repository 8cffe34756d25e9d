import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import fc from "fast-check";
import { schemaWithoutDatabase } from "../../src/app/composition/print-schema.js";
import { ERROR_CODES } from "../../src/platform/errors/index.js";
import { addWorkflow, BELL, startTestServer, type TestServer } from "../support/carillon.js";
import { waitUntil } from "../support/wait-until.js";
import { forged, LEAKS, shots, spoiled, type Shot } from "../support/fuzz.js";

let server: TestServer;

const AT_ONCE = 20;
/** More than 1 for a longer search by hand. */
const FACTOR = Number(process.env["FUZZ_FACTOR"] ?? 1);

beforeAll(async () => {
  server = await startTestServer();
  await addWorkflow(server, "plain", [BELL]);
  await addWorkflow(server, "slow", [{ ref: "wait", type: "delay", for: { unit: "days", value: 1 } }, BELL]);
  await server.ask('mutation { identify(input: { userId: "ada" }) { user { id } } }');
  await server.ask('mutation { setObject(input: { collection: "docs", objectId: "d" }) { object { id } } }');
  const notify = 'notify(input: { workflowKey: "plain", recipients: [{ to: { userId: "ada" } }] }) { trigger { id } }';
  await server.ask(`mutation { ${notify} }`);
  await waitUntil(async () => {
    const { data } = await server.ask('{ feed(recipient: { userId: "ada" }) { counts { total } } }');
    return data.feed.counts.total === 1;
  });
});
afterAll(() => server.stop());

async function fire({ query, variables, caller }: Shot): Promise<void> {
  const headers: Record<string, string> = { "content-type": "application/json" };
  if (caller !== "nobody")
    headers["authorization"] = `Bearer ${caller === "secret" ? server.secretKey : server.publicKey}`;
  if (caller === "user") headers["x-carillon-user-id"] = "ada";
  const body = `{"query":${JSON.stringify(query)},"variables":${variables}}`;
  const response = await fetch(`${server.carillon.url}/graphql`, { method: "POST", headers, body });
  const text = await response.text();
  expect(response.status).toBeLessThan(500);
  // Input may be repeated in an error, so only the server's own words are checked for leaks.
  const { errors = [] } = JSON.parse(text);
  for (const error of errors) {
    expect(ERROR_CODES).toContain(error.extensions.code);
    expect([error.extensions.code, error.message]).not.toContain("INTERNAL_SERVER_ERROR");
    expect(error.message).not.toMatch(LEAKS);
    expect(error.extensions).not.toHaveProperty("stacktrace");
    for (const issue of error.extensions.issues ?? []) {
      expect(issue).toEqual({
        path: expect.any(Array),
        code: expect.stringMatching(/^[a-z_]+$/),
        message: expect.any(String),
      });
      expect(issue.message).not.toMatch(LEAKS);
    }
  }
  expect(Object({} as object).polluted).toBeUndefined();
}

describe("any input is answered with a known code and without internals (R-19):", () => {
  // These mutations would invalidate what the other requests need.
  const anywhere = shots(schemaWithoutDatabase(), ["revokeApiKey", "createEnvironment"]);

  test(
    "arguments that are mostly well-formed",
    async () => {
      await fc.assert(
        fc.asyncProperty(fc.array(anywhere, { minLength: AT_ONCE, maxLength: AT_ONCE }), async (some) => {
          await Promise.all(some.map(fire));
        }),
        { numRuns: 50 * FACTOR, endOnFailure: true },
      );
    },
    120_000 * FACTOR,
  );

  const LISTS: [list: string, field: string][] = [
    ...["users", "objects", "tenants", "workflows", "triggers", "runs", "messages", "channels"].map(
      (list): [string, string] => [list, `${list}(after: $c) { nodes { id } }`],
    ),
    ["api_keys", "apiKeys(after: $c) { nodes { id } }"],
    ["signing_keys", "signingKeys(after: $c) { nodes { id } }"],
    ["feed", 'feed(recipient: { userId: "ada" }) { items(after: $c) { nodes { id } } }'],
    [
      "activities",
      'feed(recipient: { userId: "ada" }) { items { nodes { activities(before: $c) { nodes { id } } } } }',
    ],
    ["runs of a trigger", "triggers { nodes { runs(before: $c) { nodes { id } } } }"],
    ["subscriptions of a recipient", 'user(userId: "ada") { subscriptions(after: $c) { nodes { id } } }'],
    [
      "subscriptions of an object",
      'object(collection: "docs", objectId: "d") { subscribers(after: $c) { nodes { id } } }',
    ],
  ];

  test.each(LISTS)("forged cursors of %s", async (list, field) => {
    const shot = (cursor: string): Shot => {
      const variables = JSON.stringify({ c: cursor });
      return { query: `query($c: String) { ${field} }`, variables, caller: "secret" };
    };
    await Promise.all(forged(list).map((cursor) => fire(shot(cursor))));
  });

  test(
    "corrupted documents",
    async () => {
      const documents = anywhere.chain((shot) => spoiled(shot.query).map((query) => ({ ...shot, query })));
      await fc.assert(
        fc.asyncProperty(fc.array(documents, { minLength: AT_ONCE, maxLength: AT_ONCE }), async (some) => {
          await Promise.all(some.map(fire));
        }),
        { numRuns: 25 * FACTOR, endOnFailure: true },
      );
    },
    60_000 * FACTOR,
  );

  test(
    "corrupted workflow documents that are saved, committed and run",
    async () => {
      const whole = {
        key: "spoiled",
        name: "Spoiled",
        categories: ["a"],
        steps: [
          { ref: "cap", type: "throttle", window: { unit: "days", value: 1 }, limit: 3, key: "data.n" },
          {
            ref: "collect",
            type: "batch",
            key: "data.n",
            window: { unit: "seconds", value: 1 },
            windowType: "fixed",
            maxItems: 3,
          },
          BELL,
        ],
      };
      const variables = spoiled(JSON.stringify(whole)).filter((text) => isJson(text));
      await fc.assert(
        fc.asyncProperty(variables, async (document) => {
          const call = (query: string, input: string): Promise<void> =>
            fire({ query, variables: `{"i":${input}}`, caller: "secret" });
          await call(
            "mutation($i: SaveWorkflowInput!) { saveWorkflow(input: $i) { workflow { document } } }",
            `{"document":${document}}`,
          );
          await call(
            "mutation($i: CommitWorkflowInput!) { commitWorkflow(input: $i) { workflow { id } } }",
            '{"workflowKey":"spoiled"}',
          );
          await call(
            "mutation($i: NotifyInput!) { notify(input: $i) { trigger { id } } }",
            '{"workflowKey":"spoiled","recipients":[{"to":{"userId":"ada"}}],"data":{"n":1}}',
          );
        }),
        { numRuns: 40 * FACTOR, endOnFailure: true },
      );
    },
    60_000 * FACTOR,
  );

  test("a good request is answered afterwards", async () => {
    expect((await server.ask('{ user(userId: "ada") { userId } }')).errors).toBeUndefined();
  });
});

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}
