import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { OWNER, startAccounts, type AccountRig } from "../support/account-rig.js";

let rig: AccountRig;

beforeAll(async () => {
  rig = await startAccounts();
});
afterAll(() => rig.stop());

const links = () => rig.server.carillon.modules.memberLinks;
const SESSION = "{ session { role permissions member { email name role joinedAt } } }";

describe("before anybody has joined", () => {
  test("a claim link is needed, and only the right one works", async () => {
    expect((await rig.post("password", OWNER)).code).toBe("UNAUTHENTICATED");
    expect((await rig.post("session")).body).toEqual({ environmentKey: null });
    for (const token of ["", "x", "A".repeat(43)]) {
      expect((await rig.post("link", { token })).code).toBe("NOT_FOUND");
      expect((await rig.post("claim", { token, ...OWNER })).code).toBe("NOT_FOUND");
    }
    expect((await rig.post("claim", { token: 5 })).code).toBe("BAD_REQUEST");
  });

  test("a link that has expired does not work", async () => {
    const token = await links().claim();
    await rig.server.database.query("update member_links set expires_at = now() - interval '1 second'");
    expect((await rig.post("link", { token })).code).toBe("NOT_FOUND");
    expect((await rig.post("claim", { token, ...OWNER })).code).toBe("NOT_FOUND");
  });

  test.each([
    ["a short password", { password: "short" }, "password"],
    ["a password of few characters", { password: "aaaaaaaaaaaaaaa" }, "password"],
    ["a password with the address in it", { password: "my name is ada" }, "password"],
    ["no address", { email: "ada" }, "email"],
    ["a name that cannot be stored", { name: "A\u0000" }, "name"],
  ])("%s is refused, and the link can still be used", async (_name, more, field) => {
    const token = await links().claim();
    const { code, body } = await rig.post("claim", { token, ...OWNER, ...more });
    expect(code).toBe("BAD_USER_INPUT");
    const [error] = body["errors"] as [{ extensions: { issues: { path: string[] }[] } }];
    expect(error.extensions.issues.map(({ path }) => path)).toContainEqual([field]);
    expect((await rig.post("link", { token })).body).toEqual({ kind: "CLAIM", email: null, role: "OWNER" });
  });

  test("the first claim makes the owner; the other claims are dead then", async () => {
    const [first, second] = [await links().claim(), await links().claim()];
    const claimed = await rig.post("claim", { token: first, ...OWNER, email: " Ada@Example.com ", name: "Ada" });
    expect([claimed.status, claimed.body]).toEqual([200, { environmentKey: "test" }]);
    const { data } = await rig.ask(claimed.cookie, SESSION);
    const member = { email: "ada@example.com", name: "Ada", role: "OWNER", joinedAt: expect.any(String) };
    expect(data.session).toMatchObject({ role: "OWNER", member });
    expect(data.session.permissions).toContain("members.change");

    for (const token of [first, second]) {
      expect((await rig.post("link", { token })).code).toBe("NOT_FOUND");
      expect((await rig.post("claim", { token, ...OWNER, email: "eve@example.com" })).code).toBe("NOT_FOUND");
    }
    expect(await links().claim()).toBeNull();
  });
});

