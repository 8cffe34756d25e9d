import { randomBytes } from "node:crypto";
import { readFileSync, rmSync } from "node:fs";
import path from "node:path";
import { afterAll, afterEach, beforeAll, expect, test } from "@jest/globals";
import { buildAll, newHome, NpmStart } from "../support/npm-start.js";

const newKey = (): string => randomBytes(32).toString("base64");
const [OLD, NEW, OTHER] = [newKey(), newKey(), newKey()];

const CREATE = `mutation { createChannel(input: { channelKey: "outside", name: "Outside", type: EMAIL, providers: [
  { providerKey: "resend", settings: { from: { address: "hi@acme.example" }, apiKey: "re_a-key-that-nobody-may-read" } }
] }) { channel { issues { code } } } }`;
const ISSUES = "{ channels { nodes { channelKey issues { code } } } }";

let home: string;
let server: NpmStart | null = null;

beforeAll(() => {
  buildAll();
  home = newHome();
}, 300_000);
afterEach(() => stop());
afterAll(() => rmSync(home, { recursive: true, force: true }));

const settings = (keys: string): Record<string, string> => ({ CARILLON_HOME: home, CARILLON_ENCRYPTION_KEYS: keys });

async function start(keys: string): Promise<void> {
  server = new NpmStart(settings(keys));
  await server.ready();
}

async function stop(): Promise<void> {
  await server?.end("SIGTERM");
  server = null;
}

/** The command `npm run rotate-keys` with these keys. */
async function rotate(keys: string): Promise<{ code: number | null; output: string }> {
  const command = new NpmStart(settings(keys), [process.execPath, "scripts/rotate-keys.mjs"]);
  const code = await command.end();
  return { code, output: command.output };
}

async function ask(query: string): Promise<string> {
  const { endpoint, secretKey } = JSON.parse(readFileSync(path.join(home, "dev-keys.json"), "utf8"));
  const headers = { "content-type": "application/json", authorization: `Bearer ${secretKey}` };
  return (await fetch(endpoint, { method: "POST", headers, body: JSON.stringify({ query }) })).text();
}

test("npm run rotate-keys encrypts credentials with the first key, so that the old key may be removed", async () => {
  await start(OLD);
  expect(await ask(CREATE)).toContain('{"createChannel":{"channel":{"issues":[]}}}');
  await stop();

  const first = await rotate(`${NEW},${OLD}`);
  expect(first).toMatchObject({ code: 0, output: expect.stringMatching(/encrypted by the first key: [1-9]\d*\n/) });
  const again = await rotate(`${NEW},${OLD}`);
  expect(again).toMatchObject({ code: 0, output: expect.stringContaining("encrypted by the first key: 0\n") });

  await start(NEW);
  const shown = await ask(ISSUES);
  expect(shown).toContain('{"channelKey":"outside","issues":[]}');
  await stop();
  await start(OLD);
  expect(await ask(ISSUES)).toContain('{"channelKey":"outside","issues":[{"code":"secrets_key_missing"}]}');
}, 180_000);

test("npm run rotate-keys fails if no key opens a credential, and leaves it as it is", async () => {
  const lost = await rotate(OTHER);
  expect(lost).toMatchObject({
    code: 1,
    output: expect.stringMatching(/no key opens, left as they are: [1-9].*Keep the old keys/),
  });
  expect(lost.output).not.toContain("re_a-key");
  await start(NEW);
  expect(await ask(ISSUES)).toContain('{"channelKey":"outside","issues":[]}');
}, 120_000);
