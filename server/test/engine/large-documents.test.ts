import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import type { JsonObject } from "../../src/platform/json.js";
import { watchTurns } from "../support/cpu-of-turns.js";
import { createModuleApi, type ApiAnswer, type ModuleApi } from "../support/module-api.js";

const SAVE = "mutation($i: SaveWorkflowInput!) { saveWorkflow(input: $i) { workflow { id } warnings { code } } }";
const COMMIT = "mutation($i: CommitWorkflowInput!) { commitWorkflow(input: $i) { workflow { id } } }";
const NOTIFY = "mutation($i: NotifyInput!) { notify(input: $i) { trigger { id } } }";
const SIMULATE = "query($i: SimulateInput!) { simulate(input: $i) { runs { status } } }";

let api: ModuleApi;
beforeAll(async () => {
  api = await createModuleApi();
});
afterAll(() => api.db.drop());

const many = <T>(count: number, make: (n: number) => T): T[] => Array.from({ length: count }, (_each, n) => make(n));
const bell = (n: number, markdown: string, more: object = {}): object => ({
  ref: `bell${n}`,
  type: "channel",
  channelKey: "in-app",
  template: { markdown },
  ...more,
});
const documentOf = (key: string, more: object): JsonObject =>
  JSON.parse(JSON.stringify({ key, name: "Large", steps: [], ...more }));

const codesOf = ({ errors }: ApiAnswer): unknown => JSON.stringify(errors[0] ?? null);

/** The longest task of the event loop while `work` runs. */
async function longestTurn(work: () => Promise<unknown>): Promise<number> {
  const turns = watchTurns();
  await work();
  return turns.stop().worstMs;
}

const LARGE: [what: string, document: JsonObject][] = [
  ["outputs", documentOf("outputs", { steps: many(20, (n) => bell(n, `${n}${"{{a}}".repeat(4900)}`)) })],
  ["tags", documentOf("tags", { steps: many(10, (n) => bell(n, `${n}${"{%if a%}b{%endif%}".repeat(2400)}`)) })],
  [
    "templates",
    documentOf("templates", { steps: many(100, (n) => bell(n, `${n} {{ data.a | plus: 1 }} *b* `.repeat(130))) }),
  ],
  [
    "conditions",
    documentOf("conditions", {
      steps: many(40, (n) =>
        bell(n, "x", {
          conditions: { all: many(100, (k) => ({ variable: `data.a${k}`, operator: "equal_to", argument: `${k}` })) },
        }),
      ),
    }),
  ],
];

describe("X-03: documents of half a mebibyte do not block the event loop", () => {
  test.each(LARGE)("X-03: of %s are simulated, saved and committed", async (_what, document) => {
    const answers: ApiAnswer[] = [];
    const longest = await longestTurn(async () => {
      const triggers = [{ recipients: [{ to: { userId: "ann" } }] }];
      answers.push(await api.ask(SIMULATE, { i: { document, triggers } }));
      answers.push(await api.ask(SAVE, { i: { document } }));
      answers.push(await api.ask(COMMIT, { i: { workflowKey: document.key } }));
      answers.push(
        await api.ask(NOTIFY, { i: { workflowKey: document.key, recipients: [{ to: { userId: "ann" } }] } }),
      );
    });
    expect(answers.map(codesOf)).toEqual(["null", "null", "null", "null"]);
    expect(longest).toBeLessThan(400);
  });

  test("X-03: with templates that do not parse are refused as quickly", async () => {
    const document = documentOf("broken", {
      steps: many(20, (n) => bell(n, `${n}${"{{a}}".repeat(4900)}{% if %}`)),
    });
    const longest = await longestTurn(async () => {
      const answer = await api.ask(SAVE, { i: { document } });
      expect(codesOf(answer)).toContain("invalid_template");
    });
    expect(longest).toBeLessThan(400);
  });
});

test("X-03: a template of very many outputs or tags is refused", async () => {
  const document = documentOf("parts", { steps: [bell(0, "{{a}}{%if a%}{%endif%}".repeat(1700))] });
  const { errors } = await api.ask(SAVE, { i: { document } });
  expect(errors).toEqual(["BAD_USER_INPUT input.document.steps.0.template.markdown too_complex"]);
});

describe("X-03: large data schemas are compiled in a worker thread", () => {
  const texts = (count: number): JsonObject => ({
    type: "object",
    properties: Object.fromEntries(many(count, (n) => [`p${n}`, { type: "string" }])),
  });
  const documents: [what: string, schema: JsonObject, data: JsonObject, wrong: JsonObject][] = [
    ["1,900 texts", texts(1900), { p1: "x" }, { p1: 1 }],
    [
      "references",
      {
        $defs: { a: { type: "object", properties: { x: { type: "string" } } } },
        type: "object",
        properties: Object.fromEntries(many(300, (n) => [`p${n}`, { $ref: "#/$defs/a" }])),
      },
      { p1: { x: "x" } },
      { p1: { x: 1 } },
    ],
    [
      "patterns with repeats",
      {
        type: "object",
        properties: { text: { allOf: many(100, (n) => ({ pattern: `^(a{0,99}b{0,9}){0,9}(?:${n})?$` })) } },
      },
      { text: "ab" },
      { text: "c" },
    ],
  ];

  test.each(documents)(
    "X-03: of %s: data is validated as usual, and the event loop is not blocked",
    async (_what, dataSchema, data, wrong) => {
      const document = documentOf("schema", { dataSchema });
      const notify = (given: JsonObject): Promise<ApiAnswer> =>
        api.ask(NOTIFY, { i: { workflowKey: "schema", recipients: [{ to: { userId: "ann" } }], data: given } });
      let stalledMs = 0;
      let last = performance.now();
      const heartbeat = setInterval(() => {
        stalledMs = Math.max(stalledMs, performance.now() - last);
        last = performance.now();
      }, 5);
      expect(codesOf(await api.ask(SAVE, { i: { document } }))).toBe("null");
      expect(codesOf(await api.ask(COMMIT, { i: { workflowKey: "schema" } }))).toBe("null");
      expect(codesOf(await notify(data))).toBe("null");
      const refused = await notify(wrong);
      clearInterval(heartbeat);
      expect(codesOf(refused)).toContain("input.data.");
      expect(codesOf(refused)).toContain("invalid_data");
      // A generous limit for a busy machine: on the main thread each took half a second or more, several times.
      expect(stalledMs).toBeLessThan(1000);
    },
  );

  test("X-03: with errors are refused with the same messages", async () => {
    const dataSchema = { ...texts(500), type: "nothing" };
    const answer = await api.ask(SAVE, { i: { document: documentOf("schema-wrong", { dataSchema }) } });
    expect(codesOf(answer)).toContain("invalid_schema");
  });
});

test("X-03: a hundred validations of large data in one call yield the event loop", async () => {
  const dataSchema = {
    type: "object",
    properties: { list: { type: "array", items: { type: "number", minimum: -1 } } },
  };
  const data = { list: many(300, (n) => n) };
  const turns = watchTurns();
  const triggers = many(100, () => ({ recipients: [{ to: { userId: "ann" } }], data }));
  const answer = await api.ask(SIMULATE, { i: { document: documentOf("often", { dataSchema }), triggers } });
  expect(codesOf(answer)).toBe("null");
  expect(turns.stop().worstMs).toBeLessThan(400);
});
