import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { createModules } from "../../src/app/composition/modules.js";
import { KeyRing, newKey } from "../../src/platform/encryption/index.js";
import { createModuleApi, type ApiAnswer, type ModuleApi } from "../support/module-api.js";
import { createTestRuntime } from "../support/runtime.js";

let api: ModuleApi;

const CREATE = "mutation ($i: CreateChannelInput!) { createChannel(input: $i) { channel { id } } }";
const SET = "mutation ($i: SetChannelDataInput!) { setChannelData(input: $i) { channelData { channelKey data } } }";
const UNSET = "mutation ($i: UnsetChannelDataInput!) { unsetChannelData(input: $i) { channelData { data } } }";
const OWN = "channelData { channelKey data updatedAt }";

const ADA = { userId: "ada" };
const TOKEN = `${"a1".repeat(30)}beef`;
const OTHER = `${"b2".repeat(30)}cafe`;
const BOT = "xoxb-a-token-that-nobody-may-read-4321";
const HOOK = "https://hooks.slack.com/services/T1/B1/asecretofmine9876";
const SUBSCRIPTION = {
  endpoint: "https://fcm.googleapis.com/fcm/send/an-example-of-mine",
  keys: {
    p256dh: "BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4",
    auth: "BTBZMqHH6r4Tts7J_aSIgg",
  },
};

const apns = {
  providerKey: "apns",
  settings: {
    ...{ keyId: "ABC123DEFG", teamId: "DEF123GHIJ", bundleId: "com.acme.app" },
    privateKey: `-----BEGIN PRIVATE KEY-----
MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQgI/ii40knVSEPgsxZ
pZe8yRss4WyHOGO0guDXv2b8KuWhRANCAAQI1kPcpnHDpBbupDQnMABc0Net8YcM
OGjueXC2xm7LZBNBYBEOm+DfEzg2igeJnB5LIx3rtWlmCp+7yGU51PXD
-----END PRIVATE KEY-----
`,
  },
};

beforeAll(async () => {
  api = await createModuleApi();
  const channels = [
    { channelKey: "devices", type: "PUSH", providers: [apns] },
    { channelKey: "browsers", type: "PUSH" },
    { channelKey: "slack", type: "CHAT", providers: [{ providerKey: "slack", settings: {} }] },
    { channelKey: "bell", type: "IN_APP" },
  ];
  for (const channel of channels) {
    const { errors } = await api.ask(CREATE, { i: { name: channel.channelKey, ...channel } });
    expect(errors).toEqual([]);
  }
  await api.ask('mutation { setTenant(input: { tenantId: "acme" }) { tenant { id } } }');
  await api.ask('mutation { identify(input: { userId: "ada" }) { user { id } } }');
});
afterAll(() => api.db.drop());

const asAda = (): ReturnType<ModuleApi["home"]["asUser"]> => api.home.asUser("ada");
const set = (input: object, scope?: ReturnType<typeof asAda>): Promise<ApiAnswer> => api.ask(SET, { i: input }, scope);

async function dump(): Promise<string> {
  const rows = await api.db.database.query(
    "select to_jsonb(c) from channel_data c union all select to_jsonb(c) from tenant_channel_data c",
  );
  return JSON.stringify(rows);
}

