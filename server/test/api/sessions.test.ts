import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import WebSocket from "ws";
import { addWorkflow, BELL, startTestServer, type Answer, type TestServer } from "../support/carillon.js";
import { waitUntil } from "../support/wait-until.js";

let server: TestServer;
let url: string;
let environmentId: number;

beforeAll(async () => {
  server = await startTestServer();
  url = server.carillon.url ?? "";
  environmentId = (await server.carillon.modules.environments.environmentByKey("test"))?.id ?? 0;
  await addWorkflow(server, "plain", [BELL]);
});
afterAll(() => server.stop());

type Headers = Record<string, string>;

const start = async (role: "DEVELOPER" | "READER" = "DEVELOPER"): Promise<string> => {
  const { sessions } = server.carillon.modules;
  const more = { ipAddress: "192.0.2.77", userAgent: "Browser/1" };
  return (await sessions.start({ role, method: "LOCAL", environmentId, ...more })).token;
};
const headersOf = (token: string): Headers => ({
  cookie: `carillon=${token}`,
  origin: url,
  "x-carillon-environment": "test",
});

interface Asked {
  method?: "GET" | "POST";
  query?: string;
}

async function ask(
  headers: Headers,
  { method = "POST", query = "{ session { id role } }" }: Asked = {},
): Promise<Answer> {
  const search = method === "GET" ? `?query=${encodeURIComponent(query)}` : "";
  const body = method === "GET" ? {} : { body: JSON.stringify({ query }) };
  const all = { "content-type": "application/json", ...headers };
  return (await fetch(`${url}/graphql${search}`, { method, headers: all, ...body })).json() as Promise<Answer>;
}

const codeOf = ({ errors }: Answer): string => errors?.[0]?.extensions.code ?? "ok";

describe("a session over HTTP", () => {
  test("says its role, its rights and its environments", async () => {
    const query =
      "{ session { role isCurrent ipAddress userAgent permissions environment { key } environments { key } } environments { key } }";
    const { data } = await ask(headersOf(await start("READER")), { query });
    expect(data).toMatchObject({
      session: {
        ...{ role: "READER", isCurrent: true, ipAddress: "192.0.2.0", userAgent: "Browser/1" },
        ...{ environment: { key: "test" }, environments: [{ key: "test" }] },
      },
      environments: [{ key: "test" }],
    });
    expect(data.session.permissions).toContain("runs.read");
    expect(data.session.permissions).not.toContain("workflows.change");
  });

  test("a key has no session, and sees its own environment", async () => {
    const { data } = await server.ask("{ session { id } environments { key } }");
    expect(data).toEqual({ session: null, environments: [{ key: "test" }] });
  });

  test("counts for a page of this server that names its environment, and for no other request", async () => {
    const good = headersOf(await start());
    const { origin: _origin, ...withoutOrigin } = good;
    const { "x-carillon-environment": _environment, ...withoutEnvironment } = good;
    expect(codeOf(await ask(good))).toBe("ok");
    expect(codeOf(await ask({ ...withoutOrigin, "sec-fetch-site": "same-origin" }))).toBe("ok");

    expect(codeOf(await ask(withoutOrigin))).toBe("FORBIDDEN");
    expect(codeOf(await ask({ ...good, origin: "https://elsewhere.example" }))).toBe("FORBIDDEN");
    expect(codeOf(await ask({ ...good, origin: "http://localhost:1" }))).toBe("FORBIDDEN");
    expect(codeOf(await ask({ ...withoutOrigin, "sec-fetch-site": "same-site" }))).toBe("FORBIDDEN");
    expect(codeOf(await ask(withoutEnvironment))).toBe("UNAUTHENTICATED");
    expect(codeOf(await ask({ ...good, cookie: `${good["cookie"]}; carillon=other` }))).toBe("UNAUTHENTICATED");
    expect(codeOf(await ask({ ...good, "x-carillon-environment": "other" }))).toBe("FORBIDDEN");
    expect(codeOf(await ask(good, { method: "GET" }))).toBe("UNAUTHENTICATED");
  });

  test("a key in the header goes before the cookie", async () => {
    const headers = { ...headersOf(await start()), authorization: `Bearer ${server.secretKey}` };
    expect((await ask(headers)).data).toEqual({ session: null });
  });

  test("no answer lets scripts of other origins read it with the cookie", async () => {
    const options = { method: "OPTIONS", headers: { origin: "https://elsewhere.example" } };
    const { headers } = await fetch(`${url}/graphql`, options);
    expect(headers.get("access-control-allow-credentials")).toBeNull();
    expect(headers.get("access-control-allow-origin")).toBe("*");
  });

  test("the database holds no token", async () => {
    const token = await start();
    const rows = await server.database.query<{ row: string }>("select s::text as row from sessions s");
    expect(rows.map(({ row }) => row).join()).not.toContain(token);
  });
});

describe("a session ends", () => {
  const isRefused = async (token: string): Promise<boolean> =>
    codeOf(await ask(headersOf(token))) === "UNAUTHENTICATED";

  test("when its owner signs out", async () => {
    const token = await start();
    expect(await isRefused(token)).toBe(false);
    await server.carillon.modules.sessions.signOut(token);
    expect(await isRefused(token)).toBe(true);
  });

  test.each([
    ["it was not used for 12 hours", "last_used_at = last_used_at - interval '12 hours'"],
    ["it is 7 days old", "expires_at = expires_at - interval '7 days'"],
    ["somebody ends it in the database", "ended_at = now()"],
  ])("when %s", async (_name, change) => {
    const token = await start();
    await server.database.query(`update sessions set ${change} where ended_at is null`);
    await waitUntil(() => isRefused(token));
  });
});

describe("a session over a socket", () => {
  /** The socket's first message, or the code with which it was closed. */
  function open(headers: Headers, payload: object): Promise<{ first: string; socket: WebSocket }> {
    const socket = new WebSocket(`${url.replace("http", "ws")}/graphql`, "graphql-transport-ws", { headers });
    socket.on("open", () => socket.send(JSON.stringify({ type: "connection_init", payload })));
    return new Promise((resolve) => {
      socket.on("message", (data: Buffer) => resolve({ first: data.toString(), socket }));
      socket.on("close", (code) => resolve({ first: String(code), socket }));
    });
  }

  test("is taken from a page of this server only", async () => {
    const cookie = `carillon=${await start()}`;
    const environment = { environment: "test" };
    const good = await open({ cookie, origin: url }, environment);
    expect(good.first).toContain("connection_ack");
    good.socket.close();
    for (const origin of ["https://elsewhere.example", "http://localhost:1"]) {
      expect((await open({ cookie, origin }, environment)).first).toBe("4403");
    }
    expect((await open({ cookie }, environment)).first).toBe("4403");
    expect((await open({ cookie, origin: url }, {})).first).toBe("4403");
  });

  test("is closed with 4403 when the session ends", async () => {
    const token = await start();
    const { first, socket } = await open({ cookie: `carillon=${token}`, origin: url }, { environment: "test" });
    expect(first).toContain("connection_ack");
    const closed = new Promise<number>((resolve) => socket.on("close", resolve));
    await server.carillon.modules.sessions.signOut(token);
    expect(await closed).toBe(4403);
  });
});
