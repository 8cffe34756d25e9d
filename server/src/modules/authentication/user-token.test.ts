import { describe, expect, test } from "@jest/globals";
import fc from "fast-check";
import type { JsonObject } from "../../platform/json.js";
import { checkClaims, readUserToken } from "./user-token.js";

const encode = (text: string): string => Buffer.from(text).toString("base64url");
const token = (header: string, claims = '{"sub":"ada"}'): string => `${encode(header)}.${encode(claims)}.c2ln`;
const HEADER = '{"alg":"RS256","kid":"kid_abc"}';

describe("reading a token", () => {
  test("returns its key, algorithm and claims", () => {
    const value = { keyId: "kid_abc", algorithm: "RS256", claims: { sub: "ada" } };
    expect(readUserToken(token(HEADER))).toEqual({ ok: true, value });
  });

  test.each([
    ["that is empty", ""],
    ["of two parts", "a.b"],
    ["of four parts", "a.b.c.d"],
    ["with padding", `${token(HEADER)}==`],
    ["of a megabyte", token(HEADER, JSON.stringify({ sub: "a".repeat(1_000_000) }))],
    ["with the algorithm none", token('{"alg":"none","kid":"kid_abc"}')],
    ["with the algorithm HS256", token('{"alg":"HS256","kid":"kid_abc"}')],
    ["with the algorithm rs256", token('{"alg":"rs256","kid":"kid_abc"}')],
    ["with a list of algorithms", token('{"alg":["RS256"],"kid":"kid_abc"}')],
    ["with a path as kid", token('{"alg":"RS256","kid":"../../../dev/null"}')],
    ["with SQL as kid", token(`{"alg":"RS256","kid":"kid_a' or '1'='1"}`)],
    ["with an object as kid", token('{"alg":"RS256","kid":{"$ne":""}}')],
    ["with two algorithms", token('{"alg":"RS256","alg":"none","kid":"kid_abc"}')],
    ["with two subjects", token(HEADER, '{"sub":"ada","sub":"bob"}')],
    ["with an escaped second subject", token(HEADER, '{"sub":"ada","\\u0073ub":"bob"}')],
    ["with critical extensions", token('{"alg":"RS256","kid":"kid_abc","crit":["b64"],"b64":false}')],
    ["whose header is no object", token("[]")],
    ["whose payload is no JSON", token(HEADER, "ada")],
    ["whose payload is not UTF-8", `${encode(HEADER)}.${Buffer.from([0x7b, 0xff, 0x7d]).toString("base64url")}.c2ln`],
  ])("refuses one %s", (_name, text) => {
    expect(readUserToken(text)).toMatchObject({ ok: false });
  });

  test("returns no key if the token does not name one", () => {
    expect(readUserToken(token('{"alg":"RS256"}'))).toMatchObject({ ok: true, value: { keyId: null } });
  });

  test.each(["kid_abc", "2024-01", "nOo3ZDrODXEK1jKWhXslHR_KXEg=", "https://idp.example/keys/1", "a+b/c="])(
    "accepts the kid %s",
    (kid) => {
      const read = readUserToken(token(JSON.stringify({ alg: "RS256", kid })));
      expect(read).toMatchObject({ ok: true, value: { keyId: kid } });
    },
  );

  test("never throws", () => {
    fc.assert(fc.property(fc.string({ maxLength: 200 }), (text) => typeof readUserToken(text).ok === "boolean"));
    fc.assert(fc.property(fc.json(), fc.json(), (a, b) => typeof readUserToken(token(a, b)).ok === "boolean"));
  });
});

describe("the claims of a token", () => {
  const NOW_MS = 1_700_000_000_000;
  const now = NOW_MS / 1000;
  const check = (claims: JsonObject): ReturnType<typeof checkClaims> => checkClaims(claims, NOW_MS);

  test("contain the user and the expiry", () => {
    const expected = { ok: true, value: { userId: "ada", expiresAt: (now + 3600) * 1000 } };
    expect(check({ sub: "ada", exp: now + 3600 })).toEqual(expected);
    expect(check({ sub: "ada", iat: now, nbf: now, exp: now + 3600, other: 1 })).toEqual(expected);
  });

  test("may differ by the tolerated clock skew, and by no more", () => {
    expect(check({ sub: "ada", exp: now - 29 }).ok).toBe(true);
    expect(check({ sub: "ada", exp: now - 30 }).ok).toBe(false);
    expect(check({ sub: "ada", exp: now + 60, iat: now + 30, nbf: now + 30 }).ok).toBe(true);
    expect(check({ sub: "ada", exp: now + 60, iat: now + 31 }).ok).toBe(false);
    expect(check({ sub: "ada", exp: now + 60, nbf: now + 31 }).ok).toBe(false);
  });

  test("may span 24 hours", () => {
    expect(check({ sub: "ada", iat: now, exp: now + 86_400 }).ok).toBe(true);
    expect(check({ sub: "ada", iat: now, exp: now + 86_401 })).toMatchObject({
      ok: false,
      why: expect.stringContaining("24 hours"),
    });
    expect(check({ sub: "ada", exp: now + 86_431 }).ok).toBe(false);
    expect(check({ sub: "ada", iat: now - 86_400, exp: now + 3600 }).ok).toBe(false);
  });

  test("may span longer if a setting allows it", () => {
    const month = { sub: "ada", iat: now, exp: now + 720 * 3600 };
    expect(checkClaims(month, NOW_MS, 720).ok).toBe(true);
    expect(checkClaims({ ...month, exp: now + 720 * 3600 + 1 }, NOW_MS, 720)).toMatchObject({
      why: expect.stringContaining("720 hours"),
    });
    expect(checkClaims({ sub: "ada", iat: now, exp: now + 7201 }, NOW_MS, 2).ok).toBe(false);
  });

  test.each([
    ["without sub", { exp: now + 60 }],
    ["with a number as sub", { sub: 7, exp: now + 60 }],
    ["with an empty sub", { sub: "", exp: now + 60 }],
    ["with a sub that is no user id", { sub: "a/b", exp: now + 60 }],
    ["with a sub of 257 characters", { sub: "a".repeat(257), exp: now + 60 }],
    ["without exp", { sub: "ada" }],
    ["with a text as exp", { sub: "ada", exp: String(now + 60) }],
    ["with a text as iat", { sub: "ada", exp: now + 60, iat: "now" }],
    ["with null as nbf", { sub: "ada", exp: now + 60, nbf: null }],
    ["in milliseconds", { sub: "ada", exp: NOW_MS + 60_000 }],
  ])("%s are refused", (_name, claims) => {
    expect(check(claims)).toMatchObject({ ok: false, why: expect.any(String) });
  });
});