describe("a member", () => {
  test("signs in by password, in any spelling of the address, and gets a new token each time", async () => {
    const one = await rig.post("password", { ...OWNER, email: "ADA@example.com" });
    const two = await rig.post("password", OWNER, { cookie: one.cookie });
    expect([one.status, two.status]).toEqual([200, 200]);
    expect(one.setCookie).toMatch(/^carillon=[\w-]{43}; Path=\/; HttpOnly; SameSite=Strict; Expires=/);
    expect(two.cookie).not.toBe(one.cookie);
    // The session that the browser had has ended.
    expect((await rig.ask(one.cookie, SESSION)).errors?.[0]?.extensions.code).toBe("UNAUTHENTICATED");
    expect((await rig.ask(two.cookie, SESSION)).data.session.role).toBe("OWNER");
    expect((await rig.post("session", {}, { cookie: two.cookie })).body).toEqual({ environmentKey: "test" });
  });

  test("signs out", async () => {
    const { cookie } = await rig.post("password", OWNER);
    expect((await rig.post("sign-out", {}, { cookie })).status).toBe(204);
    expect((await rig.ask(cookie, SESSION)).errors?.[0]?.extensions.code).toBe("UNAUTHENTICATED");
  });

  test("over TLS gets a cookie that no other host can set", async () => {
    const other = await startAccounts({ CARILLON_PUBLIC_URL: "https://bells.example" });
    try {
      const token = await other.server.carillon.modules.memberLinks.claim();
      const page = { origin: "https://bells.example", "sec-fetch-site": "same-origin" };
      const { setCookie } = await other.post("claim", { token, ...OWNER }, page);
      expect(setCookie).toMatch(/^__Host-carillon=[\w-]{43}; Path=\/; HttpOnly; Secure; SameSite=Strict; Expires=/);
    } finally {
      await other.stop();
    }
  });

  test("gets in again by a link of `npm run owner`, with another password", async () => {
    const token = await links().owner("Ada@example.com");
    expect((await rig.post("link", { token })).body).toMatchObject({ kind: "OWNER", email: "ada@example.com" });
    // The link says whose it is.
    const more = { email: "eve@example.com", password: "another good secret" };
    const { cookie } = await rig.post("claim", { token, ...more });
    expect((await rig.ask(cookie, SESSION)).data.session.member).toMatchObject({
      email: "ada@example.com",
      name: "Ada",
    });
    expect((await rig.post("password", OWNER)).code).toBe("UNAUTHENTICATED");
    expect((await rig.post("password", { ...OWNER, password: more.password })).status).toBe(200);
    await rig.post("claim", { token: await links().owner(OWNER.email), ...OWNER });
  });
});

describe("guesses", () => {
  const wrong = (email: string) => rig.post("password", { email, password: "wrong wrong wrong" });

  test("get one answer, whether there is such an account or not", async () => {
    const answers = [await wrong(OWNER.email), await wrong("nobody@example.com"), await wrong("no address")];
    expect(new Set(answers.map(({ status, body }) => JSON.stringify([status, body]))).size).toBe(1);
  });

  test("hash a password for unknown accounts too", async () => {
    const { Passwords } = await import("../../src/modules/members/access/password.service.js");
    const passwords = new Passwords();
    const stored = await passwords.hash("the right password");
    expect(stored).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$/);
    expect(await passwords.fits(stored, "the right password")).toBe(true);
    expect(await passwords.fits(stored, "the wrong password")).toBe(false);
    expect(await passwords.fits(null, "nobody has this password")).toBe(false);
  });

  test("are refused after five in a quarter of an hour, for this account from this address alone", async () => {
    const email = "many@example.com";
    await rig.join(email, "READER");
    for (let i = 0; i < 5; i++) expect((await wrong(email)).code).toBe("UNAUTHENTICATED");
    const refused = await rig.post("password", { email, password: OWNER.password });
    expect([refused.status, refused.code]).toEqual([429, "RATE_LIMITED"]);
    expect((await rig.post("password", OWNER)).status).toBe(200);
  });
});

describe("other pages", () => {
  test.each<[string, Record<string, string>]>([
    ["of another site", { origin: "https://elsewhere.example" }],
    ["of another port", { origin: "http://localhost:1" }],
    ["of a sister site", { origin: "", "sec-fetch-site": "same-site" }],
    ["that hide where they are from", { origin: "null" }],
  ])("%s sign nobody in or out", async (_name, headers) => {
    for (const path of ["password", "session", "methods", "link", "claim", "sign-out"]) {
      const answer = await rig.post(path, OWNER, headers);
      expect([path, answer.status, answer.setCookie]).toEqual([path, 403, ""]);
    }
  });

  test("a body that is too large is not read", async () => {
    expect((await rig.post("password", { ...OWNER, password: "x".repeat(5000) })).status).toBe(413);
  });
});
