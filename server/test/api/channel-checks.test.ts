import { afterAll, beforeAll, beforeEach, describe, expect, test } from "@jest/globals";
import { mailFake, type MailFault } from "../../src/custom-providers/contract/fakes/mail-fake.js";
import { HttpClient, readOriginMap } from "../../src/platform/http-client/index.js";
import { createModules } from "../../src/app/composition/modules.js";
import { createSchema } from "../../src/app/composition/build-schema.js";
import { PROVIDERS } from "../../src/providers/list.js";
import { createModuleApi, type ModuleApi } from "../support/module-api.js";
import { ProviderFake } from "../support/provider-fake.js";
import { createTestRuntime } from "../support/runtime.js";
import { graphql } from "graphql";
import { newContext } from "../../src/modules/requests/index.js";

const GOOGLE = ["https://oauth2.googleapis.com", "https://fcm.googleapis.com"];
const ORIGINS = ["https://api.resend.com", "https://api.postmarkapp.com", "https://api.push.apple.com", ...GOOGLE];
const FIELDS = "channel { channelKey } checks { providerKey state code message }";
const CREATE = `mutation($i: CreateChannelInput!) { createChannel(input: $i) { ${FIELDS} } }`;
const UPDATE = `mutation($i: UpdateChannelInput!) { updateChannel(input: $i) { ${FIELDS} } }`;
const CHECK = `mutation($i: CheckChannelInput!) { checkChannel(input: $i) { ${FIELDS} } }`;
const API_KEY = "re_a-key-that-nobody-may-read";
const from = { address: "hi@acme.example" };
const resend = { providerKey: "resend", settings: { from, apiKey: API_KEY } };
const postmark = { providerKey: "postmark", settings: { from, serverToken: "a-token-of-postmark" } };

let fake: ProviderFake;
let http: HttpClient;
let api: ModuleApi;
let count = 0;
beforeAll(async () => {
  fake = await ProviderFake.start();
  http = fake.clientOf(...ORIGINS);
  api = await createModuleApi({}, { http });
});
afterAll(async () => {
  await http.close();
  await fake.close();
  await api.db.drop();
});
beforeEach(() => {
  fake.ledger.length = 0;
});

const newChannel = (type: string, providers: object[]): object => {
  count += 1;
  return { channelKey: `channel-${count}`, type, name: "Channel", providers };
};

/** The settings with which a provider documents itself, in one object, as a caller gives them. */
const exampleOf = (providerKey: string): object => {
  const provider = PROVIDERS.find(({ key }) => key === providerKey);
  return { providerKey, settings: { ...provider?.example.settings, ...provider?.example.credentials } };
};

async function checksOf(type: string, providers: object[]): Promise<unknown> {
  const { data, errors } = await api.ask(CREATE, { i: newChannel(type, providers) });
  expect(errors).toEqual([]);
  return (data.createChannel as { checks: unknown }).checks;
}

