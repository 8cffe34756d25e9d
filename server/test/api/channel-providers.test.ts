import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { createModules } from "../../src/app/composition/modules.js";
import { KeyRing, newKey } from "../../src/platform/encryption/index.js";
import { createTestRuntime } from "../support/runtime.js";
import { createModuleApi, type ModuleApi } from "../support/module-api.js";

let api: ModuleApi;

beforeAll(async () => {
  api = await createModuleApi();
});
afterAll(() => api.db.drop());

const FIELDS = `channelKey type isDefault isSandbox onUncertain providers { providerKey settings } issues { path code }`;
const CREATE = `mutation ($input: CreateChannelInput!) { createChannel(input: $input) { channel { ${FIELDS} } } }`;
const UPDATE = `mutation ($input: UpdateChannelInput!) { updateChannel(input: $input) { channel { ${FIELDS} } } }`;
const DELETE = `mutation ($input: DeleteChannelInput!) { deleteChannel(input: $input) { channelKey wasKnown } }`;
const ALL = `{ channels { nodes { ${FIELDS} } } }`;

const API_KEY = "re_a-key-that-nobody-may-read-9876";
const PASSWORD = "a-password-that-nobody-may-read-5432";
const from = { address: "hi@acme.example", name: "Acme" };
const resend = { providerKey: "resend", settings: { from, apiKey: API_KEY } };
const smtp = {
  providerKey: "smtp",
  settings: { from, host: "mail.acme.example", port: 587, user: "u", password: PASSWORD },
};

async function dump(): Promise<string> {
  const rows = await api.db.database.query(
    "select to_jsonb(c) from channel_providers c union all select to_jsonb(i) from idempotency i",
  );
  return JSON.stringify(rows);
}

