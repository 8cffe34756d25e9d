import { expect, test } from "@jest/globals";
import fc from "fast-check";
import { read } from "../../../test/support/provider-answers.js";
import type { ChatMessage } from "../kit/message.js";
import { readMarkdown } from "../kit/text/chat-document.js";
import { FIXED_NOW, fixedCases } from "../record/fixed-cases.js";
import { cardOf } from "./card.js";
import { teams } from "./provider.js";

test.each([
  [202, "", "ok"],
  [200, "1", "ok"],
  [400, { error: { code: "WorkflowTriggerIsNotEnabled", message: "x" } }, "rejected"],
  [401, { error: { code: "DirectApiAuthorizationRequired" } }, "gone"],
  [403, "", "gone"],
  [404, { error: { code: "WorkflowNotFound" } }, "gone"],
  [413, "", "rejected"],
  [429, "", "throttled"],
  [500, { error: { code: "InternalServerError" } }, "retry"],
  [502, "<html>", "uncertain"],
  [503, "", "retry"],
  [504, "", "uncertain"],
])("reads %p %p as %s", (status, body, outcome) => {
  expect(read(teams, status, body)).toMatchObject({ outcome });
});

async function built(change: Partial<ChatMessage> = {}, webhookUrl?: string) {
  const message = { ...(fixedCases(teams).minimal as ChatMessage), ...change };
  const credentials = webhookUrl === undefined ? teams.example.credentials : { webhookUrl };
  return teams.buildRequest(message, {}, credentials, FIXED_NOW);
}

test.each([
  ["https://acme.webhook.office.com/webhookb2/x", "retired_webhook"],
  ["https://outlook.office.com/webhook/x", "retired_webhook"],
  ["http://prod-00.logic.azure.com/x", "invalid_webhook"],
  ["https://a:b@prod-00.logic.azure.com/x", "invalid_webhook"],
  ["teams", "invalid_webhook"],
])("refuses the webhook %s, at a send and when settings are saved", async (url, code) => {
  expect(await built({}, url)).toMatchObject({ kind: "unsendable", outcome: "config", code });
  expect(teams.checkSettings?.buildRequest({}, { webhookUrl: url }, FIXED_NOW)).toMatchObject({ code });
});

test.each<[string, Partial<ChatMessage>]>([
  ["a MessageCard", { content: { json: { "@type": "MessageCard", text: "x" } } }],
  ["a card without a version", { content: { json: { type: "AdaptiveCard", body: [] } } }],
  ["a card with nothing in it", { content: { json: { type: "AdaptiveCard", version: "1.4", body: [] } } }],
  [
    "an element without a type",
    {
      content: {
        json: { type: "AdaptiveCard", version: "1.4", body: [{ type: "Container", items: [{ text: "x" }] }] },
      },
    },
  ],
  ["text instead of a card", { content: { json: "x" } }],
  ["an answer in a thread", { replyTo: "1" }],
  ["no text", { content: { markdown: " " } }],
  ["more than 28 KB", { content: { markdown: "x".repeat(28 * 1024) } }],
])("refuses %s", async (_what, change) => {
  expect(await built(change)).toMatchObject({ kind: "unsendable", outcome: "rejected" });
});

test("an author's card is sent unchanged", async () => {
  const card = { type: "AdaptiveCard", version: "1.5", body: [{ type: "TextBlock", text: "Hello" }] };
  const request = await built({ content: { json: card } });
  if (request.kind !== "http") throw new Error("no request");
  expect(JSON.parse(String(request.body)).attachments[0].content).toEqual(card);
});

test("renders Markdown as a card", () => {
  expect(
    cardOf(readMarkdown("# Plans\n\n**Ada** [saw](https://a.example/) `it`\n\n> Look\n\n1. one"), "Plans"),
  ).toMatchObject({
    fallbackText: "Plans",
    body: [
      { type: "RichTextBlock", inlines: [{ text: "Plans", size: "Large" }] },
      {
        inlines: [
          { text: "Ada", weight: "Bolder" },
          { text: " " },
          { text: "saw", selectAction: { type: "Action.OpenUrl", url: "https://a.example/" } },
          { text: " " },
          { text: "it", fontType: "Monospace" },
        ],
      },
      { type: "Container", items: [{ inlines: [{ text: "Look" }] }] },
      { inlines: [{ text: "1. " }, { text: "one" }] },
    ],
  });
});

test("text stays in text runs, which Teams treats as data, and no link runs code (S-16)", () => {
  const parts = fc.array(fc.constantFrom(..."<>&*_~`[]()\\ \nab{}", "<at>all</at>", "{{7*7}}", "javascript:"), {
    maxLength: 40,
  });
  fc.assert(
    fc.property(parts, (words) => {
      const types = JSON.stringify(cardOf(readMarkdown(words.join("")), null)).match(/"type":"[^"]*"/g);
      for (const type of types ?? [])
        expect(type).toMatch(/AdaptiveCard|RichTextBlock|TextRun|Container|Action\.OpenUrl/);
      expect(JSON.stringify(cardOf(readMarkdown(words.join("")), null))).not.toMatch(/"url":"(?!https?:|mailto:|tel:)/);
    }),
  );
});
