import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import type { JsonObject } from "../../src/platform/json.js";
import { watchTurns } from "../support/cpu-of-turns.js";
import { createModuleApi, type ApiAnswer, type ModuleApi } from "../support/module-api.js";

const SIMULATE = `query($i: SimulateInput!) { simulate(input: $i) {
  messages { at stepRef channelKey activityCount recipient { __typename id name ... on User { userId email } ... on RecipientObject { objectId } }
    blocks { __typename name ... on MarkdownBlock { html } } }
  runs { status recipient { name ... on User { userId } } trace { at stepRef code message values } } } }`;

const START = "2026-03-27T12:00:00.000Z";
const BELL = {
  ref: "bell",
  type: "channel",
  channelKey: "in-app",
  template: { markdown: "{{ total_activities }} for {{ recipient.name }}: {{ data.n }}" },
};

let api: ModuleApi;

beforeAll(async () => {
  api = await createModuleApi();
});

afterAll(() => api.db.drop());

function documentOf(steps: object[], more: object = {}): JsonObject {
  return JSON.parse(JSON.stringify({ key: "what-if", name: "What if", steps, ...more }));
}

const to = (...userIds: string[]): object[] => userIds.map((userId) => ({ to: { userId } }));

function simulate(input: object): Promise<ApiAnswer> {
  return api.ask(SIMULATE, { i: { startAt: START, ...input } });
}

async function outcome(input: object): Promise<Simulation> {
  const answer = await simulate(input);
  expect(answer.errors).toEqual([]);
  // The fields of the query above.
  return answer.data.simulate as unknown as Simulation;
}

interface Simulation {
  messages: {
    at: string;
    stepRef: string;
    activityCount: number;
    recipient: JsonObject | null;
    blocks: { html: string }[];
  }[];
  runs: { status: string; recipient: JsonObject | null; trace: { at: string; code: string; values: JsonObject }[] }[];
}

const html = (simulation: Simulation): (string | undefined)[] =>
  simulation.messages.map((message) => message.blocks[0]?.html);
const codes = (simulation: Simulation): string[][] =>
  simulation.runs.map((run) => run.trace.map((entry) => entry.code));

