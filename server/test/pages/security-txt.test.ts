import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { startTestServer, type TestServer } from "../support/carillon.js";

let server: TestServer;
beforeAll(async () => {
  server = await startTestServer();
});
afterAll(() => server.stop());

test("X-30: /.well-known/security.txt names the contact, in the format of RFC 9116", async () => {
  const answer = await fetch(`${server.carillon.url ?? ""}/.well-known/security.txt`);
  expect([answer.status, answer.headers.get("content-type")]).toEqual([200, "text/plain; charset=utf-8"]);
  const text = await answer.text();
  const fields = text.trimEnd().split("\n");
  for (const field of fields) expect(field).toMatch(/^[A-Z][A-Za-z-]+: \S.*$/);
  const valuesOf = (name: string): string[] =>
    fields.filter((field) => field.startsWith(`${name}: `)).map((field) => field.slice(name.length + 2));
  expect(valuesOf("Contact").length).toBeGreaterThan(0);
  for (const contact of valuesOf("Contact")) expect(new URL(contact).protocol).toMatch(/^(?:https|mailto):$/);
  // It must not be expired, and must expire within a year.
  const [expires, ...more] = valuesOf("Expires");
  expect(more).toEqual([]);
  const inDays = (Date.parse(expires ?? "") - Date.now()) / 86_400_000;
  expect(inDays).toBeGreaterThan(30);
  expect(inDays).toBeLessThan(366);
  expect(valuesOf("Preferred-Languages")).toEqual(["en"]);
});
