import { expect, test } from "@jest/globals";
import fc from "fast-check";
import { answerOf, ANSWERED_AT, read } from "../../../test/support/provider-answers.js";
import { readNoAnswer } from "../kit/answers/read-no-answer.js";
import type { ChatMessage } from "../kit/message.js";
import { readMarkdown } from "../kit/text/chat-document.js";
import { FIXED_NOW, fixedCases } from "../record/fixed-cases.js";
import { richText, slackMarkup } from "./dialect.js";
import { slack } from "./provider.js";

const OUTCOMES = {
  gone: ["channel_not_found", "is_archived", "user_not_found", "channel_is_limited_access"],
  config: ["not_in_channel", "restricted_action", "missing_scope", "ekm_access_denied", "team_access_not_granted"],
  auth: ["invalid_auth", "account_inactive", "token_revoked", "token_expired", "not_authed"],
  rejected: ["msg_too_long", "no_text", "invalid_blocks", "msg_blocks_too_long", "too_many_attachments", "new_code"],
  throttled: ["ratelimited"],
  uncertain: ["internal_error", "fatal_error", "service_unavailable", "request_timeout"],
};

test.each(Object.entries(OUTCOMES))("reads as %s: %p", (outcome, codes) => {
  for (const error of codes) expect(read(slack, 200, { ok: false, error })).toMatchObject({ outcome, code: error });
});

test.each([
  [400, "invalid_payload", "rejected"],
  [403, "action_prohibited", "config"],
  [404, "channel_not_found", "gone"],
  [404, "no_service", "gone"],
  [410, "channel_is_archived", "gone"],
  [429, "", "throttled"],
  [500, "<html>", "uncertain"],
])("reads %p %p of a webhook as %s", (status, body, outcome) => {
  expect(read(slack, status, body)).toMatchObject({ outcome });
});

test("returns the handle of a thread from the answer, and none for a webhook", () => {
  expect(slack.readAnswer(answerOf(200, { ok: true, channel: "C1", ts: "1.2" }), ANSWERED_AT)).toEqual({
    ...{ outcome: "ok", vendorId: "C1/1.2", thread: "1.2" },
  });
  expect(read(slack, 200, "ok")).toEqual({ outcome: "ok", vendorId: null, thread: null });
  expect(read(slack, 200, { ok: true })).toMatchObject({ outcome: "uncertain" });
});

test("writes Slack's markup", () => {
  const markup = slackMarkup(
    readMarkdown(
      "# Plans\n\n**Ada** _saw_ ~~old~~ `a<b` [it](https://a.example/?b=1&c=2)\n\n> Look\n\n1. one\n   - two",
    ),
  );
  expect(markup).toBe(
    "*Plans*\n*Ada* _saw_ ~old~ `a&lt;b` <https://a.example/?b=1&amp;c=2|it>\n> Look\n1. one\n    • two",
  );
});

test("text never starts a mention, a link or an entity of Slack (S-16)", () => {
  fc.assert(
    fc.property(
      fc.array(fc.constantFrom(..."<!@#|>&*_~`[]()\\ \nab", "<!channel>", "<@U1>", "javascript:"), { maxLength: 40 }),
      (parts) => {
        const blocks = readMarkdown(parts.join(""));
        // What is left of `<` begins a link that the document holds.
        expect(slackMarkup(blocks).match(/<(?!(?:https?:|mailto:|tel:))/g)).toBeNull();
        expect(JSON.stringify(richText(blocks))).not.toMatch(/"type":"(?:broadcast|user|usergroup|channel)"/);
      },
    ),
  );
});

async function built(change: Partial<ChatMessage>, credentials: object = slack.example.credentials) {
  const message = { ...(fixedCases(slack).minimal as ChatMessage), ...change };
  return slack.buildRequest(message, {}, credentials, FIXED_NOW);
}

test("hostile text arrives unchanged, in a block without markup (S-16)", async () => {
  const { content } = fixedCases(slack)["hostile-text"] as ChatMessage;
  const request = await built({ content });
  if (request.kind !== "http") throw new Error("no request");
  expect(request.body).toContain("{{7*7}}");
  expect(request.body).not.toContain('"text":"<!channel>');
  expect(JSON.parse(String(request.body)).text).toContain("&lt;!channel&gt;");
});

test("posts to a webhook without a token, and refuses features that webhooks lack", async () => {
  const address = { webhookUrl: "https://hooks.slack.com/services/T1/B1/x" };
  expect(await built({ address })).toMatchObject({ kind: "http", url: address.webhookUrl });
  expect(await built({ address: null }, address)).toMatchObject({ kind: "http", url: address.webhookUrl });
  expect(await built({ address, replyTo: "1.2" })).toMatchObject({ kind: "unsendable", outcome: "rejected" });
  expect(await built({ address: { webhookUrl: "https://evil.example/services/T/B/x" } })).toMatchObject({
    outcome: "config",
  });
  expect(await built({}, {})).toMatchObject({ kind: "unsendable", outcome: "auth" });
  expect(await built({ replyTo: "evil" })).toMatchObject({ kind: "unsendable", outcome: "rejected" });
});

test("a missing answer causes a retry before the body was sent, and is uncertain after", () => {
  const error = { code: "ECONNRESET", message: "socket hang up" };
  expect(readNoAnswer("Slack", "before-body", error)).toMatchObject({ outcome: "retry" });
  expect(readNoAnswer("Slack", "body-begun", error)).toMatchObject({ outcome: "uncertain", code: "ECONNRESET" });
});

test("deletes and changes the messages of bots, and reads what is gone already", () => {
  const { recall, replacement } = slack;
  const credentials = { botToken: "xoxb-a-token" };
  const sent = { messageId: "msg_1", vendorId: "C0123456789/1764417600.000100", address: null };
  const deletion = recall?.buildRequest(sent, {}, credentials, FIXED_NOW);
  expect(deletion).toMatchObject({ url: "https://slack.com/api/chat.delete", method: "POST" });
  for (const vendorId of ["", "C1", "C1/x", "../x/1.2", "C1/1.2\r\n"]) {
    expect(recall?.buildRequest({ ...sent, vendorId }, {}, credentials, FIXED_NOW)).toMatchObject({
      ...{ kind: "unsendable", code: "invalid_message" },
    });
  }
  expect(recall?.buildRequest(sent, {}, {}, FIXED_NOW)).toMatchObject({ kind: "unsendable", outcome: "auth" });
  const readRecall = (error: string) => recall?.readAnswer(answerOf(200, { ok: false, error }), ANSWERED_AT);
  expect(readRecall("message_not_found")).toMatchObject({ outcome: "ok" });
  expect(readRecall("cant_delete_message")).toMatchObject({ outcome: "rejected" });
  expect(readRecall("internal_error")).toMatchObject({ outcome: "retry" });
  expect(readRecall("token_revoked")).toMatchObject({ outcome: "auth" });
  const readChange = (error: string) => replacement?.readAnswer(answerOf(200, { ok: false, error }), ANSWERED_AT);
  expect(readChange("message_not_found")).toMatchObject({ outcome: "gone" });
  expect(readChange("edit_window_closed")).toMatchObject({ outcome: "rejected" });
  const minimal = fixedCases(slack).minimal as ChatMessage;
  const change = replacement?.buildRequest(minimal, sent, {}, credentials);
  if (change?.kind !== "http") throw new Error("no request");
  expect(JSON.parse(String(change.body))).toMatchObject({
    channel: "C0123456789",
    ts: "1764417600.000100",
    text: "Hello",
  });
});
