import { spawnSync } from "node:child_process";
import { readFileSync, rmSync } from "node:fs";
import path from "node:path";
import { afterEach, beforeAll, beforeEach, expect, test } from "@jest/globals";
import { createClient } from "graphql-ws";
import WebSocket from "ws";
import { buildAll, newHome, NpmStart } from "../support/npm-start.js";
import { waitUntil } from "../support/wait-until.js";

const NOTIFY = `mutation($id: ID!) { notify(input: {
  workflowKey: "mention", recipients: [{ to: { userId: $id } }], data: { documentId: "plans" } }) { trigger { id } } }`;
const FEED = "query($id: ID!) { feed(recipient: { userId: $id }) { version counts { total } } }";
const CHANGES =
  "subscription($v: FeedVersion) { feedChanged(afterVersion: $v) { isReset feed { version } items { id } } }";

interface Keys {
  endpoint: string;
  secretKey: string;
  publicKey: string;
}

let home: string;
let backup: string;
let server: NpmStart | null = null;

beforeAll(() => buildAll(), 300_000);
beforeEach(() => {
  home = newHome();
  backup = `${home}-backup`;
});
afterEach(async () => {
  await stop();
  for (const folder of [home, backup]) rmSync(folder, { recursive: true, force: true });
});

async function start(): Promise<void> {
  server = new NpmStart({ CARILLON_HOME: home });
  await server.ready();
}

async function stop(): Promise<void> {
  await server?.end("SIGTERM");
  server = null;
}

/** Copies the folder while Carillon is stopped, as docs/operations.md says for an embedded Postgres. */
function copyFolder(from: string, to: string): void {
  rmSync(to, { recursive: true, force: true });
  expect(spawnSync("cp", ["-a", from, to]).status).toBe(0);
}

async function restore(): Promise<void> {
  await stop();
  copyFolder(backup, home);
  const restored = new NpmStart({ CARILLON_HOME: home }, [process.execPath, "scripts/restored.mjs"]);
  expect([await restored.end(), restored.output]).toEqual([
    0,
    expect.stringMatching(/started a new epoch for all \d+ feeds/),
  ]);
  await start();
}

const keys = (): Keys => JSON.parse(readFileSync(path.join(home, "dev-keys.json"), "utf8")) as Keys;

async function ask(query: string, id: string): Promise<string> {
  const { endpoint, secretKey } = keys();
  const headers = { "content-type": "application/json", authorization: `Bearer ${secretKey}` };
  const body = JSON.stringify({ query, variables: { id } });
  return (await fetch(endpoint, { method: "POST", headers, body })).text();
}

/** The version of a user's feed once it holds `total` messages. */
async function versionAt(userId: string, total: number): Promise<string> {
  let answer = "";
  await waitUntil(async () => (answer = await ask(FEED, userId)).includes(`"total":${total}`));
  return /"version":"([^"]+)"/.exec(answer)?.[1] ?? "";
}

async function notify(userId: string, count: number): Promise<void> {
  for (let sent = 0; sent < count; sent += 1) expect(await ask(NOTIFY, userId)).not.toContain("errors");
}

interface Told {
  isReset: boolean;
  feed: { version: string };
  items: { id: string }[];
}

/** The first event for a client that reconnects with this version. */
async function firstTold(userId: string, version: string): Promise<Told> {
  const { endpoint, publicKey } = keys();
  const url = endpoint.replace("http", "ws");
  const client = createClient({ url, webSocketImpl: WebSocket, connectionParams: { apiKey: publicKey, userId } });
  try {
    const answers = client.iterate<{ feedChanged: Told }>({ query: CHANGES, variables: { v: version } });
    for await (const { data } of answers) if (data) return data.feedChanged;
    throw new Error("The subscription ended without an answer.");
  } finally {
    await client.dispose();
  }
}

test("after a restore every client reloads, also one whose version the server has passed again", async () => {
  await start();
  await notify("ahead", 2);
  await notify("passed", 2);
  await notify("idle", 2);
  await versionAt("ahead", 2);
  await versionAt("passed", 2);
  const idle = await versionAt("idle", 2);
  await stop();
  copyFolder(home, backup);

  await start();
  await notify("ahead", 3);
  await notify("passed", 3);
  await notify("unknown", 2);
  const lost = {
    ahead: await versionAt("ahead", 5),
    passed: await versionAt("passed", 5),
    unknown: await versionAt("unknown", 2),
  };

  await restore();
  await notify("passed", 4);
  await notify("unknown", 3);
  const again = { passed: await versionAt("passed", 6), unknown: await versionAt("unknown", 3) };
  for (const [user, version] of [...Object.entries(lost), ["idle", idle] as const]) {
    const told = await firstTold(user, version);
    expect([user, told.isReset]).toEqual([user, true]);
    // Compared as strings, as clients do: the new version is greater than all versions that they hold.
    expect([user, told.feed.version > version]).toEqual([user, true]);
  }
  expect(await firstTold("passed", again.passed)).toMatchObject({ isReset: false, items: [] });

  await restore();
  await notify("passed", 4);
  await notify("unknown", 3);
  await versionAt("passed", 6);
  await versionAt("unknown", 3);
  for (const [user, version] of Object.entries(again)) {
    const told = await firstTold(user, version);
    expect([user, told.isReset, told.feed.version > version]).toEqual([user, true, true]);
  }
});
