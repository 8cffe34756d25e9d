import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { startDevelopment, type Development } from "../support/development.js";

describe("the dashboard of a development server", () => {
  let server: Development;
  const said: string[] = [];
  beforeAll(async () => {
    server = await startDevelopment({}, (words) => said.push(words));
  });
  afterAll(() => server.stop());

  const page = (path: string): Promise<Response> => fetch(`${server.url}${path}`, { headers: { accept: "text/html" } });
  const tokenOfView = async (): Promise<string> =>
    /carillon-page-token" content="([^"]*)"/.exec(await (await page("/dashboard")).text())?.[1] ?? "";

  async function knock(headers: Record<string, string> = {}, path = "local"): Promise<Response> {
    const token = await tokenOfView();
    return fetch(`${server.url}/dashboard/auth/${path}`, {
      method: "POST",
      headers: { origin: server.url, "x-carillon-page-token": token, ...headers },
    });
  }

  test.each(["/dashboard", "/dashboard/", "/dashboard/development/runs/run_1"])(
    "is shown at %s, under a policy with Trusted Types",
    async (path) => {
      const answer = await page(path);
      expect(answer.status).toBe(200);
      const policy = answer.headers.get("content-security-policy") ?? "";
      expect(policy).toContain("default-src 'none'; script-src 'self'; style-src 'self';");
      expect(policy).toContain("require-trusted-types-for 'script'");
      expect(policy).not.toContain("unsafe");
      expect(answer.headers.get("cache-control")).toBe("no-store");
      const html = await answer.text();
      expect(html).not.toMatch(/sk_|pk_/);
      const [, script = ""] = /src="([^"]*assets[^"]*\.js)"/.exec(html) ?? [];
      expect((await fetch(new URL(script, `${server.url}${path}`))).status).toBe(200);
    },
  );

  test("gives its reader a session as developer, without rights on keys", async () => {
    const answer = await knock();
    expect(answer.status).toBe(200);
    expect(await answer.json()).toEqual({ environmentKey: "development" });
    const cookie = answer.headers.get("set-cookie") ?? "";
    expect(cookie).toMatch(/^carillon=[\w-]{43}; Path=\/; HttpOnly; SameSite=Strict; Expires=/);
    const asked = await fetch(`${server.url}/graphql`, {
      method: "POST",
      headers: {
        ...{ cookie: cookie.split(";")[0] ?? "", origin: server.url, "content-type": "application/json" },
        "x-carillon-environment": "development",
      },
      body: JSON.stringify({ query: "{ session { role permissions environments { key } } apiKeys { nodes { id } } }" }),
    });
    const { data, errors } = (await asked.json()) as {
      data: { session: { role: string; permissions: string[] }; apiKeys: null };
      errors: { extensions: { code: string } }[];
    };
    expect(data.session).toMatchObject({ role: "DEVELOPER", environments: [{ key: "development" }] });
    expect(data.session.permissions.filter((right) => right.startsWith("keys."))).toEqual([]);
    expect([data.apiKeys, errors[0]?.extensions.code]).toEqual([null, "FORBIDDEN"]);
  });

  test.each<[string, Record<string, string>]>([
    ["another page", { origin: "https://elsewhere.example" }],
    ["another port of this machine", { origin: "http://localhost:1" }],
    ["a caller without the token of a page view", { "x-carillon-page-token": "" }],
    ["a proxy for another machine", { "x-forwarded-for": "203.0.113.9" }],
  ])("gives none to %s", async (_name, headers) => {
    const answer = await knock(headers);
    expect([answer.status, answer.headers.get("set-cookie")]).toEqual([403, null]);
  });

  test("makes its reader the owner by the link that the start prints, once", async () => {
    const ownerToken = /dashboard#owner=([\w-]+)$/m.exec(said.join("\n"))?.[1] ?? "";
    expect(ownerToken).toHaveLength(43);
    const asOwner = async (): Promise<Response> =>
      fetch(`${server.url}/dashboard/auth/local`, {
        method: "POST",
        headers: {
          ...{ origin: server.url, "content-type": "application/json" },
          "x-carillon-page-token": await tokenOfView(),
        },
        body: JSON.stringify({ ownerToken }),
      });
    const answer = await asOwner();
    const cookie = (answer.headers.get("set-cookie") ?? "").split(";")[0] ?? "";
    const asked = await fetch(`${server.url}/graphql`, {
      method: "POST",
      headers: {
        ...{ cookie, origin: server.url, "content-type": "application/json" },
        "x-carillon-environment": "development",
      },
      body: JSON.stringify({
        query: "{ session { role member { id } } members { nodes { id } } apiKeys { nodes { kind } } }",
      }),
    });
    const { data } = (await asked.json()) as { data: object };
    expect(data).toMatchObject({ session: { role: "OWNER", member: null }, members: { nodes: [] } });
    const again = await asOwner();
    expect([again.status, again.headers.get("set-cookie")]).toEqual([404, null]);
  });

  test("ends the session at sign-out", async () => {
    const cookie = ((await knock()).headers.get("set-cookie") ?? "").split(";")[0] ?? "";
    const answer = await knock({ cookie }, "sign-out");
    expect(answer.status).toBe(204);
    expect(answer.headers.get("set-cookie")).toContain("carillon=; Path=/");
  });
});

test("a development server that listens openly gives no session", async () => {
  const server = await startDevelopment({ HOST: "0.0.0.0" });
  try {
    const answer = await fetch(`${server.url}/dashboard/auth/local`, {
      method: "POST",
      headers: { origin: server.url },
    });
    expect([answer.status, answer.headers.get("set-cookie")]).toEqual([403, null]);
  } finally {
    await server.stop();
  }
});