describe("channel data", () => {
  test("of devices can be written, and is read in both forms without its tokens", async () => {
    const { data, errors } = await set({
      ...{ recipient: ADA, channelKey: "devices" },
      data: { tokens: [TOKEN], devices: [{ token: OTHER, locale: "de", timezone: "Europe/Berlin" }] },
    });
    expect(errors).toEqual([]);
    expect(data).toMatchObject({
      setChannelData: {
        channelData: {
          channelKey: "devices",
          data: {
            tokens: ["••••beef", "••••cafe"],
            devices: [{ token: "••••beef" }, { token: "••••cafe", locale: "de", timezone: "Europe/Berlin" }],
          },
        },
      },
    });
    expect((await api.ask(`{ user(userId: "ada") { ${OWN} } }`)).data.user).toMatchObject({
      channelData: [{ channelKey: "devices", data: { tokens: ["••••beef", "••••cafe"] } }],
    });
    expect(await dump()).not.toMatch(/a1a1|b2b2/);
  });

  test("of devices can be extended and shortened, so that a device can be added and removed alone", async () => {
    const recipient = { userId: "devices-of-bob" };
    const data = (answer: ApiAnswer): unknown => Object.values(answer.data)[0];
    await set({ recipient, channelKey: "devices", data: { tokens: [TOKEN] } });
    const added = await set({ recipient, channelKey: "devices", mode: "ADD", data: { tokens: [OTHER, OTHER] } });
    expect(data(added)).toMatchObject({ channelData: { data: { tokens: ["••••beef", "••••cafe"] } } });
    const left = await api.ask(UNSET, { i: { recipient, channelKey: "devices", tokens: [TOKEN] } });
    expect(data(left)).toMatchObject({ channelData: { data: { tokens: ["••••cafe"] } } });
    const replaced = await set({ recipient, channelKey: "devices", data: { tokens: [TOKEN] } });
    expect(data(replaced)).toMatchObject({ channelData: { data: { tokens: ["••••beef"] } } });
    expect(data(await api.ask(UNSET, { i: { recipient, channelKey: "devices" } }))).toEqual({ channelData: null });
    expect(data(await api.ask(UNSET, { i: { recipient, channelKey: "devices", tokens: [TOKEN] } }))).toEqual({
      channelData: null,
    });
  });

  test("of a browser is its push subscription as the browser returns it", async () => {
    const { data, errors } = await set({
      ...{ recipient: ADA, channelKey: "browsers" },
      data: { devices: [{ ...SUBSCRIPTION, expirationTime: null }] },
    });
    expect(errors).toEqual([]);
    expect(data).toMatchObject({
      setChannelData: {
        channelData: { data: { tokens: [], devices: [{ endpoint: "https://fcm.googleapis.com/••••mine" }] } },
      },
    });
    expect(await dump()).not.toMatch(/an-example-of-mine|BCVxsr7N|BTBZMqHH/);
  });

  test("of chats is a list of connections, also in Knock's form; omitted secrets are kept", async () => {
    const object = { object: { collection: "projects", objectId: "p" } };
    const data = {
      connections: [
        { channel_id: "C0123456789", channel_name: "general", access_token: BOT },
        { userId: "U0123456789" },
        { incoming_webhook: { url: HOOK } },
      ],
    };
    const { errors } = await set({ recipient: object, channelKey: "slack", data });
    expect(errors).toEqual([]);
    const read = async (): Promise<{ id: string }[]> => {
      const source = `{ object(collection: "projects", objectId: "p") { ${OWN} } }`;
      const { data: shown } = await api.ask(source);
      return JSON.parse(JSON.stringify(shown)).object.channelData[0].data.connections;
    };
    await api.ask('mutation { setObject(input: { collection: "projects", objectId: "p" }) { object { id } } }');
    const connections = await read();
    expect(connections).toMatchObject([
      { channelId: "C0123456789", channelName: "general", accessToken: "••••4321" },
      { userId: "U0123456789" },
      { incomingWebhook: { url: "https://hooks.slack.com/••••9876" } },
    ]);
    expect(await dump()).not.toMatch(/xoxb|asecretofmine/);
    // Read the data, change it, and write it again.
    const again = { connections: connections.map((each) => ({ ...each, channelName: "renamed" })) };
    expect((await set({ recipient: object, channelKey: "slack", data: again })).errors).toEqual([]);
    expect(await read()).toMatchObject([
      { channelName: "renamed", accessToken: "••••4321" },
      { channelName: "renamed" },
      { channelName: "renamed", incomingWebhook: { url: "https://hooks.slack.com/••••9876" } },
    ]);
  });

  test("of a tenant is the token of its chat workspace", async () => {
    const { errors } = await set({ tenantId: "acme", channelKey: "slack", data: { token: { access_token: BOT } } });
    expect(errors).toEqual([]);
    expect((await api.ask(`{ tenant(tenantId: "acme") { ${OWN} } }`)).data.tenant).toMatchObject({
      channelData: [{ channelKey: "slack", data: { connections: [], token: { accessToken: "••••4321" } } }],
    });
    expect(await dump()).not.toContain("xoxb");
  });

  test("is refused with the path of the bad value", async () => {
    const many = Array.from({ length: 101 }, (_, n) => TOKEN.slice(0, -3) + String(n + 100));
    const cases: [object, string[]][] = [
      [{ recipient: ADA, channelKey: "none", data: {} }, ["channelKey unknown_channel"]],
      [{ recipient: ADA, channelKey: "bell", data: {} }, ["channelKey wrong_channel_type"]],
      [{ channelKey: "devices", data: {} }, ["recipient required"]],
      [{ recipient: ADA, tenantId: "acme", channelKey: "slack", data: {} }, ["tenantId conflict"]],
      [{ tenantId: "acme", channelKey: "devices", data: {} }, ["channelKey wrong_channel_type"]],
      [{ tenantId: "acme", channelKey: "slack", data: { connections: [] } }, ["data.connections unknown_field"]],
      [{ recipient: ADA, channelKey: "devices", data: { tokens: "x" } }, ["data.tokens invalid_type"]],
      [{ recipient: ADA, channelKey: "devices", data: { tokens: [""] } }, ["data.tokens.0.token empty"]],
      [{ recipient: ADA, channelKey: "devices", data: { tokens: ["not Apple's"] } }, ["data.tokens.0 invalid_token"]],
      [{ recipient: ADA, channelKey: "devices", data: { tokens: ["••••beef"] } }, ["data.tokens.0.token hidden_value"]],
      [{ recipient: ADA, channelKey: "devices", data: { tokens: many } }, ["data.tokens too_many"]],
      [
        { recipient: ADA, channelKey: "browsers", data: { devices: [{ endpoint: "x" }] } },
        ["data.devices.0.keys.p256dh required", "data.devices.0.keys.auth required"],
      ],
      [{ recipient: ADA, channelKey: "slack", data: { connections: [{}] } }, ["data.connections.0 one_of"]],
      [
        { recipient: ADA, channelKey: "slack", data: { connections: [{ incomingWebhook: { url: "http://x" } }] } },
        ["data.connections.0 invalid_webhook"],
      ],
    ];
    for (const [input, issues] of cases) {
      expect((await set(input)).errors).toEqual(issues.map((issue) => `BAD_USER_INPUT input.${issue}`));
    }
    const unknown = await set({ tenantId: "nobody", channelKey: "slack", data: { token: { accessToken: BOT } } });
    expect(unknown.errors).toEqual(["NOT_FOUND input.tenantId unknown_tenant"]);
  });

  test("of a user's own devices can be written and read with the user's token, and no other data can", async () => {
    const mine = await set({ channelKey: "devices", mode: "ADD", data: { tokens: [TOKEN] } }, asAda());
    expect(mine.errors).toEqual([]);
    const connections = { connections: [{ channelId: "C0123456789" }] };
    expect((await set({ channelKey: "slack", data: connections }, asAda())).errors).toEqual(["FORBIDDEN"]);
    const others = { recipient: { userId: "bob" }, channelKey: "devices", data: { tokens: [TOKEN] } };
    expect((await set(others, asAda())).errors).toEqual(["FORBIDDEN"]);
    expect((await set({ tenantId: "acme", channelKey: "slack", data: {} }, asAda())).errors).toEqual(["FORBIDDEN"]);
    const seen = await api.ask(`{ viewer { ${OWN} } user(userId: "bob") { ${OWN} } }`, {}, asAda());
    expect(seen.data).toMatchObject({
      viewer: { channelData: [{ channelKey: "devices" }, { channelKey: "browsers" }] },
    });
    expect(seen.data.user).toMatchObject({ channelData: null });
  });

  test("is deleted with its channel, and is encrypted with the first key after a rotation", async () => {
    const [first, second] = [newKey(), newKey()];
    const make = (keys: string): ReturnType<typeof createModules> =>
      createModules(createTestRuntime(api.db.database, { encryption: KeyRing.parse(keys) }));
    const old = make(first);
    const data = { channelKey: "devices", data: { tokens: [TOKEN] }, isAdded: false };
    const owner = { kind: "recipient", recipientKey: "u/rotated" } as const;
    await old.channelData.set(api.home.secret, owner, data);
    const rotated = make(`${second},${first}`);
    expect((await rotated.dataRotation.reseal()).resealedCount).toBeGreaterThanOrEqual(1);
    expect((await rotated.dataRotation.reseal()).resealedCount).toBe(0);
    await make(second).channelData.set(api.home.secret, owner, {
      ...{ channelKey: "devices", isAdded: true },
      data: { tokens: [OTHER] },
    });
    await api.ask('mutation { deleteChannel(input: { channelKey: "devices" }) { wasKnown } }');
    const rows = await api.db.database.query<{ key: string }>(
      "select c.key from channel_data d join channels c on c.id = d.channel_id where c.key = 'devices'",
    );
    expect(rows).toEqual([]);
  });
});
