import { createHmac, generateKeyPairSync, sign, type KeyObject } from "node:crypto";
import { afterAll, beforeAll, beforeEach, describe, expect, jest, test } from "@jest/globals";
import { SignJWT } from "jose";
import type { Credentials } from "../../src/modules/authentication/index.js";
import type { Scope } from "../../src/modules/requests/index.js";
import { createFoundation, type Foundation } from "../../src/app/composition/foundation.js";
import { uuidId } from "../../src/modules/identifiers/index.js";
import { createTestEnvironment, type TestEnvironment } from "../support/environments.js";
import { createTestDatabase, type TestDatabase } from "../support/database.js";
import { createTestRuntime, TEST_NOW, type TestRuntime } from "../support/runtime.js";
import { waitUntil } from "../support/wait-until.js";

const NOW_S = TEST_NOW / 1000;
const PAIRS = {
  RS256: generateKeyPairSync("rsa", { modulusLength: 2048 }),
  ES256: generateKeyPairSync("ec", { namedCurve: "P-256" }),
  EdDSA: generateKeyPairSync("ed25519"),
};
type Algorithm = keyof typeof PAIRS;

let db: TestDatabase;
let runtime: TestRuntime;
let module: Foundation;
let production: TestEnvironment;
let development: TestEnvironment;
const keyIds = new Map<Algorithm, string>();

const pem = (key: KeyObject): string => key.export({ format: "pem", type: "spki" }).toString();
const encode = (value: object): string => Buffer.from(JSON.stringify(value)).toString("base64url");
const keyId = (algorithm: Algorithm): string => keyIds.get(algorithm) ?? "";

function tokenOf(
  algorithm: Algorithm,
  claims: Record<string, unknown> = {},
  header: Record<string, unknown> = {},
): Promise<string> {
  return new SignJWT({ sub: "ada", iat: NOW_S, exp: NOW_S + 3600, ...claims })
    .setProtectedHeader({ alg: algorithm, kid: keyId(algorithm), ...header })
    .sign(PAIRS[algorithm].privateKey);
}

function show(credentials: Partial<Credentials>): Promise<Scope> {
  return module.authentication.authenticate({
    apiKey: production.publicKey,
    userToken: null,
    userId: null,
    ...credentials,
  });
}

const refused = (words: string): object =>
  expect.objectContaining({ code: "UNAUTHENTICATED", message: expect.stringContaining(words) });

beforeAll(async () => {
  db = await createTestDatabase();
  runtime = createTestRuntime(db.database);
  module = createFoundation(runtime);
  production = await createTestEnvironment(db.database, module.environments, { isDevelopment: false });
  development = await createTestEnvironment(db.database, module.environments);
  for (const algorithm of ["RS256", "ES256", "EdDSA"] as const) {
    const publicKey = pem(PAIRS[algorithm].publicKey);
    keyIds.set(algorithm, await module.signingKeys.create(production.secret, { publicKey }));
  }
});
beforeEach(() => runtime.clock.set(TEST_NOW));
afterAll(async () => {
  module.authentication.close();
  await db.drop();
});

