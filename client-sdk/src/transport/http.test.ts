import { afterEach, beforeEach, describe, expect, test } from "@jest/globals";
import { FakeServer, until } from "../../test/support/fake-server.js";
import { createClient } from "../client/create-client.js";
import { CarillonError } from "../errors.js";
import type { ServerClientOptions } from "../options.js";

const TRIGGER = {
  id: "trg_1",
  workflowKey: "mention",
  status: "ACCEPTED",
  runCount: 0,
  acceptedAt: "2026-11-23T10:00:00.000Z",
};
const ACCEPTED = { status: 200, body: { data: { notify: { trigger: TRIGGER, isReplay: false } } } };
const INPUT = { workflowKey: "mention", recipients: [{ to: { userId: "ada" } }] };

let server: FakeServer;

beforeEach(async () => {
  server = await FakeServer.start();
});

afterEach(() => server.stop());

function backend(options: Partial<ServerClientOptions> = {}) {
  return createClient({ endpoint: server.endpoint, secretKey: "sk_test", timeoutMs: 5_000, ...options });
}

function refused(status: number, code: string, extensions: object = {}) {
  return { status, body: { errors: [{ message: "No.", extensions: { code, ...extensions } }] } };
}

async function errorOf(promise: Promise<unknown>): Promise<CarillonError> {
  const outcome: unknown = await promise.then(
    () => null,
    (error: unknown) => error,
  );
  if (outcome instanceof CarillonError) return outcome;
  throw new Error("Expected a CarillonError.");
}

describe("answers", () => {
  test("notify returns the trigger, and sends the credentials", async () => {
    server.script.push(ACCEPTED);

    await expect(backend().notify(INPUT)).resolves.toEqual({ trigger: TRIGGER, isReplay: false });
    expect(server.calls[0]?.headers).toMatchObject({
      authorization: "Bearer sk_test",
      accept: "application/graphql-response+json, application/json;q=0.9",
      "content-type": "application/json",
    });
    expect(server.calls[0]?.variables).toEqual({ input: INPUT });
  });

  test("a refusal has the server's code and issues", async () => {
    const issues = [{ path: ["input", "workflowKey"], code: "unknown", message: "No such workflow." }];
    server.script.push(refused(200, "BAD_USER_INPUT", { issues }));
    const error = await errorOf(backend().notify(INPUT));

    expect(error).toMatchObject({ name: "CarillonError", code: "BAD_USER_INPUT", message: "No.", issues });
    expect(server.calls).toHaveLength(1);
  });

  test.each([
    [404, "<html>", "NOT_FOUND"],
    [413, "", "PAYLOAD_TOO_LARGE"],
    [200, "<html>", "INVALID_RESPONSE"],
    [418, "{}", "INVALID_RESPONSE"],
  ])("a status of %i without GraphQL is an error with a code", async (status, body, code) => {
    server.script.push({ status, body });

    expect(await errorOf(backend().notify(INPUT))).toMatchObject({ code });
  });

  test("an unreachable server is a network error", async () => {
    const client = backend({ maxRetries: 0 });
    await server.stop();

    expect(await errorOf(client.notify(INPUT))).toMatchObject({ code: "NETWORK_ERROR" });
  });

  test("request() returns the data of any typed operation", async () => {
    server.script.push({ status: 200, body: { data: { viewer: { name: "Ada" } } } });
    const data = await backend().request<{ viewer: { name: string | null } | null }>("{ viewer { name } }");

    expect(data.viewer?.name).toBe("Ada");
  });
});

