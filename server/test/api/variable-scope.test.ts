import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import type { JsonObject } from "../../src/platform/json.js";
import { createLaneApi, type LaneApi } from "../support/lanes.js";
import { addInAppChannel, type ApiAnswer } from "../support/module-api.js";

let api: LaneApi;

const DOCUMENT = {
  key: "about-docs",
  name: "About documents",
  dataSchema: { type: "object", properties: { doc: { type: "string", description: "Its title." } } },
  steps: [
    { ref: "wait", type: "delay", for: { unit: "seconds", value: 1 } },
    {
      ref: "choice",
      type: "branch",
      branches: [
        { name: "all", steps: [{ ref: "bell", type: "channel", channelKey: "in-app", template: { text: "Hi" } }] },
      ],
    },
    { ref: "last", type: "channel", channelKey: "in-app", template: { text: "Bye" } },
  ],
};

beforeAll(async () => {
  api = await createLaneApi();
  await addInAppChannel(api);
  await api.commit(DOCUMENT);
  for (const [n, data] of [{ doc: "a" }, { doc: "b", due: "2026-01-01" }].entries()) {
    const recipients = [{ to: { user: { userId: `u${n}`, name: "N", properties: { plan: "pro" } } } }];
    const { errors } = await api.ask("mutation ($i: NotifyInput!) { notify(input: $i) { isReplay } }", {
      i: { workflowKey: "about-docs", recipients, data, tenant: { tenantId: "t", properties: { colour: "red" } } },
    });
    expect(errors).toEqual([]);
  }
  await api.settle();
});
afterAll(() => api.db.drop());

function ask(workflowKey: string, stepRef: string | null, scope = api.home.secret): Promise<ApiAnswer> {
  const query = "query ($k: String!, $r: String) { variableScope(workflowKey: $k, stepRef: $r) { filters schema } }";
  return api.ask(query, { k: workflowKey, r: stepRef }, scope);
}

async function properties(stepRef: string | null): Promise<Record<string, JsonObject>> {
  const { data, errors } = await ask("about-docs", stepRef);
  expect(errors).toEqual([]);
  return Object(data.variableScope).schema.properties;
}

describe("the scope of variables", () => {
  test("of a step has what is declared, and what recent triggers and their people really had", async () => {
    const roots = await properties("last");
    expect(roots.data).toMatchObject({
      "x-samples": 2,
      properties: {
        doc: { type: "string", description: "Its title.", "x-seen": 1 },
        due: { type: "string", "x-seen": 0.5 },
      },
    });
    expect(roots.recipient).toMatchObject({
      "x-samples": 2,
      properties: { name: { type: "string" }, plan: { type: "string", "x-seen": 1 } },
    });
    expect(roots.tenant).toMatchObject({ properties: { colour: { type: "string" } } });
    expect(Object.keys(Object(roots.refs).properties)).toEqual(["bell"]);
    expect(Object.keys(roots)).toEqual(expect.arrayContaining(["activities", "total_actors", "current_message"]));
    expect(JSON.stringify(roots)).not.toContain('pro"');
  });

  test("knows the fields that everybody has, before anything has happened", async () => {
    await api.commit({ ...DOCUMENT, key: "never-used" });
    const { data } = await ask("never-used", null);
    const { recipient, tenant } = Object(data.variableScope).schema.properties;
    expect(recipient).toMatchObject({
      "x-samples": 0,
      properties: { name: { type: "string" }, email: { type: "string" } },
    });
    expect(tenant).toMatchObject({ properties: { id: { type: "string" }, name: { type: "string" } } });
  });

  test("of a step knows the messages of earlier steps only", async () => {
    expect(Object(await properties("bell")).refs).toEqual({ type: "object", properties: {} });
  });

  test("of the workflow's conditions has no steps and no activities", async () => {
    expect(Object.keys(await properties(null)).sort()).toEqual([
      "actor",
      "data",
      "recipient",
      "run",
      "tenant",
      "workflow",
    ]);
  });

  test("tells each filter with an example", async () => {
    const { data } = await ask("about-docs", null);
    expect(Object(data.variableScope).filters.upcase).toEqual({
      description: expect.any(String),
      example: '{{ "Ada" | upcase }}',
      prints: "ADA",
    });
  });

  test("is refused for unknown workflows and steps, and for users", async () => {
    expect((await ask("nope", null)).errors).toEqual(["NOT_FOUND workflowKey workflow_missing"]);
    expect((await ask("about-docs", "nope")).errors).toEqual(["NOT_FOUND stepRef unknown_step"]);
    expect((await ask("about-docs", null, api.home.asUser("u0"))).errors).toEqual(["FORBIDDEN"]);
  });

  test("of another environment stays there", async () => {
    const foreign = { ...api.home.secret, environmentId: api.home.environmentId + 1000 };
    expect((await ask("about-docs", null, foreign)).errors).toEqual(["NOT_FOUND workflowKey workflow_missing"]);
  });
});
