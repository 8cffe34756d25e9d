import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { createModuleApi, type ModuleApi } from "../support/module-api.js";

let api: ModuleApi;

beforeAll(async () => {
  api = await createModuleApi();
});
afterAll(() => api.db.drop());

const CREATE = `mutation ($input: CreateChannelInput!) {
  createChannel(input: $input) { channel { id channelKey type name isDefault } isReplay }
}`;
const bell = { channelKey: "bell", type: "IN_APP", name: "Bell" };

describe("channels", () => {
  test("are created once per idempotency key, in addition to the environment's default channel", async () => {
    const input = { ...bell, idempotencyKey: "k1" };
    const first = await api.ask(CREATE, { input });
    expect(first).toMatchObject({
      errors: [],
      data: { createChannel: { isReplay: false, channel: { isDefault: false } } },
    });
    expect((await api.ask(CREATE, { input })).data.createChannel).toMatchObject({ isReplay: true });
    expect((await api.ask(CREATE, { input: bell })).errors).toEqual(["CONFLICT input.channelKey taken"]);
    const second = await api.ask(CREATE, { input: { ...bell, channelKey: "alerts" } });
    expect(second).toMatchObject({ errors: [], data: { createChannel: { channel: { isDefault: false } } } });
  });

  test("are listed in pages, oldest first, and are nodes", async () => {
    const query = `query ($after: String) { channels(first: 1, after: $after) { nodes { id channelKey } pageInfo { hasNextPage endCursor } } }`;
    const first = await api.ask(query);
    expect(first.data.channels).toMatchObject({ nodes: [{ channelKey: "in-app" }], pageInfo: { hasNextPage: true } });
    const { pageInfo, nodes } = JSON.parse(JSON.stringify(first.data.channels));
    const second = await api.ask(query, { after: pageInfo.endCursor });
    expect(second.data.channels).toMatchObject({ nodes: [{ channelKey: "bell" }], pageInfo: { hasNextPage: true } });
    const node = await api.ask(`query ($id: ID!) { node(id: $id) { ... on Channel { channelKey } } }`, {
      id: nodes[0].id,
    });
    expect(node.data).toEqual({ node: { channelKey: "in-app" } });
    const last = await api.ask(`{ channels(last: 1) { nodes { channelKey } pageInfo { hasPreviousPage } } }`);
    expect(last.data.channels).toEqual({ nodes: [{ channelKey: "alerts" }], pageInfo: { hasPreviousPage: true } });
  });

  test("are refused with all reasons", async () => {
    const { errors } = await api.ask(CREATE, {
      input: { channelKey: "In App", type: "EMAIL", name: " ", providers: [{ providerKey: "pigeon", settings: {} }] },
    });
    expect(errors.sort()).toEqual([
      "BAD_USER_INPUT input.channelKey invalid_format",
      "BAD_USER_INPUT input.name empty",
      "BAD_USER_INPUT input.providers.0.providerKey unknown_provider",
    ]);
  });

  test("can be managed with secret keys only", async () => {
    const user = api.home.asUser("ada");
    expect((await api.ask(CREATE, { input: bell }, user)).errors).toEqual(["FORBIDDEN"]);
    expect((await api.ask(`{ channels { nodes { id } } }`, {}, user)).errors).toEqual(["FORBIDDEN"]);
  });

  test("are found by key and by id, also when another process created them", async () => {
    const { channels } = api.modules;
    await channels.allOf(api.home.environmentId);
    await api.db.database.query(
      `insert into channels (public_id, environment_id, key, type, name, created_at)
       values ($1, $2, 'elsewhere', 'IN_APP', 'Elsewhere', now())`,
      [api.runtime.newUuid(), api.home.environmentId],
    );
    const found = await channels.byKey(api.home.secret, "elsewhere");
    expect(found).toMatchObject({ key: "elsewhere" });
    expect((await channels.byNumbers(api.home.environmentId, [found?.id ?? 0])).get(found?.id ?? 0)).toEqual(found);
    expect(await channels.defaultOf(api.home.secret, "IN_APP")).toMatchObject({ key: "in-app" });
    expect(await channels.defaultOf(api.home.secret, "SMS")).toBeNull();
  });
});
