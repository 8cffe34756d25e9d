import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import type { JsonObject } from "../../src/platform/json.js";
import { createLaneApi, type LaneApi } from "../support/lanes.js";
import { addInAppChannel } from "../support/module-api.js";

let api: LaneApi;

const bell = (channelKey = "in-app"): object => ({
  ref: channelKey,
  type: "channel",
  channelKey,
  template: channelKey === "mail" ? { subject: "S", markdown: "M" } : { text: "Hi" },
});

beforeAll(async () => {
  api = await createLaneApi();
  await addInAppChannel(api);
  await api.get(
    'mutation { createChannel(input: { channelKey: "mail", type: EMAIL, name: "Mail" }) { channel { id } } }',
  );
  await api.commit({ key: "comments", name: "Comments", categories: ["social"], steps: [bell(), bell("mail")] });
  await api.commit({ key: "offers", name: "Offers", settings: { isCommercial: true }, steps: [bell()] });
  await api.commit({ key: "alarms", name: "Alarms", settings: { overridePreferences: true }, steps: [bell()] });
  await api.commit({ key: "tasks", name: "Tasks", steps: [bell()] });
  await set("setDefaultPreferences", { rules: [{ channelType: "EMAIL", allow: false }], commercialSubscribed: false });
  await set("setDefaultPreferences", { tenantId: "navy", rules: [{ category: "social", allow: false }] });
  const when = { all: [{ variable: "data.priority", operator: "equal_to", argument: "high" }] };
  await set("setPreferences", {
    recipient: { userId: "ann" },
    rules: [
      { category: "social", channelKey: "mail", allow: true },
      { workflowKey: "tasks", when },
    ],
  });
});
afterAll(() => api.db.drop());

async function set(name: string, input: object): Promise<void> {
  const type = name === "setPreferences" ? "SetPreferencesInput" : "SetDefaultPreferencesInput";
  await api.get(`mutation ($i: ${type}!) { ${name}(input: $i) { preferences { commercialSubscribed } } }`, {
    i: input,
  });
}

async function verdicts(tenantId: string | null = null): Promise<Record<string, JsonObject>> {
  const { preferenceVerdicts } = await api.get(
    `query ($t: ID) { preferenceVerdicts(recipient: { userId: "ann" }, tenantId: $t) {
       workflowKey channelKey code isAllowed message rule { source category channelType channelKey workflowKey } } }`,
    { t: tenantId },
  );
  const all: (JsonObject & { workflowKey: string; channelKey: string })[] = Object(preferenceVerdicts);
  return Object.fromEntries(all.map((each) => [`${each.workflowKey} ${each.channelKey}`, each]));
}

describe("the verdicts of preferences", () => {
  test("explain each workflow and channel by the layer that decides", async () => {
    const found = await verdicts();
    expect(Object.keys(found)).toEqual([
      "alarms in-app",
      "comments in-app",
      "comments mail",
      "offers in-app",
      "tasks in-app",
    ]);
    expect(found["alarms in-app"]).toMatchObject({ code: "preference.overridden", isAllowed: true, rule: null });
    expect(found["comments in-app"]).toMatchObject({ code: "preference.allowed", isAllowed: true, rule: null });
    expect(found["comments mail"]).toMatchObject({
      ...{ code: "preference.channel_type_off", isAllowed: false },
      rule: { source: "ENVIRONMENT", channelType: "EMAIL" },
      message: "The environment's default switched messages by EMAIL off.",
    });
    expect(found["offers in-app"]).toMatchObject({ code: "preference.commercial_off", isAllowed: false, rule: null });
    expect(found["tasks in-app"]).toMatchObject({
      ...{ isAllowed: null, rule: { source: "RECIPIENT", workflowKey: "tasks" } },
      message: expect.stringContaining("depends on the trigger"),
    });
  });

  test("of a tenant ask its layers", async () => {
    const found = await verdicts("navy");
    expect(found["comments in-app"]).toMatchObject({
      ...{ code: "preference.category_off", isAllowed: false, rule: { source: "TENANT", category: "social" } },
      message: 'The tenant\'s default switched the category "social" off.',
    });
  });

  test("say what a run then does", async () => {
    await api.get("mutation ($i: NotifyInput!) { notify(input: $i) { isReplay } }", {
      i: { workflowKey: "comments", recipients: [{ to: { userId: "ann" } }] },
    });
    await api.settle();
    const { runs } = await api.get(
      '{ runs(filter: { workflowKey: "comments" }) { nodes { trace { code stepRef message } } } }',
    );
    const trace: { code: string; stepRef: string; message: string }[] = Object(runs).nodes[0].trace;
    const mail = trace.find(({ stepRef }) => stepRef === "mail");
    const said = (await verdicts())["comments mail"];
    expect([mail?.code, mail?.message]).toEqual([said?.code, said?.message]);
  });
});