describe("keys", () => {
  test("a secret key authenticates its environment", async () => {
    const scope = await show({ apiKey: production.secretKey });
    expect(scope).toMatchObject({ environmentId: production.environmentId, isDevelopment: false });
    expect(scope.actor).toEqual({ kind: "secret", apiKeyId: expect.stringMatching(/^key_/) });
  });

  test("a mistyped key is refused without a database statement", async () => {
    const swapped = production.secretKey.replace(/.$/, (last) => (last === "a" ? "b" : "a"));
    // The first call reads which keys operators chose themselves. Later calls use the cached answer.
    await expect(show({ apiKey: swapped })).rejects.toEqual(refused("checksum"));
    const statements: string[] = [];
    const stop = db.database.onStatement((sql) => statements.push(sql));
    for (let n = 0; n < 20; n += 1) {
      await expect(show({ apiKey: `${swapped.slice(0, -2)}${n % 10}x` })).rejects.toEqual(refused("checksum"));
    }
    stop();
    expect(statements).toEqual([]);
  });

  test("the database stores no usable key", async () => {
    const dump = JSON.stringify(await db.database.query("select *, encode(hash, 'escape') as text from api_keys"));
    for (const key of [production.secretKey, production.publicKey]) expect(dump).not.toContain(key.slice(3, 20));
  });

  test("a cached key is not looked up again", async () => {
    await show({ apiKey: production.secretKey });
    const statements: string[] = [];
    const stop = db.database.onStatement((sql) => statements.push(sql));
    await Promise.all(Array.from({ length: 50 }, () => show({ apiKey: production.secretKey })));
    stop();
    expect(statements.filter((sql) => sql.includes("k.hash"))).toEqual([]);
  });

  test("the time of a key's last use is stored to the minute", async () => {
    runtime.clock.advance(120_000);
    await show({ apiKey: development.secretKey });
    await waitUntil(async () => {
      const rows = await db.database.query<{ last_used_at: Date | null }>(
        "select last_used_at from api_keys where environment_id = $1 and kind = 'secret'",
        [development.environmentId],
      );
      return rows[0]?.last_used_at?.getTime() === TEST_NOW + 120_000;
    });
  });

  test("a revoked key is refused at once in this process, and within 5 s in a process that got no hint", async () => {
    const elsewhere = createFoundation(createTestRuntime(db.database, { clock: runtime.clock }));
    const made = await module.apiKeys.create(db.database, production.environmentId, {
      kind: "secret",
      name: "x",
    });
    const credentials = { apiKey: made.value, userToken: null, userId: null };
    await module.authentication.authenticate(credentials);
    await elsewhere.authentication.authenticate(credentials);

    await module.apiKeys.revoke(production.secret, made.id);
    await expect(module.authentication.authenticate(credentials)).rejects.toEqual(refused("revoked"));
    runtime.clock.advance(4000);
    await expect(elsewhere.authentication.authenticate(credentials)).rejects.toEqual(refused("revoked"));
    elsewhere.authentication.close();
  });

  test.each([-2, 2])(
    "X-17: a revoked key is refused within 5 s although the clock was set by %d hours",
    async (hours) => {
      const elsewhere = createFoundation(createTestRuntime(db.database, { clock: runtime.clock }));
      const made = await module.apiKeys.create(db.database, production.environmentId, {
        kind: "public",
        name: null,
      });
      const credentials = { apiKey: made.value, userToken: null, userId: null };
      const scope = await elsewhere.authentication.authenticate(credentials);
      const onEnd = jest.fn();
      elsewhere.authentication.watch(scope, onEnd);
      runtime.clock.jump(hours * 3_600_000);

      await module.apiKeys.revoke(production.secret, made.id);
      runtime.clock.advance(4000);
      await expect(elsewhere.authentication.authenticate(credentials)).rejects.toEqual(refused("revoked"));
      await waitUntil(() => onEnd.mock.calls.length > 0);
      expect(onEnd.mock.calls).toEqual([["key_revoked"]]);
      elsewhere.authentication.close();
    },
  );

  test("a key can be revoked twice, and another environment's key cannot be revoked", async () => {
    const made = await module.apiKeys.create(db.database, production.environmentId, {
      kind: "public",
      name: null,
    });
    await expect(module.apiKeys.revoke(development.secret, made.id)).rejects.toMatchObject({
      code: "NOT_FOUND",
    });
    const first = await module.apiKeys.revoke(production.secret, made.id);
    runtime.clock.advance(1000);
    expect(await module.apiKeys.revoke(production.secret, made.id)).toEqual(first);
    for (const id of ["", "key_", "usr_00", made.id.toUpperCase()]) {
      await expect(module.apiKeys.revoke(production.secret, id)).rejects.toMatchObject({
        code: "NOT_FOUND",
      });
    }
  });

  test("the last secret key of an environment cannot be revoked, even by two callers at once", async () => {
    const lonely = await createTestEnvironment(db.database, module.environments);
    const second = await module.apiKeys.create(db.database, lonely.environmentId, {
      kind: "secret",
      name: null,
    });
    const page = { size: 100, isBackward: false, after: null, before: null };
    const keys = await module.apiKeys.page(lonely.secret, page);
    const secrets = keys.filter((key) => key.kind === "secret").map((key) => uuidId("apiKey", key.id));
    expect(secrets).toContain(second.id);
    const results = await Promise.allSettled(secrets.map((id) => module.apiKeys.revoke(lonely.secret, id)));
    expect(results.map((result) => result.status).sort()).toEqual(["fulfilled", "rejected"]);
    expect(results.find((result) => result.status === "rejected")?.reason).toMatchObject({
      code: "CONFLICT",
      issues: [{ path: ["id"], code: "last_secret_key" }],
    });
  });

  test("F12: the operator's first key works after any number of starts, whatever the settings are; other operator-chosen keys do not", async () => {
    const value = "sk_made-up-by-the-operator-000";
    const environments = await Promise.all([1, 2, 3].map(() => module.environments.bootstrap(value)));
    expect(new Set(environments.map((each) => each.id)).size).toBe(1);
    const scope = await show({ apiKey: value });
    expect(scope).toMatchObject({
      environmentId: environments[0]?.id,
      isDevelopment: false,
      actor: { kind: "secret" },
    });
    await expect(show({ apiKey: `${value}1` })).rejects.toEqual(refused("checksum"));
  });
});

