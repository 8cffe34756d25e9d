import { randomBytes } from "node:crypto";
import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { createTestDatabase, type TestDatabase } from "../support/database.js";
import { buildAll, NpmStart } from "../support/npm-start.js";

const KEYS = randomBytes(32).toString("base64");

let db: TestDatabase;

beforeAll(async () => {
  buildAll();
  db = await createTestDatabase();
}, 300_000);
afterAll(() => db.drop());

/** The command `npm run owner` with these arguments. */
async function owner(
  args: string[],
  env: Record<string, string> = {},
): Promise<{ code: number | null; output: string }> {
  const settings = { DATABASE_URL: db.url, CARILLON_ENCRYPTION_KEYS: KEYS, ...env };
  const command = new NpmStart(settings, [process.execPath, "scripts/owner.mjs", ...args]);
  const code = await command.end();
  return { code, output: command.output };
}

test("npm run owner prints a link to the claim page below the public URL, and each call makes a new one", async () => {
  const env = { CARILLON_PUBLIC_URL: "https://notify.example.com" };
  const link = /https:\/\/notify\.example\.com\/dashboard\/claim#(\S{43})\n/;
  const first = await owner(["Ada@Example.com"], env);
  expect(first).toMatchObject({ code: 0, output: expect.stringMatching(link) });
  const again = await owner(["ada@example.com"], env);
  expect(link.exec(again.output)?.[1]).not.toBe(link.exec(first.output)?.[1]);
  const rows = await db.database.query("select kind, email from member_links order by expires_at");
  expect(rows).toEqual(Array.from({ length: 2 }, () => ({ kind: "OWNER", email: "ada@example.com" })));
}, 120_000);

test.each([
  ["no address", [], {}, "Name one email address"],
  ["two addresses", ["ada@example.com", "bob@example.com"], {}, "Name one email address"],
  ["what is no address", ["ada"], {}, "This is no email address: ada"],
  ["no database", ["ada@example.com"], { DATABASE_URL: "" }, "This is for a server with a DATABASE_URL"],
])(
  "npm run owner with %s says so in one line",
  async (_what, args, env, words) => {
    const { code, output } = await owner(args, env);
    expect(code).toBe(1);
    expect(output.trim().split("\n").at(-1)).toContain(words);
    expect(output).not.toContain("    at ");
  },
  60_000,
);
