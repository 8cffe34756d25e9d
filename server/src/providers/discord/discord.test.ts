import { expect, test } from "@jest/globals";
import fc from "fast-check";
import { answerOf, ANSWERED_AT, read } from "../../../test/support/provider-answers.js";
import type { ChatMessage } from "../kit/message.js";
import { readMarkdown } from "../kit/text/chat-document.js";
import { FIXED_NOW, fixedCases } from "../record/fixed-cases.js";
import { discordMarkdown, escapeDiscord } from "./dialect.js";
import { discord } from "./provider.js";

test.each([
  [404, 10003, "gone"],
  [404, 10008, "gone"],
  [400, 10013, "gone"],
  [404, 10015, "gone"],
  [403, 50007, "suppressed"],
  [403, 50001, "config"],
  [403, 50013, "config"],
  [400, 160002, "config"],
  [400, 220001, "config"],
  [400, 50006, "rejected"],
  [400, 50035, "rejected"],
  [400, 40005, "rejected"],
  [400, 240000, "rejected"],
  [401, 0, "auth"],
  [404, 0, "gone"],
  [403, 0, "config"],
  [400, 987654, "rejected"],
  [429, 20016, "throttled"],
  [429, 20028, "throttled"],
  [429, 40062, "throttled"],
  [403, 40333, "config"],
])("reads %p with code %p as %s", (status, code, outcome) => {
  expect(read(discord, status, { code, message: "x" })).toMatchObject({
    ...{ outcome, code: String(code), isCodeKnown: code !== 987654 },
  });
});

test("returns the posted message as the handle for replies, and the delay from the body", () => {
  expect(read(discord, 200, { id: "11", channel_id: "22" })).toEqual({
    outcome: "ok",
    vendorId: "22/11",
    thread: "11",
  });
  expect(read(discord, 204, "")).toMatchObject({ outcome: "uncertain" });
  expect(read(discord, 502, "<html>")).toMatchObject({ outcome: "uncertain" });
  expect(read(discord, 429, { retry_after: 64.57, global: false })).toMatchObject({ retryAfterMs: 64_570 });
  expect(read(discord, 429, { retry_after: 1 }, { "retry-after": "2.5" })).toMatchObject({ retryAfterMs: 2500 });
});

async function built(change: Partial<ChatMessage> = {}, credentials: object = discord.example.credentials) {
  const message = { ...(fixedCases(discord).minimal as ChatMessage), ...change };
  const request = await discord.buildRequest(message, {}, credentials, FIXED_NOW);
  const body = request.kind === "http" ? JSON.parse(String(request.body)) : null;
  return { request, body };
}

const WEBHOOK = "https://discordapp.com/api/webhooks/123456789012345678/abcDEF-123_456";

test("posts as a bot with one nonce for all attempts, and mentions nobody", async () => {
  const [first, again] = await Promise.all([built(), built()]);
  expect(first.body).toMatchObject({ enforce_nonce: true, allowed_mentions: { parse: [] }, content: "Hello" });
  expect(first.body.nonce).toBe(again.body.nonce);
  expect(first.body.nonce.length).toBeLessThanOrEqual(25);
  expect(first.request).not.toHaveProperty("isKeyed");
});