describe("users", () => {
  test.each(["RS256", "ES256", "EdDSA"] as const)(
    "a token signed with %s authenticates its user until it expires",
    async (algorithm) => {
      const scope = await show({ userToken: await tokenOf(algorithm) });
      const actor = {
        kind: "user",
        userId: "ada",
        tokenExpiresAt: (NOW_S + 3600) * 1000,
        signingKeyId: keyId(algorithm),
      };
      expect(scope.actor).toMatchObject(actor);
      runtime.clock.advance(3_631_000);
      await expect(show({ userToken: await tokenOf(algorithm) })).rejects.toEqual(refused("expired"));
    },
  );

  test("forged tokens are refused", async () => {
    const claims = { sub: "ada", exp: NOW_S + 3600 };
    const header = { alg: "HS256", kid: keyId("RS256") };
    const unsigned = `${encode(header)}.${encode(claims)}`;
    const confused = createHmac("sha256", pem(PAIRS.RS256.publicKey)).update(unsigned).digest("base64url");
    const good = await tokenOf("EdDSA");
    const [head = "", , signature = ""] = good.split(".");
    const stranger = generateKeyPairSync("ed25519");
    const strange = `${encode({ alg: "EdDSA", kid: keyId("EdDSA"), jwk: stranger.publicKey.export({ format: "jwk" }) })}.${encode(claims)}`;
    const forged: [string, string][] = [
      ["HS256 with the public key", `${unsigned}.${confused}`],
      ["another user under an old signature", `${head}.${encode({ ...claims, sub: "bob" })}.${signature}`],
      ["no signature", `${encode({ alg: "none", kid: keyId("EdDSA") })}.${encode(claims)}.`],
      ["an empty signature", `${head}.${encode(claims)}.AA`],
      [
        "a key that it brings along",
        `${strange}.${sign(null, Buffer.from(strange), stranger.privateKey).toString("base64url")}`,
      ],
      ["another algorithm than the key's", await tokenOf("RS256", {}, { kid: keyId("EdDSA") })],
      ["an unknown key", await tokenOf("EdDSA", {}, { kid: "kid_00000000000000000000000000" })],
      ["a path as key", await tokenOf("EdDSA", {}, { kid: "../../dev/null" })],
      ["a life of a week", await tokenOf("EdDSA", { exp: NOW_S + 7 * 86_400 })],
      ["no end", await tokenOf("EdDSA", { exp: undefined })],
      ["a start in the future", await tokenOf("EdDSA", { nbf: NOW_S + 600 })],
      ["a megabyte", await tokenOf("EdDSA", { more: "x".repeat(1_000_000) })],
    ];
    for (const [name, userToken] of forged) {
      const outcome = await show({ userToken }).then(
        () => `${name} was accepted`,
        (error: unknown) => error,
      );
      expect(outcome).toEqual(refused("The user token is refused"));
    }
  });

  test("a token of one environment is refused in another", async () => {
    const other = await createTestEnvironment(db.database, module.environments, { isDevelopment: false });
    const userToken = await tokenOf("EdDSA");
    await expect(show({ apiKey: other.publicKey, userToken })).rejects.toEqual(refused("names no signing key"));
  });

  test("a revoked signing key verifies no tokens; other signing keys still do", async () => {
    const publicKey = pem(generateKeyPairSync("ed25519").publicKey);
    const created = await module.signingKeys.create(production.secret, { publicKey });
    expect(await module.signingKeys.create(production.secret, { publicKey })).toBe(created);
    await module.signingKeys.revoke(production.secret, created);
    expect(await module.signingKeys.create(production.secret, { publicKey })).not.toBe(created);
    await expect(show({ userToken: await tokenOf("EdDSA", {}, { kid: created }) })).rejects.toEqual(refused("revoked"));
    expect((await show({ userToken: await tokenOf("EdDSA") })).actor.kind).toBe("user");
    await expect(module.signingKeys.revoke(development.secret, keyId("EdDSA"))).rejects.toMatchObject({
      code: "NOT_FOUND",
    });
  });

  test("a bare user id is accepted in development environments only", async () => {
    const scope = await show({ apiKey: development.publicKey, userId: "ada" });
    expect(scope.actor).toMatchObject({ kind: "user", userId: "ada", tokenExpiresAt: null });
    await expect(show({ userId: "ada" })).rejects.toEqual(refused("development"));
    await expect(show({ apiKey: development.publicKey, userId: "a/b" })).rejects.toEqual(refused("no user id"));
  });

  test("contradictory credentials are refused", async () => {
    const userToken = await tokenOf("EdDSA");
    await expect(show({ userToken, userId: "ada" })).rejects.toEqual(refused("not both"));
    await expect(show({ apiKey: production.secretKey, userToken })).rejects.toEqual(refused("public key"));
    await expect(show({ apiKey: null })).rejects.toEqual(refused("key is needed"));
    expect((await show({})).actor.kind).toBe("public");
  });
});

