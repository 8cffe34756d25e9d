import { expect, test } from "@jest/globals";
import { callbackOf } from "../../test/support/provider-answers.js";
import { PROVIDERS } from "./list.js";
import { defineProvider } from "./kit/define-provider.js";

test("each provider has a unique key", () => {
  expect(new Set(PROVIDERS.map(({ key }) => key)).size).toBe(PROVIDERS.length);
});

test.each([
  ["bird", { type: "constructor" }],
  ["bird", { type: "sms.failed", data: { last_error: { code: "constructor" } } }],
  ["resend", { type: "toString" }],
  ["postmark", { RecordType: "constructor" }],
  ["postmark", { RecordType: "Bounce", Type: "constructor" }],
  ["sendgrid", [{ event: "valueOf" }]],
  ["ses", { Type: "Notification", Message: JSON.stringify({ eventType: "constructor" }) }],
  ["twilio", "MessageSid=SM1&MessageStatus=constructor"],
  ["twilio", "MessageSid=SM1&MessageStatus=failed&ErrorCode=constructor"],
])("%s has no code with the name of an inherited property: %p (S-19)", (key, body) => {
  const parsed = PROVIDERS.find((provider) => provider.key === key)?.parseCallback?.(callbackOf(body));
  if (parsed?.kind !== "events") throw new Error("no events");
  expect(parsed.events).toHaveLength(1);
  for (const { kind, bounce } of parsed.events) {
    expect(kind).toMatch(/^(?:other|bounced)$/);
    expect([undefined, "rejected"]).toContain(bounce);
  }
});

test("a definition that contradicts itself is refused", () => {
  const [provider] = PROVIDERS;
  if (!provider) throw new Error("no provider");
  expect(() => defineProvider({ ...provider, callbacks: "signed" })).toThrow("parseCallback");
  expect(() => defineProvider({ ...provider, key: "No Key" })).toThrow("key");
  const open = { ...provider.example, credentials: { apiKey: "x" } };
  expect(() => defineProvider({ ...provider, example: open })).toThrow("writeOnly");
});
