import { generateKeyPairSync, type KeyObject } from "node:crypto";
import { createServer, type Server } from "node:http";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "@jest/globals";
import { SignJWT } from "jose";
import { AuthService } from "../../src/modules/authentication/auth.service.js";
import { CredentialRepository } from "../../src/modules/authentication/credential.repository.js";
import { SessionRepository } from "../../src/modules/authentication/sessions/session.repository.js";
import { SessionService } from "../../src/modules/authentication/sessions/session.service.js";
import { JwksKeys } from "../../src/modules/authentication/jwks/jwks-keys.service.js";
import { createModuleApi, type ModuleApi } from "../support/module-api.js";

let api: ModuleApi;
let publicKey: string;
let idp: Server;
let url: string;
/** The answer of the identity provider, and how often it was requested. */
let answer: { status: number; body: string; location?: string } = { status: 200, body: "" };
let asked = 0;

const pair = (): ReturnType<typeof generateKeyPairSync> => generateKeyPairSync("ed25519");
const jwk = (key: KeyObject, kid?: string): object => ({
  ...key.export({ format: "jwk" }),
  ...(kid && { kid }),
  use: "sig",
});
const publish = (...keys: object[]): void => {
  answer = { status: 200, body: JSON.stringify({ keys }) };
};

beforeAll(async () => {
  api = await createModuleApi();
  const { apiKeys } = api.modules;
  const { environmentId } = api.home;
  ({ value: publicKey } = await apiKeys.create(api.db.database, environmentId, {
    kind: "public",
    name: null,
  }));
  await api.db.database.query("update environments set is_development = true where id = $1", [environmentId]);
  idp = createServer((_request, response) => {
    asked++;
    response.writeHead(answer.status, answer.location ? { location: answer.location } : {}).end(answer.body);
  });
  await new Promise<void>((resolve) => idp.listen(0, "127.0.0.1", resolve));
  const address = idp.address();
  url = `http://127.0.0.1:${typeof address === "object" ? address?.port : 0}/jwks.json`;
});
afterAll(async () => {
  idp.close();
  await api.db.drop();
});

let auth: AuthService;
beforeEach(async () => {
  const sessions = new SessionService(api.runtime, new SessionRepository());
  auth = new AuthService(api.runtime, { credentials: new CredentialRepository(), sessions });
  await api.db.database.query("update environments set jwks_url = $1", [url]);
  await api.db.database.query("update signing_keys set revoked_at = now()");
});

function tokenBy(key: KeyObject, kid?: string): Promise<string> {
  const now = Math.floor(api.runtime.clock.now() / 1000);
  return new SignJWT({ sub: "ada", exp: now + 600 })
    .setProtectedHeader({ alg: "EdDSA", ...(kid && { kid }) })
    .sign(key);
}

async function outcome(token: string): Promise<string> {
  try {
    const scope = await auth.authenticate({ apiKey: publicKey, userToken: token, userId: null });
    return scope.actor.kind === "user" ? scope.actor.userId : scope.actor.kind;
  } catch (error) {
    return error instanceof Error ? error.message : "?";
  }
}

const register = async (key: KeyObject): Promise<string> =>
  api.modules.signingKeys.create(
    { ...api.home.secret },
    { publicKey: key.export({ format: "pem", type: "spki" }).toString() },
  );

describe("a token without kid", () => {
  test("is checked against at most ten live keys of its environment", async () => {
    await api.db.database.query("update environments set jwks_url = null");
    const pairs = Array.from({ length: 11 }, pair);
    for (const { publicKey: key } of pairs) {
      await register(key);
      api.runtime.clock.advance(1);
    }
    expect(await outcome(await tokenBy(pairs[10]?.privateKey as KeyObject))).toBe("ada");
    expect(await outcome(await tokenBy(pairs[1]?.privateKey as KeyObject))).toBe("ada");
    expect(await outcome(await tokenBy(pairs[0]?.privateKey as KeyObject))).toContain("does not fit");
    expect(await outcome(await tokenBy(pair().privateKey))).toContain("does not fit");
  });

  test("is refused if its key is revoked, and if there is no key", async () => {
    await api.db.database.query("update environments set jwks_url = null");
    const { publicKey: key, privateKey } = pair();
    await register(key);
    await api.db.database.query("update signing_keys set revoked_at = now()");
    expect(await outcome(await tokenBy(privateKey))).toContain("has no signing key for EdDSA");
  });
});