describe("the layers of preferences", () => {
  const FIELDS = "source tenantId commercialSubscribed updatedAt rules { category channelType allow source }";

  test("come as they were written, weakest first", async () => {
    const { preferenceLayers } = await api.get(
      `{ preferenceLayers(recipient: { userId: "ann" }, tenantId: "navy") { ${FIELDS} } }`,
    );
    const layers: JsonObject[] = Object(preferenceLayers);
    expect(layers.map(({ source, tenantId }) => [source, tenantId])).toEqual([
      ...[
        ["ENVIRONMENT", null],
        ["TENANT", "navy"],
        ["RECIPIENT", null],
        ["RECIPIENT", "navy"],
      ],
    ]);
    expect(layers[0]).toMatchObject({ commercialSubscribed: false, rules: [{ channelType: "EMAIL", allow: false }] });
    expect(layers[2]).toMatchObject({ updatedAt: expect.any(String), rules: [{ source: "RECIPIENT" }, {}] });
    expect(layers[3]).toMatchObject({ updatedAt: null, rules: [], commercialSubscribed: null });
  });

  test("of defaults can be read", async () => {
    const found = await api.get(
      `{ environment: defaultPreferences { ${FIELDS} } tenant: defaultPreferences(tenantId: "navy") { ${FIELDS} } none: defaultPreferences(tenantId: "x") { ${FIELDS} } }`,
    );
    expect(found.environment).toMatchObject({ source: "ENVIRONMENT", commercialSubscribed: false });
    expect(found.tenant).toMatchObject({
      source: "TENANT",
      tenantId: "navy",
      rules: [{ category: "social", allow: false }],
    });
    expect(found.none).toMatchObject({ rules: [], updatedAt: null });
  });

  test("of defaults say what somebody gets who has chosen nothing", async () => {
    const asked = "preferences { commercialSubscribed rules { source category channelType allow } }";
    const found = await api.get(
      `{ environment: defaultPreferences { ${asked} } tenant: defaultPreferences(tenantId: "navy") { ${asked} }
         layers: preferenceLayers(recipient: { userId: "ann" }) { source ${asked} } }`,
    );
    const email = { source: "ENVIRONMENT", category: null, channelType: "EMAIL", allow: false };
    const social = { source: "TENANT", category: "social", channelType: null, allow: false };
    expect(found.environment).toEqual({ preferences: { commercialSubscribed: false, rules: [email] } });
    expect(Object(found.tenant).preferences.rules).toEqual(expect.arrayContaining([email, social]));
    expect(found.layers).toEqual([
      { source: "ENVIRONMENT", preferences: { commercialSubscribed: false, rules: [email] } },
      { source: "RECIPIENT", preferences: null },
    ]);
  });

  test.each(["preferenceLayers", "preferenceVerdicts"])("%s refuses bad names and users", async (name) => {
    const source = (args: string): string => `{ ${name}(${args}) { __typename } }`;
    const bad = await api.ask(source('recipient: { userId: "" }'));
    expect(bad.errors).toEqual(["BAD_USER_INPUT recipient.userId empty"]);
    const tenant = await api.ask(source('recipient: { userId: "ann" }, tenantId: ""'));
    expect(tenant.errors).toEqual(["BAD_USER_INPUT tenantId empty"]);
    const user = await api.ask(source('recipient: { userId: "ann" }'), {}, api.home.asUser("ann"));
    expect(user.errors).toEqual(["FORBIDDEN"]);
  });
});
