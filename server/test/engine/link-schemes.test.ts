import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import type { JsonObject } from "../../src/platform/json.js";
import { createLaneApi, type LaneApi } from "../support/lanes.js";

const UPDATE = `mutation($i: UpdateEnvironmentInput!) { updateEnvironment(input: $i) { environment { name linkSchemes } } }`;
const SAVE = "mutation($i: SaveWorkflowInput!) { saveWorkflow(input: $i) { isUnchanged } }";
const BLOCKS = "blocks { name ... on TextBlock { text } }";

let api: LaneApi;

beforeAll(async () => {
  api = await createLaneApi();
});

afterAll(() => api.db.drop());

const bell = (actionUrl: string): object => ({
  ref: "bell",
  type: "channel",
  channelKey: "in-app",
  template: { markdown: "hello", actionUrl },
});

const documentOf = (key: string, actionUrl: string): object => ({ key, name: "Links", steps: [bell(actionUrl)] });

async function allow(linkSchemes: string[]): Promise<JsonObject> {
  const { environment } = await api.get("{ environment { key } }", {});
  const environmentKey = (environment as { key: string }).key;
  return (await api.get(UPDATE, { i: { environmentKey, linkSchemes } })).updateEnvironment as JsonObject;
}

interface Told {
  blocks: JsonObject[];
  trace: { code: string; message: string; values: JsonObject }[];
}

/** The messages of a live run of the workflow, with the removed links in its trace. */
async function live(workflowKey: string, data: object = {}): Promise<Told> {
  const i = { workflowKey, recipients: [{ to: { userId: "ann" } }], data };
  const made: unknown = await api.get("mutation($i: NotifyInput!) { notify(input: $i) { trigger { id } } }", { i });
  await api.settle();
  const { id } = (made as { notify: { trigger: { id: string } } }).notify.trigger;
  const query = `query($id: ID!) { trigger(id: $id) { runs { nodes { trace { code message values } } } }
    feed(recipient: { userId: "ann" }) { items(first: 1) { nodes { ${BLOCKS} } } } }`;
  const { trigger, feed } = (await api.get(query, { id })) as unknown as {
    trigger: { runs: { nodes: { trace: Told["trace"] }[] } };
    feed: { items: { nodes: { blocks: JsonObject[] }[] } };
  };
  return toldOf(feed.items.nodes[0]?.blocks, trigger.runs.nodes[0]?.trace);
}

async function simulated(document: object, data: object = {}): Promise<Told> {
  const i = { document, triggers: [{ recipients: [{ to: { userId: "ann" } }], data }] };
  const query = `query($i: SimulateInput!) { simulate(input: $i) { messages { ${BLOCKS} } runs { trace { code message values } } } }`;
  const { simulate } = (await api.get(query, { i })) as unknown as {
    simulate: { messages: { blocks: JsonObject[] }[]; runs: { trace: Told["trace"] }[] };
  };
  return toldOf(simulate.messages[0]?.blocks, simulate.runs[0]?.trace);
}

function toldOf(blocks: JsonObject[] = [], trace: Told["trace"] = []): Told {
  return { blocks, trace: trace.filter(({ code }) => code === "template.left_out") };
}

const action = (text: string): object => ({ name: "action_url", text });

describe("F7: the link schemes are a setting of the environment", () => {
  test("F7: a link that is removed from a message is traced, simulated and live, with field and reason", async () => {
    await allow([]);
    await api.commit({ key: "links", name: "Links", steps: [bell("{{ data.url }}")] });
    const data = { url: "myapp://open" };
    for (const told of [await live("links", data), await simulated(documentOf("sim", "{{ data.url }}"), data)]) {
      expect(told.blocks).toEqual([expect.objectContaining({ name: "body" })]);
      expect(told.trace).toEqual([
        {
          code: "template.left_out",
          message:
            "Rendering removed 1 link from `actionUrl`: the scheme of its URL is not allowed in this environment.",
          values: { what: "link", field: "actionUrl", reason: "scheme_not_allowed", count: 1, value: "myapp://open" },
        },
      ]);
    }
    const fine = await live("links", { url: "tel:+431234" });
    expect([fine.trace, fine.blocks[1]]).toEqual([[], expect.objectContaining(action("tel:+431234"))]);
  });

  test("F7: an allowed scheme applies at once, to new drafts, committed versions and simulations", async () => {
    await allow([]);
    const refused = await api.ask(SAVE, { i: { document: documentOf("literal", "myapp://x") } });
    expect(refused.errors).toEqual(["BAD_USER_INPUT input.document.steps.0.template.actionUrl unsafe_url"]);

    expect(await allow(["MyApp", "myapp", "https"])).toMatchObject({ environment: { linkSchemes: ["myapp"] } });
    expect((await simulated(documentOf("sim", "myapp://x"))).blocks[1]).toMatchObject(action("myapp://x"));
    const told = await live("links", { url: "myapp://open" });
    expect([told.trace, told.blocks[1]]).toEqual([[], expect.objectContaining(action("myapp://open"))]);
    await api.commit({ key: "literal", name: "Links", steps: [bell("myapp://x")] });
    expect((await live("literal")).blocks[1]).toMatchObject(action("myapp://x"));

    // The committed version stays valid when the scheme is removed: its link is left out.
    await allow([]);
    expect((await live("literal")).trace).toMatchObject([{ values: { field: "actionUrl", value: "myapp://x" } }]);
  });
});

test("§1.6: a batch or throttle key that resolves to nothing is traced", async () => {
  const steps = [
    { ref: "limit", type: "throttle", key: "data.nothing", limit: 5, window: { unit: "hours", value: 1 } },
    { ref: "gather", type: "batch", key: "{{ data.nothing }}", window: { unit: "minutes", value: 1 } },
  ];
  const i = { document: { key: "keys", name: "Keys", steps }, triggers: [{ recipients: [{ to: { userId: "ann" } }] }] };
  const { simulate } = await api.get("query($i: SimulateInput!) { simulate(input: $i) { runs { trace { code } } } }", {
    i,
  });
  const codes = (simulate as unknown as { runs: { trace: { code: string }[] }[] }).runs[0]?.trace.map(
    ({ code }) => code,
  );
  expect(codes).toEqual([
    ...["run.started", "throttle.key_missing", "batch.key_missing", "batch.opened", "batch.closed"],
    "run.completed",
  ]);
});
