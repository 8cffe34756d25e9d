import { afterEach, describe, expect, test } from "@jest/globals";
import { HttpClient, type SendOutcome } from "../../src/platform/http-client/index.js";
import type { Answer } from "../../src/providers/kit/answer.js";
import { readNoAnswer } from "../../src/providers/kit/answers/read-no-answer.js";
import type { Provider } from "../../src/providers/kit/provider.js";
import type { HttpRequest } from "../../src/providers/kit/request.js";
import { PROVIDERS } from "../../src/providers/list.js";
import { FIXED_NOW, fixedCases } from "../../src/providers/record/fixed-cases.js";
import { http2Fake, httpAnswer, rawFake, type Fake } from "./misbehaving-fakes.js";

const open: { close(): Promise<void> }[] = [];
afterEach(async () => {
  await Promise.all(open.splice(0).map((each) => each.close()));
});

async function requestOf(provider: Provider): Promise<HttpRequest | null> {
  const { settings, credentials } = provider.example;
  const { minimal } = fixedCases(provider);
  if (!minimal) throw new Error(`${provider.key} has no message`);
  const ready = { ...credentials, ...(provider.accessToken && { accessToken: "token.of.test" }) };
  const request = await provider.buildRequest(minimal, settings, ready, FIXED_NOW);
  return request.kind === "http" ? request : null;
}

async function outcomeOf(provider: Provider, fake: Fake, protocol?: "h2", timeoutMs = 2000): Promise<Answer> {
  const request = await requestOf(provider);
  if (!request) throw new Error("no request");
  const originMap = new Map([[new URL(request.url).origin, { hostname: "127.0.0.1", port: fake.port }]]);
  const client = new HttpClient({ originMap });
  open.push(fake, client);
  // Behaviours of one connection are tried over HTTP/1.1; what a vendor of HTTP/2 does with streams is tried below.
  const outcome: SendOutcome = await client.send({ ...request, protocol }, { timeoutMs, maxBytes: 64 * 1024 });
  return outcome.kind === "answer"
    ? provider.readAnswer(outcome, FIXED_NOW)
    : readNoAnswer(provider.name, outcome.stage, outcome);
}

const answering = (status: number, headers: Record<string, string>, body: string): Promise<Fake> =>
  rawFake((socket) => socket.end(httpAnswer(status, headers, body)));

/** A 2xx of these is a yes, whatever the body. */
const TAKES_ANY_BODY = new Set(["http", "webpush", "teams", "apns", "sendgrid"]);

const overHttp = PROVIDERS.filter(({ key }) => key !== "mailbox" && key !== "smtp");

describe.each(overHttp.map((provider) => [provider.key, provider] as const))("%s", (key, provider) => {
  test.each([
    ["seconds", { "retry-after": "120" }, 120_000],
    ["a decimal", { "retry-after": "1.5" }, 1500],
    ["a date", { "retry-after": new Date(FIXED_NOW + 90_000).toUTCString() }, 90_000],
  ])("429 with a wait in %s (R-10)", async (_form, headers, retryAfterMs) => {
    const answer = await outcomeOf(provider, await answering(429, headers, ""));
    expect(answer).toMatchObject({ outcome: "throttled", retryAfterMs });
  });

  test("an expired credential stops the channel, or drops what belongs to one recipient", async () => {
    const answer = await outcomeOf(provider, await answering(401, {}, "{}"));
    expect(answer.outcome).toMatch(key === "teams" ? /^gone$/ : /^auth$/);
  });

  test("a server error is never a yes, and a redirect is not followed", async () => {
    const failed = await outcomeOf(provider, await answering(500, {}, "<html>"));
    expect(failed.outcome).toMatch(/^(?:retry|uncertain)$/);
    const target = await answering(200, {}, "{}");
    open.push(target);
    const location = `http://127.0.0.1:${target.port}/`;
    expect((await outcomeOf(provider, await answering(307, { location }, ""))).outcome).toBe("config");
    expect(target.count()).toBe(0);
  });

  test("a yes that cannot be read is uncertain", async () => {
    const broken = await outcomeOf(provider, await answering(200, {}, '{"id":'));
    if (!TAKES_ANY_BODY.has(key)) expect(broken.outcome).toBe("uncertain");
    const huge = await outcomeOf(provider, await answering(200, {}, " ".repeat(1_000_000)));
    if (!TAKES_ANY_BODY.has(key)) expect(huge.outcome).toBe("uncertain");
  });

  test("an answer that is withheld, drips, or is cut off leaves it uncertain", async () => {
    expect(await outcomeOf(provider, await rawFake(() => undefined))).toMatchObject({ outcome: "uncertain" });
    expect(await outcomeOf(provider, await rawFake((socket) => socket.destroy()))).toMatchObject({
      outcome: "uncertain",
    });
    const drip = await rawFake((socket) => {
      const timer = setInterval(() => socket.write("H"), 200);
      socket.on("close", () => clearInterval(timer));
    });
    expect(await outcomeOf(provider, drip)).toMatchObject({ outcome: "uncertain" });
  });

  test("a server that is not there has taken nothing", async () => {
    const fake = await answering(200, {}, "");
    await fake.close();
    expect(await outcomeOf(provider, fake)).toMatchObject({ outcome: "retry" });
  });
});

test.each<[string, Parameters<typeof http2Fake>[0], string]>([
  ["a yes", () => ({ status: 200, body: "" }), "ok"],
  ["a device that is gone", () => ({ status: 410, body: '{"reason":"Unregistered","timestamp":1}' }), "gone"],
  ["an expired token", () => ({ status: 403, body: '{"reason":"ExpiredProviderToken"}' }), "auth"],
  ["too many requests", () => ({ status: 429, body: '{"reason":"TooManyRequests"}' }), "throttled"],
  ["a stream that is refused unseen", () => "refuse", "retry"],
  ["a stream that is reset", () => "reset", "uncertain"],
  ["no answer", () => null, "uncertain"],
])("apns over HTTP/2: %s", async (_what, answer, outcome) => {
  const apns = PROVIDERS.find(({ key }) => key === "apns");
  if (!apns) throw new Error("no apns");
  expect(await outcomeOf(apns, await http2Fake(answer), "h2")).toMatchObject({ outcome });
});