describe("a simulation", () => {
  test("of an inline document batches triggers and returns the time of the message", async () => {
    const steps = [{ ref: "collect", type: "batch", window: { unit: "minutes", value: 5 } }, BELL];
    const told = await outcome({
      document: documentOf(steps),
      triggers: [0, 60, 290].map((afterSeconds, n) => ({
        afterSeconds,
        recipients: [{ to: { user: { userId: "ann", name: "Ann" } } }],
        data: { n },
      })),
    });
    expect(told.messages).toMatchObject([{ at: "2026-03-27T12:05:00.000Z", activityCount: 3, stepRef: "bell" }]);
    expect(html(told)).toEqual(["<p>3 for Ann: 2</p>"]);
    expect(told.messages[0]?.recipient).toMatchObject({ __typename: "User", userId: "ann", name: "Ann" });
    expect(told.runs.map((run) => run.status)).toEqual(["COMPLETED", "COMPLETED", "COMPLETED"]);
    expect(codes(told)).toEqual([
      ["run.started", "batch.opened", "batch.closed", "message.made", "run.completed"],
      ["run.started", "batch.joined", "batch.merged"],
      ["run.started", "batch.joined", "batch.merged"],
    ]);
  });

  test("cancels the runs that wait at that time, and no others", async () => {
    const steps = [{ ref: "collect", type: "batch", window: { unit: "minutes", value: 5 } }, BELL];
    const triggers = [
      { recipients: to("ann", "bob"), data: { n: 1 }, cancellationKey: "first" },
      { afterSeconds: 10, recipients: to("ann", "bob"), data: { n: 2 }, cancellationKey: "second" },
      { afterSeconds: 400, recipients: to("ann"), data: { n: 3 }, cancellationKey: "first" },
    ];
    const cancels = [
      { afterSeconds: 60, cancellationKey: "first" },
      { afterSeconds: 60, cancellationKey: "second", recipients: [{ userId: "bob" }] },
    ];
    const told = await outcome({ document: documentOf(steps), triggers, cancels });
    expect(told.messages.map((message) => message.activityCount)).toEqual([1, 1]);
    expect(html(told)).toEqual(["<p>1 for : 2</p>", "<p>1 for : 3</p>"]);
    expect(told.runs.map((run) => run.status)).toEqual([
      ...["CANCELLED", "CANCELLED", "COMPLETED", "CANCELLED", "COMPLETED"],
    ]);
  });

  test("takes the branch that the marks lead to", async () => {
    const unread = {
      all: [{ variable: "refs.bell.engagement_status", operator: "not_contains", argument: "$message.read" }],
    };
    const steps = [
      BELL,
      { ref: "later", type: "delay", for: { unit: "hours", value: 1 } },
      {
        ref: "route",
        type: "branch",
        branches: [
          { name: "unread", conditions: unread, steps: [{ ...BELL, ref: "again" }] },
          { name: "default", steps: [] },
        ],
      },
    ];
    const told = await outcome({
      document: documentOf(steps),
      triggers: [{ recipients: to("idle", "keen", "fickle") }],
      marks: [
        { afterSeconds: 60, recipient: { userId: "keen" }, stepRef: "bell", mark: "READ" },
        { afterSeconds: 60, recipient: { userId: "fickle" }, stepRef: "bell", mark: "READ" },
        { afterSeconds: 90, recipient: { userId: "fickle" }, stepRef: "bell", mark: "UNREAD" },
      ],
    });
    const again = told.messages.filter((message) => message.stepRef === "again");
    expect(again).toHaveLength(2);
    expect(again.map((message) => message.at)).toEqual(["2026-03-27T13:00:00.000Z", "2026-03-27T13:00:00.000Z"]);
    expect(told.runs[1]?.trace.find((entry) => entry.code === "branch.taken")?.values.branch).toBe("default");
  });

  test("marks the other messages of a run if the workflow syncs the read state", async () => {
    const read = {
      all: [{ variable: "refs.second.engagement_status", operator: "contains", argument: "$message.read" }],
    };
    const steps = [
      BELL,
      { ...BELL, ref: "second" },
      { ref: "later", type: "delay", for: { unit: "hours", value: 1 } },
      { ...BELL, ref: "thanks", conditions: read },
    ];
    const input = {
      triggers: [{ recipients: to("ann") }],
      marks: [{ afterSeconds: 1, recipient: { userId: "ann" }, stepRef: "bell", mark: "READ" }],
    };
    const apart = await outcome({ ...input, document: documentOf(steps) });
    expect(apart.messages.map((message) => message.stepRef)).toEqual(["bell", "second"]);
    const together = await outcome({ ...input, document: documentOf(steps, { settings: { readSync: "read" } }) });
    expect(together.messages.map((message) => message.stepRef)).toEqual(["bell", "second", "thanks"]);
  });
});

