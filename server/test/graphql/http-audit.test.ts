import "reflect-metadata";
import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { auditServer } from "graphql-http";
import { startTinyServer, type TinyServer } from "../support/tiny-server.js";

let server: TinyServer;
beforeAll(async () => {
  server = await startTinyServer();
});
afterAll(() => server.close());

async function audit(headers: Record<string, string>): Promise<{ failed: string[]; total: number; warnings: number }> {
  const results = await auditServer({
    url: `${server.url}/graphql`,
    fetchFn: (url: string, init: RequestInit = {}) => {
      const all = new Headers(init.headers);
      for (const [name, value] of Object.entries(headers)) all.set(name, value);
      return fetch(url, { ...init, headers: all });
    },
  });
  for (const result of results) if ("response" in result) await result.response.body?.cancel().catch(() => undefined);
  const failed = results.filter((result) => result.status !== "ok");
  const warnings = failed.filter((result) => result.status !== "notice").length;
  return { failed: failed.map((result) => result.id), total: results.length, warnings };
}

test("the audit of GraphQL over HTTP reports only the protection against forged requests (G-01)", async () => {
  expect(await audit({})).toEqual({ failed: ["5A70", "D6D5", "6A70"], total: 61, warnings: 0 });
});

test("the audit reports nothing if the header against forged requests is sent", async () => {
  expect(await audit({ "apollo-require-preflight": "true" })).toEqual({ failed: [], total: 61, warnings: 0 });
});