describe("a session that outlives its request", () => {
  test("ends when its token expires", async () => {
    const onEnd = jest.fn();
    module.authentication.watch(await show({ userToken: await tokenOf("EdDSA", { exp: NOW_S + 2 }) }), onEnd);
    const stopped = jest.fn();
    module.authentication.watch(await show({ userToken: await tokenOf("EdDSA", { exp: NOW_S + 2 }) }), stopped)();
    runtime.clock.advance(2000);
    await waitUntil(() => onEnd.mock.calls.length > 0);
    expect(onEnd.mock.calls).toEqual([["token_expired"]]);
    expect(stopped).not.toHaveBeenCalled();
  });

  test("X-28: ends for a token within the clock skew when the token is no longer accepted, not at once", async () => {
    const userToken = await tokenOf("EdDSA", { exp: NOW_S - 10 });
    const onEnd = jest.fn();
    module.authentication.watch(await show({ userToken }), onEnd);
    const later = jest.fn();
    module.authentication.watch(await show({ userToken: await tokenOf("EdDSA", { exp: NOW_S + 1 }) }), later);
    runtime.clock.advance(1000);
    await waitUntil(() => later.mock.calls.length > 0);
    expect(onEnd).not.toHaveBeenCalled();
    await show({ userToken });

    runtime.clock.advance(19_000);
    await waitUntil(() => onEnd.mock.calls.length > 0);
    expect(onEnd.mock.calls).toEqual([["token_expired"]]);
    await expect(show({ userToken })).rejects.toEqual(refused("expired"));
  });

  test("X-17: ends when its token's lifetime is over although the clock was set back", async () => {
    const onEnd = jest.fn();
    module.authentication.watch(await show({ userToken: await tokenOf("EdDSA", { exp: NOW_S + 2 }) }), onEnd);
    runtime.clock.jump(-7_200_000);
    runtime.clock.advance(2000);
    await waitUntil(() => onEnd.mock.calls.length > 0);
    expect(onEnd.mock.calls).toEqual([["token_expired"]]);
  });

  test("ends when its key is revoked, with or without the hint", async () => {
    const elsewhere = createFoundation(createTestRuntime(db.database, { clock: runtime.clock }));
    const made = await module.apiKeys.create(db.database, production.environmentId, {
      kind: "public",
      name: null,
    });
    const scope = await show({ apiKey: made.value, userToken: await tokenOf("EdDSA") });
    const [here, there] = [jest.fn(), jest.fn()];
    module.authentication.watch(scope, here);
    elsewhere.authentication.watch(scope, there);
    await module.apiKeys.revoke(production.secret, made.id);
    expect(here.mock.calls).toEqual([["key_revoked"]]);
    runtime.clock.advance(3000);
    await waitUntil(() => there.mock.calls.length > 0);
    expect(there.mock.calls).toEqual([["key_revoked"]]);
    elsewhere.authentication.close();
  });

  test("ends when the signing key of its token is revoked", async () => {
    const pair = generateKeyPairSync("ed25519");
    const kid = await module.signingKeys.create(production.secret, { publicKey: pem(pair.publicKey) });
    const token = new SignJWT({ sub: "ada", exp: NOW_S + 60 }).setProtectedHeader({ alg: "EdDSA", kid });
    const onEnd = jest.fn();
    module.authentication.watch(await show({ userToken: await token.sign(pair.privateKey) }), onEnd);
    await module.signingKeys.revoke(production.secret, kid);
    expect(onEnd.mock.calls).toEqual([["key_revoked"]]);
  });
});