describe("a simulation starts from the stored data", () => {
  const identify = (input: object): Promise<ApiAnswer> =>
    api.ask("mutation($i: IdentifyInput!) { identify(input: $i) { user { id } } }", { i: input });

  test("with inline users merged in, and writes nothing", async () => {
    await identify({ userId: "cara", name: "Cara", email: "cara@example.com", properties: { plan: "pro" } });
    await api.ask("mutation($i: SetPreferencesInput!) { setPreferences(input: $i) { preferences { id } } }", {
      i: { recipient: { userId: "dan" }, rules: [{ workflowKey: "what-if", allow: false }] },
    });
    const statements: string[] = [];
    const stop = api.db.database.onStatement((sql) => statements.push(sql));
    const told = await outcome({
      document: documentOf([
        { ...BELL, template: { markdown: "{{ recipient.name }} {{ recipient.plan }} in {{ tenant.name }}" } },
      ]),
      triggers: [
        {
          recipients: [
            { to: { user: { userId: "cara", name: "Carlotta" } } },
            { to: { userId: "dan" } },
            { to: { user: { userId: "new", properties: { plan: "free" } } } },
          ],
          tenant: { tenantId: "acme", name: "Acme" },
          actor: { user: { userId: "boss" } },
        },
        { afterSeconds: 1, recipients: to("cara"), actor: { userId: "boss" } },
      ],
    });
    stop();
    expect(html(told)).toEqual(["<p>Carlotta pro in Acme</p>", "<p> free in Acme</p>", "<p>Carlotta pro in </p>"]);
    expect(codes(told)[1]).toContain("preference.workflow_off");
    expect(told.messages[0]?.recipient).toMatchObject({ name: "Carlotta", email: "cara@example.com" });
    expect(statements.filter((sql) => !/^\s*(select|set transaction read only)/i.test(sql))).toEqual([]);
    const stored = await api.ask('{ user(userId: "cara") { name } new: user(userId: "new") { id } }');
    expect(stored.data).toMatchObject({ user: { name: "Cara" }, new: null });
    expect(await api.db.database.query("select 1 from triggers union all select 1 from runs")).toEqual([]);
  });

  test("and reaches an object's subscribers as a live trigger does", async () => {
    const object = (objectId: string): object => ({ collection: "docs", objectId });
    const subscribe = (objectId: string, recipients: object[], properties?: object): Promise<ApiAnswer> =>
      api.ask("mutation($i: SubscribeInput!) { subscribe(input: $i) { changedCount } }", {
        i: { object: object(objectId), recipients, properties },
      });
    await subscribe("root", [{ userId: "s1" }, { userId: "actor" }, { object: object("child") }], { role: "editor" });
    await subscribe("child", [{ userId: "s1" }, { userId: "deep" }, { object: object("root") }]);
    const told = await outcome({
      document: documentOf([
        {
          ...BELL,
          template: { markdown: "{{ recipient.subscription.role }} of {{ recipient.subscription.object.id }}" },
        },
      ]),
      triggers: [
        { recipients: [{ to: { object: object("root") } }, ...to("s1")], actor: { user: { userId: "actor" } } },
      ],
    });
    expect(told.runs).toHaveLength(4);
    expect(html(told).sort()).toEqual(["<p> of </p>", "<p> of </p>", "<p> of child</p>", "<p>editor of root</p>"]);
  });

  test("and from the draft or the committed version, as requested", async () => {
    const save = (markdown: string): Promise<ApiAnswer> =>
      api.ask("mutation($i: SaveWorkflowInput!) { saveWorkflow(input: $i) { workflow { id } } }", {
        i: { document: { key: "stored", name: "Stored", steps: [{ ...BELL, template: { markdown } }] } },
      });
    await save("one");
    const input = { workflowKey: "stored", triggers: [{ recipients: to("ann") }] };
    expect((await simulate(input)).errors).toEqual(["NOT_FOUND input.workflowKey workflow_missing"]);
    expect(html(await outcome({ ...input, useDraft: true }))).toEqual(["<p>one</p>"]);
    await api.ask('mutation { commitWorkflow(input: { workflowKey: "stored" }) { workflow { id } } }');
    await save("two");
    expect(html(await outcome(input))).toEqual(["<p>one</p>"]);
    expect(html(await outcome({ ...input, useDraft: true }))).toEqual(["<p>two</p>"]);
  });
});

