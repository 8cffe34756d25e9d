import { afterEach, beforeEach, expect, test } from "@jest/globals";
import { createHash } from "node:crypto";
import { createLogger } from "../../src/platform/logging/index.js";
import { SharedCache } from "../../src/platform/redis/index.js";
import { OwnRedis } from "../support/own-redis.js";
import { describeWith, redisServer } from "../support/parts.js";
import { SECRET, startTinyServer, type TinyServer } from "../support/tiny-server.js";
import { waitUntil } from "../support/wait-until.js";

const QUERY = "{ hello }";
const HASH = createHash("sha256").update(QUERY).digest("hex");

describeWith(redisServer, "persisted queries of several processes", (program) => {
  let redis: OwnRedis;
  const servers: TinyServer[] = [];
  const caches: SharedCache[] = [];
  const rejections: unknown[] = [];
  const note = (reason: unknown): number => rejections.push(reason);

  const start = async (): Promise<TinyServer> => {
    const cache = new SharedCache({ url: redis.url, log: createLogger("silent") });
    caches.push(cache);
    const server = await startTinyServer({ cache });
    servers.push(server);
    return server;
  };

  /** Sends the hash only, or the hash with the text to store. */
  const persisted = async (server: TinyServer, query?: string): Promise<unknown> => {
    const extensions = { persistedQuery: { version: 1, sha256Hash: HASH } };
    const response = await fetch(`${server.url}/graphql`, {
      method: "POST",
      headers: { "content-type": "application/json", ...SECRET },
      body: JSON.stringify({ query, extensions }),
    });
    const { data, errors } = JSON.parse(await response.text());
    return data?.hello ?? errors[0].extensions.code;
  };

  beforeEach(async () => {
    process.on("unhandledRejection", note);
    redis = await OwnRedis.start(program);
  });

  afterEach(async () => {
    await Promise.all(servers.splice(0).map((server) => server.close()));
    for (const cache of caches.splice(0)) cache.close();
    await redis.stop();
    process.off("unhandledRejection", note);
    expect(rejections).toEqual([]);
  });

  test("one that a process stored is known to the other", async () => {
    const [one, other] = [await start(), await start()];
    expect(await persisted(other)).toBe("PERSISTED_QUERY_NOT_FOUND");
    expect(await persisted(one, QUERY)).toBe("Hello world");
    await waitUntil(async () => (await persisted(other)) === "Hello world");
  });

  test("without Redis each process knows its own, and no request waits", async () => {
    const server = await start();
    await redis.kill();
    expect(await persisted(server, QUERY)).toBe("Hello world");
    const startedAt = performance.now();
    for (let call = 0; call < 20; call++) expect(await persisted(server)).toBe("Hello world");
    expect(performance.now() - startedAt).toBeLessThan(5000);
    await redis.startAgain();
    const other = await start();
    await waitUntil(async () => {
      await persisted(server, QUERY);
      return (await persisted(other)) === "Hello world";
    }, 10_000);
  });
});