describe("the settings of a channel", () => {
  test("are tried at the vendor, whose refusal is told in words without the key", async () => {
    fake.answer = () => ({
      status: 401,
      body: { name: "invalid_api_key", message: `API key ${API_KEY} is invalid` },
    });
    const [check] = (await checksOf("EMAIL", [resend])) as { message: string }[];
    expect(check).toMatchObject({ providerKey: "resend", state: "REFUSED", code: "invalid_api_key" });
    expect(check?.message).toContain("Resend");
    expect(check?.message).not.toContain(API_KEY);
    expect(fake.ledger).toMatchObject([{ method: "GET", url: "/domains" }]);
  });

  test("pass where the vendor takes them, after a change and whenever somebody asks", async () => {
    fake.answer = () => ({ status: 200, body: { data: [] } });
    const input = newChannel("EMAIL", [resend]);
    expect((await api.ask(CREATE, { i: input })).data).toMatchObject({
      createChannel: { checks: [{ state: "PASSED", code: null, message: "Resend takes these settings." }] },
    });
    const { channelKey } = input as { channelKey: string };
    const changed = await api.ask(UPDATE, { i: { channelKey, providers: [postmark, resend] } });
    expect(changed.data).toMatchObject({
      updateChannel: {
        checks: [
          { providerKey: "postmark", state: "PASSED" },
          { providerKey: "resend", state: "PASSED" },
        ],
      },
    });
    expect((await api.ask(CHECK, { i: { channelKey } })).data).toMatchObject({
      checkChannel: { channel: { channelKey }, checks: [{ state: "PASSED" }, { state: "PASSED" }] },
    });
    expect((await api.ask(CHECK, { i: { channelKey: "nowhere" } })).errors).toEqual([
      "NOT_FOUND input.channelKey unknown_channel",
    ]);
  });

  test("are not tried where nobody asks for it", async () => {
    const create = "mutation($i: CreateChannelInput!) { createChannel(input: $i) { channel { id } } }";
    expect((await api.ask(create, { i: newChannel("EMAIL", [resend]) })).errors).toEqual([]);
    expect(fake.ledger).toEqual([]);
  });

  test("are saved where the vendor cannot be asked, which the answer says", async () => {
    fake.answer = (_request, index) => (index === 0 ? { status: 503 } : "cut");
    expect(await checksOf("EMAIL", [resend])).toMatchObject([
      { state: "UNKNOWN", code: "503", message: expect.stringContaining("saved all the same") },
    ]);
    expect(await checksOf("EMAIL", [resend])).toMatchObject([
      { state: "UNKNOWN", message: expect.stringMatching(/^Resend could not be asked: .* saved all the same\.$/) },
    ]);
  });

  test("are tried for some seconds at most, at all vendors at once", async () => {
    fake.answer = () => "hang";
    expect(await checksOf("EMAIL", [resend, postmark])).toMatchObject([
      { providerKey: "resend", state: "UNKNOWN", code: "ETIMEDOUT" },
      { providerKey: "postmark", state: "UNKNOWN", code: "ETIMEDOUT" },
    ]);
    expect(fake.ledger).toHaveLength(2);
  });

  test("of Firebase are tried with a token of Google's, and those of Apple with one of the key", async () => {
    fake.answer = ({ url }) =>
      url === "/token"
        ? { status: 400, body: { error: "invalid_grant", error_description: "Invalid JWT Signature." } }
        : { status: 403, body: { reason: "InvalidProviderToken" } };
    expect(await checksOf("PUSH", [exampleOf("fcm"), exampleOf("apns")])).toMatchObject([
      { providerKey: "fcm", state: "REFUSED", code: "invalid_grant" },
      { providerKey: "apns", state: "REFUSED", code: "InvalidProviderToken" },
    ]);
    fake.answer = ({ url }) =>
      url === "/token"
        ? { status: 200, body: { access_token: "ya29.token", expires_in: 3599, token_type: "Bearer" } }
        : { status: 200, body: { name: "projects/acme/messages/fake" } };
    expect(await checksOf("PUSH", [exampleOf("fcm")])).toMatchObject([{ state: "PASSED" }]);
    fake.answer = ({ url }) => ({ status: url === "/token" ? 503 : 200 });
    expect(await checksOf("PUSH", [exampleOf("fcm")])).toMatchObject([{ state: "UNKNOWN" }]);
  });

  test("that no call can try say so", async () => {
    expect(await checksOf("EMAIL", [{ providerKey: "mailbox", settings: {} }])).toMatchObject([
      { state: "UNKNOWN", code: "no_call" },
    ]);
    expect(await checksOf("IN_APP", [])).toEqual([]);
  });
});

describe("a mail server", () => {
  const smtp = {
    providerKey: "smtp",
    settings: { from, host: "mail.acme.example", port: 587, user: "u", password: "a-password", security: "starttls" },
  };

  async function checked(fault: MailFault | null): Promise<unknown> {
    const server = await mailFake(fault);
    const map = { "smtp://mail.acme.example:587": `smtp://127.0.0.1:${server.port}` };
    const client = new HttpClient({ originMap: readOriginMap(JSON.stringify(map)) });
    const modules = createModules(createTestRuntime(api.db.database, { http: client }));
    const answer = await graphql({
      schema: createSchema(modules.resolvers),
      source: CREATE,
      variableValues: { i: newChannel("EMAIL", [smtp]) },
      contextValue: newContext(api.home.secret),
    });
    await client.close();
    await server.close();
    expect(server.mails).toEqual([]);
    return answer.data?.createChannel;
  }

  test("is tried by a login, and sent nothing", async () => {
    expect(await checked(null)).toMatchObject({ checks: [{ state: "PASSED" }] });
    expect(await checked({ at: "AUTH", does: { reply: "535 5.7.8 Bad credentials" } })).toMatchObject({
      checks: [{ state: "REFUSED" }],
    });
    expect(await checked({ at: "greeting", does: { reply: "421 4.7.0 Busy" } })).toMatchObject({
      checks: [{ state: "UNKNOWN", code: "421" }],
    });
  });
});