test("posts through a webhook without a key, and reports it", async () => {
  const { request, body } = await built({ address: null }, { webhookUrl: WEBHOOK });
  expect(request).toMatchObject({
    url: "https://discord.com/api/v10/webhooks/123456789012345678/abcDEF-123_456?wait=true",
    isKeyed: false,
    headers: { "user-agent": expect.stringMatching(/^DiscordBot \(/) },
  });
  expect(body).not.toHaveProperty("nonce");
  expect(body).toMatchObject({ allowed_mentions: { parse: [] } });
});

test.each<[string, Partial<ChatMessage>, string]>([
  [
    "a webhook elsewhere",
    { address: { webhookUrl: "https://discord.com.evil.example/api/webhooks/1/x" } },
    "invalid_webhook",
  ],
  ["a webhook that climbs", { address: { webhookUrl: `${WEBHOOK}/../../../users/@me` } }, "invalid_webhook"],
  ["an answer by a webhook", { address: { webhookUrl: WEBHOOK }, replyTo: "123456" }, "no_threads"],
  ["a channel that is a path", { address: { channelId: "1/../2" } }, "invalid_channel"],
  ["a user who was not looked up", { address: { userId: "123456" } }, "invalid_channel"],
  ["a handle of another vendor", { replyTo: "1764417600.000100" }, "invalid_thread"],
  ["no text", { content: { markdown: "\n" } }, "empty"],
  ["a text of more than 4,096 characters", { content: { markdown: "x".repeat(4097) } }, "too_long"],
  ["JSON without content", { content: { json: { nonce: "x" } } }, "invalid_json"],
])("refuses %s", async (_what, change, code) => {
  expect((await built(change)).request).toMatchObject({ kind: "unsendable", code });
});

test("puts a long text into an embed, and allows an author's JSON to mention users", async () => {
  expect((await built({ content: { markdown: "x".repeat(2001) } })).body).toMatchObject({
    embeds: [{ description: "x".repeat(2001) }],
  });
  const json = { content: "Hi <@1>", allowed_mentions: { users: ["1"] }, nonce: "mine" };
  const { body } = await built({ content: { json } });
  expect(body).toMatchObject({ content: "Hi <@1>", allowed_mentions: { users: ["1"] } });
  expect(body.nonce).not.toBe("mine");
});

test("opens a DM channel to a user, and stores it", () => {
  const lookup = discord.addressLookup;
  const { credentials } = discord.example;
  expect(lookup?.keyOf({ userId: "123456" }, credentials)).toBe("123456");
  expect(lookup?.keyOf({ channelId: "123456" }, credentials)).toBeNull();
  expect(lookup?.buildRequest({ userId: "123456" }, {}, credentials)).toMatchObject({
    ...{ url: "https://discord.com/api/v10/users/@me/channels", body: '{"recipient_id":"123456"}' },
  });
  expect(lookup?.readAnswer(answerOf(200, { id: "99999" }), ANSWERED_AT)).toEqual({
    ...{ kind: "address", address: { channelId: "99999" } },
  });
  expect(lookup?.readAnswer(answerOf(403, { code: 50007 }), ANSWERED_AT)).toMatchObject({ outcome: "suppressed" });
  expect(lookup?.readAnswer(answerOf(500, ""), ANSWERED_AT)).toMatchObject({ outcome: "retry" });
});

test("checks a bot, and a webhook", () => {
  const check = discord.checkSettings;
  expect(check?.buildRequest({}, { botToken: "t" }, 0)).toMatchObject({ url: "https://discord.com/api/v10/users/@me" });
  expect(check?.buildRequest({}, { webhookUrl: WEBHOOK }, 0)).toMatchObject({ kind: "http", method: "GET" });
  expect(check?.buildRequest({}, { webhookUrl: "https://a.example/" }, 0)).toMatchObject({ kind: "unsendable" });
  expect(check?.readAnswer(answerOf(200, {}))).toBeNull();
  expect(check?.readAnswer(answerOf(401, { code: 0 }))).toMatchObject({ outcome: "auth" });
  expect(check?.readAnswer(answerOf(404, { code: 10015 }))).toMatchObject({ outcome: "config" });
  expect(check?.readAnswer(answerOf(503, ""))).toBeNull();
});

test("writes Discord's Markdown", () => {
  const source =
    "# Plans\n\n**Ada** _saw_ ~~old~~ `a<b` [it](https://a.example/?b=1&c=2) https://b.example/x_y\n\n> Look\n\n1. one\n   - two\n\n```js\nif (a) {}\n```";
  expect(discordMarkdown(readMarkdown(source))).toBe(
    "**Plans**\n**Ada** *saw* ~~old~~ `a<b` [it](<https://a.example/?b=1&c=2>) <https://b.example/x_y>\n> Look\n1. one\n  - two\n```\nif (a) {}\n```",
  );
});

test("text starts no markup, list or mention of Discord (S-16)", () => {
  expect(escapeDiscord("@everyone <@1> <#2> ||x|| - a\n- b\n1. c")).toBe(
    "\\@everyone \\<\\@1\\> \\<\\#2\\> \\|\\|x\\|\\| - a\n\\- b\n1\\. c",
  );
  const parts = fc.array(fc.constantFrom(..."<!@#|>&*_~`[]()\\ \nab", "@everyone", "<@1>"), { maxLength: 40 });
  fc.assert(
    fc.property(parts, (words) => {
      // Every character that begins markup is behind a backslash: without those pairs none is left.
      expect(escapeDiscord(words.join("")).replace(/\\[^A-Za-z0-9\s]/g, "")).not.toMatch(/[*_~`|<>@#[\]()]/);
    }),
  );
});

test("deletes and changes messages as the bot, or by the webhook that posted them", () => {
  const { recall, replacement } = discord;
  const hook = "https://discord.com/api/webhooks/123456789012345678/a-secret-of-a-webhook";
  const sent = { messageId: "msg_1", vendorId: "123456789012345678/123456789012345679", address: null };
  const asBot = recall?.buildRequest(sent, {}, { botToken: "b" }, FIXED_NOW);
  expect(asBot).toMatchObject({
    ...{ method: "DELETE", body: null },
    url: "https://discord.com/api/v10/channels/123456789012345678/messages/123456789012345679",
  });
  const byHook = recall?.buildRequest(sent, {}, { botToken: "b", webhookUrl: hook }, FIXED_NOW);
  expect(byHook).toMatchObject({ url: expect.stringMatching(/webhooks\/123456789012345678\/.*\/messages\//) });
  const inChannel = { ...sent, address: { channelId: "123456789012345678" } };
  expect(recall?.buildRequest(inChannel, {}, { botToken: "b", webhookUrl: hook }, FIXED_NOW)).toMatchObject({
    url: expect.stringContaining("/channels/"),
  });
  for (const vendorId of ["", "1/2", "123456789012345678/../@me", "123456789012345678"]) {
    expect(recall?.buildRequest({ ...sent, vendorId }, {}, { botToken: "b" }, FIXED_NOW)).toMatchObject({
      ...{ kind: "unsendable", code: "invalid_message" },
    });
  }
  const readRecall = (status: number, body: object | string) => recall?.readAnswer(answerOf(status, body), ANSWERED_AT);
  expect(readRecall(204, "")).toMatchObject({ outcome: "ok" });
  expect(readRecall(404, { code: 10_008 })).toMatchObject({ outcome: "ok" });
  expect(readRecall(404, { code: 10_003 })).toMatchObject({ outcome: "gone" });
  expect(readRecall(502, "<html>")).toMatchObject({ outcome: "retry" });
  const minimal = fixedCases(discord).minimal as ChatMessage;
  const change = replacement?.buildRequest(minimal, sent, {}, { botToken: "b" });
  if (change?.kind !== "http") throw new Error("no request");
  expect([change.method, JSON.parse(String(change.body))]).toMatchObject(["PATCH", { content: "Hello", embeds: [] }]);
});
