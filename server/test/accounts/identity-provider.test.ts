import { afterAll, beforeAll, beforeEach, describe, expect, test } from "@jest/globals";
import { startAccounts, type AccountRig } from "../support/account-rig.js";
import {
  CLIENT,
  freePort,
  startForgingIssuer,
  startIssuer,
  type Forged,
  type ForgingIssuer,
  type Issuer,
} from "../support/oidc-issuers.js";
import { PlainBrowser } from "../support/plain-browser.js";

interface Served {
  rig: AccountRig;
  url: string;
}

async function serve(issuerUrl: string, port: number, more: Record<string, string> = {}): Promise<Served> {
  const url = `http://localhost:${port}`;
  const rig = await startAccounts({
    ...{ PORT: String(port), CARILLON_PUBLIC_URL: url, CARILLON_OIDC_ISSUER: issuerUrl },
    ...{ CARILLON_OIDC_CLIENT_ID: CLIENT.id, CARILLON_OIDC_CLIENT_SECRET: CLIENT.secret, ...more },
  });
  return { rig, url };
}

const START = "/dashboard/auth/oidc";
const refusalOf = (url: string): string | null => new URL(url).searchParams.get("refusal");

describe("an identity provider that tells the truth", () => {
  let issuer: Issuer;
  let served: Served;

  beforeAll(async () => {
    const port = await freePort();
    issuer = await startIssuer(`http://localhost:${port}${START}/callback`);
    served = await serve(issuer.url, port, { CARILLON_OIDC_ROLES: "groups=graces=ADMIN, groups=linuss=READER" });
  });
  afterAll(async () => {
    await served.rig.stop();
    await issuer.stop();
  });

  /** Signs in on the provider's own pages, and comes back. */
  async function signIn(
    login: string,
    browser = new PlainBrowser(),
    start = START,
  ): Promise<{ at: string; cookie: string }> {
    let page = await browser.go(`${served.url}${start}`);
    for (let step = 0; step < 3 && page.url.startsWith(issuer.url); step++) {
      const prompt = /name="prompt" value="(\w+)"/.exec(page.text)?.[1] ?? "";
      const action = /action="([^"]+)"/.exec(page.text)?.[1] ?? "";
      page = await browser.go(new URL(action, page.url).href, { prompt, login, password: "any" });
    }
    return { at: page.url, cookie: browser.cookiesFor(served.url) };
  }
  const SESSION = "{ session { role member { email name role signInMethod } } }";

  test("lets in whom its claims give a role, by that role", async () => {
    const { at, cookie } = await signIn("grace");
    expect(at).toBe(`${served.url}/dashboard/sign-in?isDone=1`);
    const { data } = await served.rig.ask(cookie, SESSION);
    const member = { email: "grace@example.com", name: "Dr grace", role: "ADMIN", signInMethod: "OIDC" };
    expect(data.session).toEqual({ role: "ADMIN", member });
  });

  test("lets in whom somebody has invited, and nobody else", async () => {
    expect(refusalOf((await signIn("ada")).at)).toMatch(/Nobody has let ada@example\.com in/);
    const { cookie } = await signIn("grace");
    const invite = 'mutation { inviteMember(input: { email: "Ada@example.com", role: SUPPORT }) { link } }';
    expect((await served.rig.ask(cookie, invite)).data.inviteMember).toEqual({ link: null });
    const ada = await signIn("ada");
    expect((await served.rig.ask(ada.cookie, SESSION)).data.session.role).toBe("SUPPORT");
    // By its subject from now on, whatever its address.
    await served.rig.server.database.query(
      "update members set email = 'other@example.com' where email = 'ada@example.com'",
    );
    const again = await signIn("ada");
    expect((await served.rig.ask(again.cookie, SESSION)).data.session.member.email).toBe("other@example.com");
  });

  test("asks again where a fresh sign-in is needed", async () => {
    const browser = new PlainBrowser();
    const one = await signIn("grace", browser);
    const two = await signIn("grace", browser, `${START}?again=1`);
    expect(two.at).toBe(`${served.url}/dashboard/sign-in?isDone=1`);
    expect(two.cookie).not.toBe(one.cookie);
  });

  test("has the addresses verified", async () => {
    expect(refusalOf((await signIn("unverified")).at)).toMatch(/has not verified the address/);
  });

  test("is one of the ways that the sign-in page shows", async () => {
    expect((await served.rig.post("methods", {}, { origin: served.url })).body).toEqual({
      password: true,
      provider: true,
    });
  });
});