describe("retries", () => {
  test("notify without an idempotency key is never retried", async () => {
    server.script.push("breakLine", ACCEPTED);

    expect(await errorOf(backend().notify(INPUT))).toMatchObject({ code: "NETWORK_ERROR" });
    expect(server.calls).toHaveLength(1);
  });

  test("notify with an idempotency key is retried until it is answered", async () => {
    server.script.push("breakLine", refused(500, "INTERNAL_SERVER_ERROR"), { status: 503, body: "busy" }, ACCEPTED);
    const answer = await backend().notify({ ...INPUT, idempotencyKey: "k1" });

    expect(answer.trigger.id).toBe("trg_1");
    expect(server.calls).toHaveLength(4);
  }, 15_000);

  test("notifyMany is retried only if every item has a key", async () => {
    server.script.push("breakLine");
    await errorOf(backend().notifyMany([{ ...INPUT, idempotencyKey: "k1" }, INPUT]));
    expect(server.calls).toHaveLength(1);

    server.script.push("breakLine", { status: 200, body: { data: { notifyMany: { results: [] } } } });
    await expect(backend().notifyMany([{ ...INPUT, idempotencyKey: "k1" }])).resolves.toEqual([]);
  });

  test("cancel is never retried: a second call would end later triggers too", async () => {
    server.script.push("breakLine");
    await errorOf(backend().cancel({ workflowKey: "mention", cancellationKey: "c" }));

    expect(server.calls).toHaveLength(1);
  });

  test("it stops after the configured number of attempts", async () => {
    server.script.push("breakLine", "breakLine", "breakLine");

    expect(await errorOf(backend({ maxRetries: 1 }).identify({ userId: "ada" }))).toMatchObject({
      code: "NETWORK_ERROR",
    });
    expect(server.calls).toHaveLength(2);
  });

  test("an invalid call is not retried", async () => {
    server.script.push(refused(200, "FORBIDDEN"));

    expect(await errorOf(backend().identify({ userId: "ada" }))).toMatchObject({ code: "FORBIDDEN" });
    expect(server.calls).toHaveLength(1);
  });

  test("Retry-After is respected, in seconds or as `retryAfterMs`", async () => {
    const user = { status: 200, body: { data: { identify: { user: { userId: "ada" } } } } };
    server.script.push({ ...refused(429, "RATE_LIMITED"), headers: { "retry-after": "1" } });
    server.script.push(refused(200, "RATE_LIMITED", { retryAfterMs: 300 }), user);
    const startedAt = Date.now();
    await backend().identify({ userId: "ada" });

    expect(Date.now() - startedAt).toBeGreaterThanOrEqual(1_290);
    expect(server.calls).toHaveLength(3);
  });

  test("a call never waits for more than a minute", async () => {
    server.script.push({ status: 429, headers: { "retry-after": "3600" }, body: "slow down" });

    expect(await errorOf(backend().identify({ userId: "ada" }))).toMatchObject({
      code: "RATE_LIMITED",
      retryAfterMs: 3_600_000,
    });
  });
});

describe("ending a call", () => {
  test("an AbortSignal ends it", async () => {
    server.script.push("hang");
    const controller = new AbortController();
    const call = errorOf(backend().notify(INPUT, { signal: controller.signal }));
    await until(() => server.calls.length === 1);
    controller.abort("enough");

    expect(await call).toMatchObject({ code: "ABORTED", cause: "enough" });
  });

  test("an AbortSignal ends the wait between two attempts", async () => {
    server.script.push({ status: 429, headers: { "retry-after": "30" }, body: "" });
    const controller = new AbortController();
    const call = errorOf(backend().identify({ userId: "ada" }, { signal: controller.signal }));
    await until(() => server.calls.length === 1);
    setTimeout(() => controller.abort(), 50);

    expect(await call).toMatchObject({ code: "ABORTED" });
  });

  test("a call that takes too long is a timeout", async () => {
    server.script.push("hang");

    expect(await errorOf(backend().notify(INPUT, { timeoutMs: 50 }))).toMatchObject({ code: "TIMEOUT" });
  });

  test("closing the client ends its running calls", async () => {
    server.script.push("hang");
    const client = backend();
    const call = errorOf(client.notify(INPUT));
    await until(() => server.calls.length === 1);
    client.close();

    expect(await call).toMatchObject({ code: "ABORTED" });
    expect(await errorOf(client.notify(INPUT))).toMatchObject({ code: "ABORTED" });
  });
});
