import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { createClient } from "graphql-ws";
import WebSocket from "ws";
import { startTestServer, type TestServer } from "../support/carillon.js";

let server: TestServer;
beforeAll(async () => {
  server = await startTestServer();
});
afterAll(() => server.stop());

/** The header as the client writes it. Ids that no browser could send are refused. */
function headerOf(userId: string): string {
  if (/^[!-~](?:[ -~]*[!-~])?$/.test(userId) && !userId.startsWith("UTF-8'")) return userId;
  return !/\p{Cs}/u.test(userId) ? `UTF-8''${encodeURIComponent(userId)}` : "UTF-8''%";
}

const VIEWER = "{ viewer { userId } }";

async function overHttp(userId: string): Promise<string> {
  const headers = {
    "content-type": "application/json",
    authorization: `Bearer ${server.publicKey}`,
    "x-carillon-user-id": headerOf(userId),
  };
  const answer = await fetch(`${server.carillon.url}/graphql`, {
    method: "POST",
    headers,
    body: JSON.stringify({ query: VIEWER }),
  });
  const { data, errors } = (await answer.json()) as { data: { viewer: { userId: string } } | null; errors?: unknown };
  return errors ? "refused" : (data?.viewer.userId ?? "nobody");
}

async function overSocket(userId: string): Promise<string> {
  const url = `${(server.carillon.url ?? "").replace("http", "ws")}/graphql`;
  const connectionParams = { apiKey: server.publicKey, userId };
  const client = createClient({ url, webSocketImpl: WebSocket, connectionParams, retryAttempts: 0 });
  try {
    for await (const { data, errors } of client.iterate<{ viewer: { userId: string } }>({ query: VIEWER })) {
      return errors ? "refused" : (data?.viewer.userId ?? "nobody");
    }
    return "nothing";
  } catch {
    return "refused";
  } finally {
    await client.dispose();
  }
}

test.each([
  "ada",
  "łukasz",
  "日本",
  "Дмитрий",
  "😀",
  " ada",
  "ada ",
  "a b",
  "a%20b",
  "UTF-8''ada",
  "o'neil",
  "é",
  "x".repeat(256),
  "日".repeat(256),
  "A\u0301",
])("F11: %j is the same user over HTTP and over a socket", async (userId) => {
  expect(await overHttp(userId)).toBe(userId);
  expect(await overSocket(userId)).toBe(userId);
});

test.each(["", "a/b", "a\nb", "\ud800", "x".repeat(257)])(
  "F11: %j is no user, over HTTP and over a socket",
  async (userId) => {
    expect(await overHttp(userId)).toBe("refused");
    expect(await overSocket(userId)).toBe("refused");
  },
);
