import { describe, expect, test } from "@jest/globals";
import { Ajv2020 } from "ajv/dist/2020.js";
import formats from "ajv-formats";
import { callbackOf } from "../../test/support/provider-answers.js";
import { PROVIDERS } from "./list.js";
import { recordRequests } from "./record/record-requests.js";
import { FIXED_NOW, fixedCases } from "./record/fixed-cases.js";
import type { Provider } from "./kit/provider.js";
import { defineProvider, splitSettings } from "./kit/define-provider.js";

const ajv = new Ajv2020({ strict: false });
formats.default(ajv);

const DAY_MS = 24 * 3_600_000;

/** Credentials with an access token as the delivery machine would put it in. */
function readyCredentials(provider: Provider): object {
  return { ...provider.example.credentials, ...(provider.accessToken && { accessToken: "token.of.test" }) };
}

async function bodyOf(provider: Provider, name: string, now: number): Promise<string> {
  const message = fixedCases(provider)[name];
  if (!message) throw new Error(`no case "${name}"`);
  const request = await provider.buildRequest(message, provider.example.settings, readyCredentials(provider), now);
  if (request.kind !== "http" && request.kind !== "smtp") return request.kind;
  const url = request.kind === "http" ? request.url : "";
  return `${url}\n${Buffer.from(request.body ?? "").toString("base64")}`;
}

test("each provider has a key of its own", () => {
  expect(new Set(PROVIDERS.map(({ key }) => key)).size).toBe(PROVIDERS.length);
});

describe.each(PROVIDERS.map((provider) => [provider.key, provider] as const))("%s", (_key, provider) => {
  const names = Object.keys(fixedCases(provider));

  test("has an example that its schema takes, and secrets that are write-only", () => {
    const validate = ajv.compile(provider.settingsSchema);
    const { settings, credentials } = provider.example;
    expect(validate({ ...settings, ...credentials }) ? [] : validate.errors).toEqual([]);
    const stored = JSON.parse(JSON.stringify({ ...settings, ...credentials }));
    expect(splitSettings(provider, stored)).toEqual({ settings, credentials });
  });

  test("makes the same bytes of the same message, whatever the time and however often", async () => {
    for (const name of names) {
      const first = await bodyOf(provider, name, FIXED_NOW);
      expect(await bodyOf(provider, name, FIXED_NOW)).toBe(first);
      expect(await bodyOf(provider, name, FIXED_NOW + DAY_MS)).toBe(first);
    }
  });

  test("makes a request of every fixed case, with header values that end no header", async () => {
    for (const { headers, url } of await recordRequests(provider)) {
      for (const [name, value] of Object.entries(headers)) {
        expect(name).toBe(name.toLowerCase());
        expect(value).not.toMatch(/[\r\n\0]/);
      }
      expect(url).not.toMatch(/[\s\0]/);
    }
  });

  test("shows no secret of its settings in a request's body", async () => {
    const secrets = Object.values(provider.example.credentials).filter((value) => typeof value === "string");
    for (const { body, bodyEncoding } of await recordRequests(provider)) {
      const text = Buffer.from(body, bodyEncoding ?? "utf8").toString("utf8");
      for (const secret of secrets) expect(text).not.toContain(secret);
    }
  });

  test("keeps hostile text apart from what the request says itself (S-13 to S-16)", async () => {
    const recordings = await recordRequests(provider);
    const [plain, hostile] = ["minimal", "hostile-text"].map((name) => recordings.find((each) => each.case === name));
    if (!plain || !hostile) return;
    expect(Object.keys(hostile.headers)).toEqual(Object.keys(plain.headers));
    expect(new URL(hostile.url).origin + new URL(hostile.url).pathname).toBe(
      new URL(plain.url).origin + new URL(plain.url).pathname,
    );
    if (hostile.headers["content-type"] === "application/json") {
      expect(() => JSON.parse(hostile.body)).not.toThrow();
    }
  });

  test.each([
    ["a time in seconds", { "retry-after": "120" }, 120_000],
    ["a decimal", { "retry-after": "1.5" }, 1500],
    ["a date", { "retry-after": new Date(FIXED_NOW + 90_000).toUTCString() }, 90_000],
    ["more than an hour", { "retry-after": "86400" }, 3_600_000],
  ])("waits as long as a 429 asks by %s (R-10)", (_form, headers, wait) => {
    if (provider.key === "mailbox" || provider.key === "smtp") return;
    const answer = provider.readAnswer({ status: 429, headers, body: "" }, FIXED_NOW);
    expect(answer).toMatchObject({ outcome: "throttled", retryAfterMs: wait });
  });

  test("never says ok to an answer that is none", () => {
    if (provider.key === "mailbox") return;
    for (const status of [100, 301, 400, 401, 403, 404, 418, 429, 500, 502, 503, 504]) {
      for (const body of ["", "<html>", "{}", "[]", "null", '"ok"', '{"ok":true', '{"id":{}}']) {
        expect(provider.readAnswer({ status, headers: {}, body }, FIXED_NOW).outcome).not.toBe("ok");
      }
    }
  });
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
])("%s knows no word for what every object has: %p (S-19)", (key, body) => {
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