describe("channels with providers", () => {
  test("are stored in order, and show dots instead of secrets in their settings", async () => {
    const input = { channelKey: "mail", type: "EMAIL", name: "Mail", providers: [resend, smtp], idempotencyKey: "k" };
    const made = await api.ask(CREATE, { input: { ...input, onUncertain: "STOP", isSandbox: true } });
    expect(made).toEqual({
      errors: [],
      data: {
        createChannel: {
          channel: {
            ...{ channelKey: "mail", type: "EMAIL", isDefault: true, isSandbox: true, onUncertain: "STOP", issues: [] },
            providers: [
              { providerKey: "resend", settings: { from, apiKey: "••••9876" } },
              { providerKey: "smtp", settings: { ...smtp.settings, password: "••••5432" } },
            ],
          },
        },
      },
    });
  });

  test("S-07: never show a secret, neither in the API nor in the database", async () => {
    const shown = JSON.stringify(await api.ask(ALL)) + (await dump());
    expect(shown).not.toContain(API_KEY);
    expect(shown).not.toContain(PASSWORD);
    const { channels, channelProviders } = api.modules;
    const channel = await channels.byKey(api.home.secret, "mail");
    const rows = await channelProviders.byChannel(api.home.environmentId, [channel?.id ?? 0]);
    const opened = (rows.get(channel?.id ?? 0) ?? []).map((row) => channelProviders.open(row));
    expect(opened).toMatchObject([{ secrets: { apiKey: API_KEY } }, { secrets: { password: PASSWORD } }]);
  });

  test("keep secrets that an update omits, unless the update changes where the secrets are sent", async () => {
    const change = async (settings: object) =>
      api.ask(UPDATE, {
        input: { channelKey: "mail", isSandbox: false, providers: [{ providerKey: "smtp", settings }] },
      });
    const { password, ...open } = smtp.settings;
    const kept = await change({ ...open, from: { address: "new@acme.example" } });
    expect(kept.errors).toEqual([]);
    expect(JSON.stringify(kept.data)).toContain("••••5432");
    expect((await change({ ...open, host: "evil.example" })).errors).toEqual([
      "BAD_USER_INPUT input.providers.0.settings no_password",
    ]);
    expect((await change({ ...open, password: "••••5432", security: "none" })).errors).toEqual([
      "BAD_USER_INPUT input.providers.0.settings no_password",
    ]);
    expect((await change({ ...open, host: "mx.acme.example", password })).errors).toEqual([]);
  });

  test("list the settings that are missing before they can send", async () => {
    const made = await api.ask(CREATE, { input: { channelKey: "text", type: "SMS", name: "Text" } });
    expect(made.data).toMatchObject({
      createChannel: { channel: { providers: [], issues: [{ path: ["providers"], code: "no_provider" }] } },
    });
  });

  test("report a missing encryption key, and accept no secrets without one", async () => {
    const { database } = api.db;
    const other = createModules(createTestRuntime(database, { encryption: KeyRing.parse(newKey()) }));
    const channel = await other.channels.byKey(api.home.secret, "mail");
    const rows = (await other.channelProviders.byChannel(api.home.environmentId, [channel?.id ?? 0])).get(
      channel?.id ?? 0,
    );
    expect(other.channelProviders.issuesOf("EMAIL", rows ?? [])).toMatchObject([
      { path: ["providers", "0"], code: "secrets_key_missing" },
    ]);
    const none = createModules(createTestRuntime(database, { encryption: KeyRing.empty() }));
    expect(none.channelProviders.check([resend], "EMAIL")).toMatchObject({ issues: [{ code: "no_encryption_key" }] });
    const mailbox = { providerKey: "mailbox", settings: {} };
    expect(none.channelProviders.check([mailbox], "EMAIL")).toMatchObject({ ok: true });
  });

  test("S-07: are encrypted again with a new first key, and can then be decrypted without the old key", async () => {
    const { database } = api.db;
    const [old, fresh] = [newKey(), newKey()];
    const withKeys = (keys: string) => createModules(createTestRuntime(database, { encryption: KeyRing.parse(keys) }));
    const before = withKeys(old);
    await database.transaction((tx) =>
      before.channelChanges.create(tx, api.home.secret, {
        ...{ channelKey: "rotated", type: "EMAIL", name: "Rotated", providers: [resend] },
      }),
    );
    // The providers of the other tests were encrypted with a key that this key ring lacks.
    expect(await withKeys(`${fresh},${old}`).channelProviders.reseal()).toEqual({
      resealedCount: 1,
      unreadableCount: 1,
    });
    const after = withKeys(fresh);
    const channel = await after.channels.byKey(api.home.secret, "rotated");
    const rows = (await after.channelProviders.byChannel(api.home.environmentId, [channel?.id ?? 0])).get(
      channel?.id ?? 0,
    );
    expect((rows ?? []).map((row) => after.channelProviders.open(row))).toMatchObject([
      { secrets: { apiKey: API_KEY } },
    ]);
  });

  test("can change the default; if the default is deleted, the oldest remaining provider becomes the default", async () => {
    const mailbox = [{ providerKey: "mailbox", settings: {} }];
    await api.ask(CREATE, { input: { channelKey: "second", type: "EMAIL", name: "Second", providers: mailbox } });
    await api.ask(UPDATE, { input: { channelKey: "second", isDefault: true } });
    const defaults = async () => {
      const channels = await api.modules.channels.freshOf(api.home.environmentId);
      return channels.filter(({ type, is_default }) => type === "EMAIL" && is_default).map(({ key }) => key);
    };
    expect(await defaults()).toEqual(["second"]);
    const input = { channelKey: "second" };
    expect((await api.ask(DELETE, { input })).data).toEqual({ deleteChannel: { ...input, wasKnown: true } });
    expect((await api.ask(DELETE, { input })).data).toEqual({ deleteChannel: { ...input, wasKnown: false } });
    expect(await defaults()).toEqual(["mail"]);
  });

  test("that are deleted lose their secrets, leave lists and free their key; their row stays", async () => {
    const { channels } = api.modules;
    const former = await channels.byKey(api.home.secret, "rotated");
    await api.ask(DELETE, { input: { channelKey: "rotated" } });
    expect(JSON.stringify((await api.ask(ALL)).data)).not.toContain("rotated");
    const id = former?.id ?? 0;
    expect((await channels.byNumbers(api.home.environmentId, [id])).get(id)).toMatchObject({ key: "rotated" });
    expect((await api.modules.channelProviders.byChannel(api.home.environmentId, [id])).get(id)).toEqual([]);
    const again = await api.ask(CREATE, { input: { channelKey: "rotated", type: "CHAT", name: "Again" } });
    expect(again.errors).toEqual([]);
  });
});

test("providers are listed once per channel type that they support, and their schemas mark secrets", async () => {
  const { data, errors } = await api.ask(
    `{ providers { providerKey channelType name guarantee onUncertain settingsSchema } }`,
  );
  expect(errors).toEqual([]);
  const list = JSON.parse(JSON.stringify(data.providers));
  const named = list.map(
    (each: { providerKey: string; channelType: string }) => `${each.providerKey} ${each.channelType}`,
  );
  expect(named).toEqual(
    expect.arrayContaining(["mailbox EMAIL", "mailbox SMS", "resend EMAIL", "apns PUSH", "http WEBHOOK"]),
  );
  expect(new Set(named).size).toBe(named.length);
  const schema = list.find((each: { providerKey: string }) => each.providerKey === "resend").settingsSchema;
  expect(schema.properties.apiKey).toMatchObject({ writeOnly: true });
});

test("every provider accepts the settings of its own example", async () => {
  const { PROVIDERS } = await import("../../src/providers/list.js");
  for (const { key, channelTypes, example } of PROVIDERS) {
    const settings = JSON.parse(JSON.stringify({ ...example.settings, ...example.credentials }));
    delete settings.accessToken;
    const checked = api.modules.channelProviders.check([{ providerKey: key, settings }], channelTypes[0] ?? "EMAIL");
    expect([key, checked.ok ? [] : checked.issues]).toEqual([key, []]);
  }
});