describe("an answer of the identity provider is refused", () => {
  let issuer: ForgingIssuer;
  let served: Served;

  beforeAll(async () => {
    issuer = await startForgingIssuer();
    served = await serve(issuer.url, await freePort());
    await served.rig.owner();
    // Ada is a member by password, with the very address that the provider gives.
  });
  afterAll(async () => {
    await served.rig.stop();
    await issuer.stop();
  });
  beforeEach(() => {
    issuer.forged = {};
  });

  const go = async (browser = new PlainBrowser()): Promise<string> => (await browser.go(`${served.url}${START}`)).url;

  test("unless all is well", async () => {
    expect(refusalOf(await go())).toBeNull();
  });

  const longAgo = Math.floor(Date.now() / 1000) - 3600;
  test.each<[string, Forged]>([
    ["another state", { state: "A".repeat(43) }],
    ["no state", { state: "" }],
    ["another nonce", { claims: { nonce: "A".repeat(43) } }],
    ["no nonce", { claims: { nonce: undefined } }],
    ["another audience", { claims: { aud: "somebody-else" } }],
    ["more audiences and another party", { claims: { aud: [CLIENT.id, "somebody-else"], azp: "somebody-else" } }],
    ["another issuer", { claims: { iss: "https://login.elsewhere.example" } }],
    ["another issuer in the query", { query: { iss: "https://login.elsewhere.example" } }],
    ["an address that is not verified", { claims: { email_verified: false } }],
    ["an address of which nothing is said", { claims: { email_verified: undefined } }],
    ["an address that is verified by a word", { claims: { email_verified: "true" } }],
    ["no address", { claims: { email: undefined } }],
    ["a token that has expired", { claims: { iat: longAgo, exp: longAgo + 60 } }],
    ["a signature of another key", { isSignedByAnother: true }],
    ["no id token", { hasNoIdToken: true }],
    ["an error", { query: { error: "access_denied" } }],
    ["another subject with the address of a member", { claims: { sub: "eve" } }],
  ])("with %s", async (_name, forged) => {
    issuer.forged = forged;
    const browser = new PlainBrowser();
    const at = await go(browser);
    expect([new URL(at).pathname, refusalOf(at)]).toEqual(["/dashboard/sign-in", expect.any(String)]);
    expect(browser.cookiesFor(served.url)).toBe("");
  });

  test("in a browser that did not begin, and a second time", async () => {
    const begun = new PlainBrowser();
    const { headers } = await fetch(`${served.url}${START}`, { redirect: "manual" });
    const toIssuer = headers.get("location") ?? "";
    const back = (await fetch(toIssuer, { redirect: "manual" })).headers.get("location") ?? "";
    expect(refusalOf((await begun.go(back)).url)).toMatch(/another browser/);
    const [, flow = ""] = /carillon-oidc=([^;]+)/.exec(headers.get("set-cookie") ?? "") ?? [];
    const attributes = headers.get("set-cookie") ?? "";
    expect(attributes).toContain("Path=/dashboard/auth/oidc; HttpOnly; SameSite=Lax; Max-Age=600");
    const call = () => fetch(back, { redirect: "manual", headers: { cookie: `carillon-oidc=${flow}` } });
    const first = await call();
    expect(first.headers.getSetCookie().some((each) => each.startsWith("carillon-oidc=;"))).toBe(true);
  });

  test("when the provider is away, in words that say so", async () => {
    const port = await freePort();
    const other = await serve(`http://localhost:${await freePort()}`, port);
    try {
      const at = (await new PlainBrowser().go(`${other.url}${START}`)).url;
      expect(refusalOf(at)).toMatch(/does not answer/);
    } finally {
      await other.rig.stop();
    }
  });
});