describe("signing keys by URL", () => {
  test("verify tokens with and without kid; the key set is fetched once", async () => {
    const { publicKey: key, privateKey } = pair();
    publish(jwk(pair().publicKey, "other"), jwk(key, "2026/a+b="));
    asked = 0;
    const tokens = [await tokenBy(privateKey, "2026/a+b="), await tokenBy(privateKey)];
    expect(await Promise.all(tokens.map(outcome))).toEqual(["ada", "ada"]);
    expect(await outcome(await tokenBy(privateKey, "other"))).toContain("does not fit");
    expect(asked).toBe(1);
  });

  test("are fetched again for an unknown kid, at most every 30 s, and a removed key is then refused", async () => {
    let now = 0;
    const keys = new JwksKeys(api.runtime.log, () => now);
    const find = async (kid: string): Promise<number> =>
      (await keys.find(url, true, { keyId: kid, algorithm: "EdDSA" })).length;
    publish(jwk(pair().publicKey, "old"));
    asked = 0;
    expect(await find("old")).toBe(1);
    publish(jwk(pair().publicKey, "new"));
    expect([await find("new"), await find("new"), asked]).toEqual([0, 0, 1]);
    now += 31_000;
    expect([await find("new"), await find("old"), asked]).toEqual([1, 0, 2]);
  });

  test("stay valid for a day while the set cannot be fetched, and concurrent callers share one fetch", async () => {
    let now = 0;
    const keys = new JwksKeys(api.runtime.log, () => now);
    const find = async (): Promise<number> => (await keys.find(url, true, { keyId: "a", algorithm: "EdDSA" })).length;
    publish(jwk(pair().publicKey, "a"));
    expect(await find()).toBe(1);
    answer = { status: 500, body: "" };
    asked = 0;
    now += 3_600_000;
    expect(await Promise.all([find(), find(), find()])).toEqual([1, 1, 1]);
    now += 24 * 3_600_000;
    expect(await Promise.all([find(), find()])).toEqual([0, 0]);
    expect(asked).toBeLessThanOrEqual(2);
  });

  test.each([
    ["an error", { status: 404, body: "" }],
    ["a redirect", { status: 302, body: "", location: "http://127.0.0.1:1/" }],
    ["no JSON", { status: 200, body: "<html>" }],
    ["no key set", { status: 200, body: "[]" }],
    ["too much", { status: 200, body: `{"keys":[],"x":"${"x".repeat(70_000)}"}` }],
    ["a shared secret", { status: 200, body: '{"keys":[{"kty":"oct","k":"c2VjcmV0","kid":"a"}]}' }],
  ])("of %s verify nothing", async (_name, given) => {
    answer = given;
    const keys = new JwksKeys(api.runtime.log);
    expect(await keys.find(url, true, { keyId: null, algorithm: "EdDSA" })).toEqual([]);
  });

  test("need a secret key and https, and are refused at private addresses", async () => {
    const set = "mutation($url: String) { setJwksUrl(input: { url: $url }) { environment { jwksUrl } } }";
    const open = { ...api.home.secret, isDevelopment: false };
    for (const bad of [
      "http://idp.example/",
      "https://10.0.0.1/",
      "https://localhost/",
      "https://u:p@idp.example/",
      url,
    ]) {
      expect((await api.ask(set, { url: bad }, open)).errors).toEqual(["BAD_USER_INPUT input.url unsafe_url"]);
    }
    const good = "https://idp.example/.well-known/jwks.json";
    expect((await api.ask(set, { url: good }, open)).data).toEqual({ setJwksUrl: { environment: { jwksUrl: good } } });
    expect((await api.ask(set, { url: null }, open)).data).toEqual({ setJwksUrl: { environment: { jwksUrl: null } } });
    expect((await api.ask(set, { url: good }, api.home.asUser("ada"))).errors).toEqual(["FORBIDDEN"]);
    expect((await api.ask(set, {}, open)).errors).toEqual(["BAD_USER_INPUT input.url required"]);
  });
});

describe("X-31: environments", () => {
  const MAKE = 'mutation($key: String!) { createEnvironment(input: { key: $key, name: "X" }) { environment { id } } }';

  test("created by the API can neither create others nor learn which keys are taken", async () => {
    expect((await api.ask(MAKE, { key: "made" })).errors).toEqual([]);
    const [made] = await api.db.database.query<{ id: number }>("select id from environments where key = 'made'");
    const scope = { ...api.home.secret, environmentId: made?.id ?? 0 };
    for (const key of ["made", "free"]) expect((await api.ask(MAKE, { key }, scope)).errors).toEqual(["FORBIDDEN"]);
  });

  test("are limited to two hundred", async () => {
    await api.db.database.query(
      `insert into environments (public_id, key, name, created_at) select gen_random_uuid(), 'e' || n, 'E', now() from generate_series(1, 200) n`,
    );
    expect((await api.ask(MAKE, { key: "one-more" })).errors).toEqual(["CONFLICT input.key too_many"]);
  });
});
