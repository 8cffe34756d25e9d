import { afterEach, describe, expect, jest, test } from "@jest/globals";
import { createCredentials } from "./credentials.js";
import type { TokenProvider } from "../options.js";

const endpoint = "http://localhost:4000/graphql";

function token(claims: object): string {
  return ["{}", JSON.stringify(claims), "sig"].map((part) => Buffer.from(part).toString("base64url")).join(".");
}

function provider(...tokens: readonly string[]) {
  const left = [...tokens];
  return jest.fn<TokenProvider>(() => Promise.resolve(left.shift() ?? "no more"));
}

afterEach(() => {
  jest.useRealTimers();
  Reflect.deleteProperty(globalThis, "window");
  Reflect.deleteProperty(globalThis, "document");
});

describe("keys", () => {
  test("a secret key in a browser is refused", () => {
    Object.assign(globalThis, { window: {}, document: {} });

    expect(() => createCredentials({ endpoint, secretKey: "sk_1" })).toThrow("must never reach a browser or an app");
  });

  test("keys of the wrong type are refused", () => {
    expect(() => createCredentials({ endpoint, secretKey: "pk_1" })).toThrow("begins with sk_");
    expect(() => createCredentials({ endpoint, publicKey: "sk_1" })).toThrow("begins with pk_");
    expect(() => createCredentials({ endpoint, publicKey: "pk_1", userId: "ada", userToken: "t" })).toThrow("not both");
  });

  test("F11: each type sends its identity, over HTTP and over the socket", async () => {
    const secret = createCredentials({ endpoint, secretKey: "sk_1" });
    expect(await secret.httpHeaders()).toEqual({ Authorization: "Bearer sk_1" });
    expect(await secret.socketParams()).toEqual({ apiKey: "sk_1" });
    expect(await secret.personId()).toBeNull();

    const person = createCredentials({ endpoint, publicKey: "pk_1", userId: "ada" });
    expect(await person.httpHeaders()).toEqual({ Authorization: "Bearer pk_1", "X-Carillon-User-Id": "ada" });
    expect(await person.socketParams()).toEqual({ apiKey: "pk_1", userId: "ada" });
    expect(await person.personId()).toBe("ada");

    for (const [userId, header] of [
      ["łukasz", "UTF-8''%C5%82ukasz"],
      ["日本", "UTF-8''%E6%97%A5%E6%9C%AC"],
      [" ada ", "UTF-8''%20ada%20"],
      ["o'neil", "o'neil"],
      ["ł'", "UTF-8''%C5%82%27"],
      ["UTF-8''x", "UTF-8''UTF-8%27%27x"],
      ["a%20b c", "a%20b c"],
      ["\ud800", "UTF-8''%"],
    ]) {
      const other = createCredentials({ endpoint, publicKey: "pk_1", userId: userId ?? "" });
      expect((await other.httpHeaders())["X-Carillon-User-Id"]).toBe(header);
      expect(await other.socketParams()).toEqual({ apiKey: "pk_1", userId });
    }

    const signed = createCredentials({ endpoint, publicKey: "pk_1", userToken: token({ sub: "Åda" }) });
    expect(await signed.httpHeaders()).toMatchObject({ "X-Carillon-User-Token": token({ sub: "Åda" }) });
    expect(await signed.personId()).toBe("Åda");
    expect(signed.canRefresh).toBe(false);
  });
});

describe("tokens from a function", () => {
  test("concurrent callers share one call, later callers its answer", async () => {
    const userToken = provider("t1");
    const credentials = createCredentials({ endpoint, publicKey: "pk_1", userToken });
    await Promise.all([credentials.httpHeaders(), credentials.socketParams()]);
    await credentials.httpHeaders();

    expect(userToken.mock.calls).toEqual([[{ reason: "first" }]]);
  });

  test("a token that is about to expire is replaced", async () => {
    const now = Date.now();
    const userToken = provider(token({ sub: "ada", exp: now / 1000 + 60 }), "t2");
    const credentials = createCredentials({ endpoint, publicKey: "pk_1", userToken });
    await credentials.httpHeaders();
    jest.useFakeTimers({ now: now + 55_000 });

    expect(await credentials.socketParams()).toEqual({ apiKey: "pk_1", userToken: "t2" });
    expect(userToken.mock.calls[1]).toEqual([{ reason: "expired" }]);
  });

  test("a refused token is replaced", async () => {
    const userToken = provider("t1", "t2");
    const credentials = createCredentials({ endpoint, publicKey: "pk_1", userToken });
    await credentials.httpHeaders();
    credentials.refuse();

    expect(await credentials.httpHeaders()).toMatchObject({ "X-Carillon-User-Token": "t2" });
    expect(userToken.mock.calls[1]).toEqual([{ reason: "refused" }]);
  });

  test("a failing function rejects, and is called again the next time", async () => {
    const userToken = jest.fn<TokenProvider>();
    userToken.mockRejectedValueOnce(new Error("backend down")).mockResolvedValueOnce("t1");
    const credentials = createCredentials({ endpoint, publicKey: "pk_1", userToken });

    await expect(credentials.httpHeaders()).rejects.toMatchObject({ code: "UNAUTHENTICATED" });
    expect(await credentials.httpHeaders()).toMatchObject({ "X-Carillon-User-Token": "t1" });
  });
});