describe("a simulation is refused", () => {
  const document = documentOf([BELL], {
    dataSchema: { type: "object", properties: { n: { type: "number" } }, required: ["n"] },
  });
  const triggers = [{ recipients: to("ann"), data: { n: 1 } }];

  test.each<[string, object, string[]]>([
    ["without a workflow", { triggers }, ["BAD_USER_INPUT input one_of"]],
    ["with two workflows", { triggers, document, workflowKey: "x" }, ["BAD_USER_INPUT input one_of"]],
    [
      "for an unknown workflow",
      { triggers, workflowKey: "nowhere", useDraft: true },
      ["NOT_FOUND input.workflowKey workflow_missing"],
    ],
    [
      "for a document that is not valid",
      { triggers, document: { ...document, steps: [{ ...BELL, channelKey: "pigeon" }] } },
      ["BAD_USER_INPUT input.document.steps.0.channelKey unknown_channel"],
    ],
    ["without triggers", { triggers: [], document }, ["BAD_USER_INPUT input.triggers out_of_range"]],
    [
      "with too many recipients",
      { document, triggers: [{ recipients: to(...Array.from({ length: 1001 }, (_, n) => `u${n}`)) }] },
      ["BAD_USER_INPUT input.triggers out_of_range"],
    ],
    [
      "for data that the workflow does not take",
      { document, triggers: [{ recipients: to("ann") }] },
      ["BAD_USER_INPUT input.triggers.0.data.n required"],
    ],
    [
      "for times before the story and after ten years",
      {
        document,
        triggers: [{ ...triggers[0], afterSeconds: -1 }],
        cancels: [{ afterSeconds: 4e8, cancellationKey: "k" }],
      },
      [
        "BAD_USER_INPUT input.triggers.0.afterSeconds out_of_range",
        "BAD_USER_INPUT input.cancels.0.afterSeconds out_of_range",
      ],
    ],
    [
      "for a mark on a step that makes no messages",
      { document, triggers, marks: [{ recipient: { userId: "ann" }, stepRef: "nope", mark: "READ" }] },
      ["BAD_USER_INPUT input.marks.0.stepRef unknown_step"],
    ],
    [
      "for an unknown actor",
      { document, triggers: [{ ...triggers[0], actor: { userId: "ghost" } }] },
      ["BAD_USER_INPUT input.triggers.0.actor actor_missing"],
    ],
  ])("%s", async (_name, input, errors) => {
    expect((await simulate(input)).errors).toEqual(errors);
  });

  test("for a user token", async () => {
    const answer = await api.ask(SIMULATE, { i: { document, triggers } }, api.home.asUser("ann"));
    expect(answer.errors).toEqual(["FORBIDDEN"]);
  });

  test("for an object with more subscribers than a simulation may have", async () => {
    await api.db.database.query(
      `insert into subscriptions (environment_id, lane, object_key, subscriber_key, is_object, created_at, updated_at)
       select $1, n % 256, 'o/docs/huge', 'u/h' || n, false, now(), now() from generate_series(1, 1200) n`,
      [api.home.environmentId],
    );
    const recipients = [{ to: { object: { collection: "docs", objectId: "huge" } } }];
    expect((await simulate({ document, triggers: [{ recipients, data: { n: 1 } }] })).errors).toEqual([
      "BAD_USER_INPUT input.triggers.0.recipients too_many",
    ]);
  });
});

describe("X-09: a long simulation", () => {
  const COSTLY = "{% for n in (1..2000) %}{{ n | times: 3 | plus: 1 }} {% endfor %}";

  test("X-09: does not block the event loop, also with several callers", async () => {
    const heavy = documentOf([{ ...BELL, template: { markdown: COSTLY } }]);
    // In the first simulation, V8 compiles the code; that time is not measured.
    await outcome({ document: heavy, triggers: [{ recipients: to("first") }] });
    const turns = watchTurns();
    const outcomes = await Promise.all(
      [1, 2, 3].map((n) =>
        outcome({
          document: heavy,
          triggers: [{ recipients: to(...Array.from({ length: 20 }, (_each, i) => `h${n}-${i}`)) }],
        }),
      ),
    );
    const { worstMs } = turns.stop();
    expect(outcomes.map(({ messages }) => messages.length)).toEqual([20, 20, 20]);
    expect(worstMs).toBeLessThan(250);
  });

  test("X-09: with 1,000 recipients in a batch, cancellations and marks does not block it either", async () => {
    const steps = [{ ref: "collect", type: "batch", window: { unit: "minutes", value: 5 } }, BELL];
    const marks = Array.from({ length: 200 }, (_each, n) => ({
      afterSeconds: 400,
      recipient: { userId: `m${n}` },
      stepRef: "bell",
      mark: "READ",
    }));
    const turns = watchTurns();
    const told = await outcome({
      document: documentOf(steps, { settings: { readSync: "all" } }),
      triggers: [{ recipients: to(...Array.from({ length: 1000 }, (_each, n) => `m${n}`)), data: { n: 1 } }],
      marks,
    });
    const { worstMs } = turns.stop();
    expect(told.messages).toHaveLength(1000);
    // Parsing the call and serialising the answer are tasks of their own.
    expect(worstMs).toBeLessThan(400);
  });
});
