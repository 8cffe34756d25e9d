import "reflect-metadata";
import { spawn } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { request as httpRequest } from "node:http";
import { connect } from "node:net";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { RateLimits } from "../../src/platform/rate-limits/index.js";
import { startTinyServer, type TinyServer } from "../support/tiny-server.js";
import { waitUntil } from "../support/wait-until.js";

const TRIES = 5;
const BODY = Buffer.alloc(8 * 1024 * 1024, 0x20);
BODY.write('{"query":"{ hello }","variables":{}}');

let server: TinyServer;
let folder: string;
beforeAll(async () => {
  server = await startTinyServer();
  folder = mkdtempSync(path.join(tmpdir(), "carillon-bodies-"));
  writeFileSync(path.join(folder, "body.json"), BODY);
});
afterAll(async () => {
  await server.close();
  rmSync(folder, { recursive: true });
});

type Send = (url: string) => Promise<string>;
const HEADERS = { "content-type": "application/json" };

/** The status and body, or the error, that each client sees. */
const CLIENTS: [name: string, send: Send][] = [
  [
    "Node's http",
    (url) =>
      new Promise((resolve) => {
        const headers = { ...HEADERS, "content-length": BODY.length };
        const sent = httpRequest(url, { method: "POST", headers }, (answer) => {
          answer.on("data", () => undefined);
          answer.on("end", () => resolve(String(answer.statusCode)));
        });
        sent.on("error", (error) => resolve(String(error)));
        sent.end(BODY);
      }),
  ],
  [
    "Node's http in chunks",
    (url) =>
      new Promise((resolve) => {
        const sent = httpRequest(url, { method: "POST", headers: HEADERS }, (answer) => {
          answer.resume();
          answer.on("end", () => resolve(String(answer.statusCode)));
        });
        sent.on("error", (error) => resolve(String(error)));
        for (let at = 0; at < BODY.length; at += 65_536) sent.write(BODY.subarray(at, at + 65_536));
        sent.end();
      }),
  ],
  [
    "fetch",
    async (url) => {
      try {
        const answer = await fetch(url, { method: "POST", headers: HEADERS, body: BODY });
        await answer.text();
        return String(answer.status);
      } catch (error) {
        return `${String(error)} ${error instanceof Error ? String(error.cause) : ""}`;
      }
    },
  ],
  ["curl", (url) => curl(url, [])],
  ["curl that does not wait", (url) => curl(url, ["-H", "Expect:"])],
];

function curl(url: string, more: string[]): Promise<string> {
  const args = ["-sS", "-o", "/dev/null", "-w", "%{http_code}", "-H", "content-type: application/json", ...more];
  const child = spawn("curl", [...args, "--data-binary", `@${path.join(folder, "body.json")}`, url]);
  let told = "";
  child.stdout.on("data", (data) => (told += String(data)));
  child.stderr.on("data", (data) => (told += String(data)));
  return new Promise((resolve) => child.on("close", () => resolve(told)));
}

async function statuses(send: Send, url: string): Promise<Record<string, number>> {
  const seen: Record<string, number> = {};
  for (let n = 0; n < TRIES; n += 1) {
    const told = await send(url);
    seen[told] = (seen[told] ?? 0) + 1;
  }
  return seen;
}

describe("a refusal while the body is still arriving reaches the client", () => {
  test.each(CLIENTS)("%s: a body that is too large", async (_name, send) => {
    expect(await statuses(send, `${server.url}/graphql`)).toEqual({ 413: TRIES });
  });

  test.each(CLIENTS)("%s: a path where there is nothing", async (_name, send) => {
    expect(await statuses(send, `${server.url}/nothing`)).toEqual({ 413: TRIES });
  });

  test.each(CLIENTS)("%s: a caller without points left", async (_name, send) => {
    const limits = new RateLimits({
      rates: { secret: 0, user: 1, address: 1 },
      redis: null,
      now: () => 0,
      epoch: () => 0,
      onRefused: () => undefined,
    });
    const poor = await startTinyServer({ limits });
    try {
      await fetch(`${poor.url}/graphql?query=%7Bhello%7D`, { headers: { "apollo-require-preflight": "1" } });
      expect(await statuses(send, `${poor.url}/graphql`)).toEqual({ 429: TRIES });
    } finally {
      await poor.close();
    }
  });
});

test("a client that never stops sending is cut off after some megabytes", async () => {
  const head = `POST /graphql HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: 99999999\r\n\r\n`;
  const endless = connect(server.port, "127.0.0.1");
  let isClosed = false;
  endless.on("error", () => undefined);
  endless.on("close", () => (isClosed = true));
  endless.resume();
  endless.write(head);
  for (let sentBytes = 0; sentBytes < 40_000_000 && !isClosed; sentBytes += 65_536) {
    endless.write(Buffer.alloc(65_536));
    await new Promise((resolve) => setImmediate(resolve));
  }
  await waitUntil(() => isClosed);
  endless.destroy();
});
