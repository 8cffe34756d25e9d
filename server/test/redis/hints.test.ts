import { createServer, connect, type Server, type Socket } from "node:net";
import { afterEach, beforeEach, expect, test } from "@jest/globals";
import type { Hints } from "../../src/platform/hints/index.js";
import { RedisHints } from "../../src/platform/redis/index.js";
import { createLogger } from "../../src/platform/logging/index.js";
import { OwnRedis, startRedisCluster, type OwnRedisCluster } from "../support/own-redis.js";
import { describeWith, redisServer } from "../support/parts.js";
import { waitUntil } from "../support/wait-until.js";

const rejections: unknown[] = [];
const note = (reason: unknown): number => rejections.push(reason);
const opened: Hints[] = [];
let names = 0;

function hintsOn(url: string): Hints {
  const hints = new RedisHints({ url, sender: `process-${++names}`, log: createLogger("silent") });
  opened.push(hints);
  return hints;
}

/** Publishes until the hint arrives: subscribing takes a moment, and hints may be lost. */
async function publishUntil(hints: Hints, topic: string, isHeard: () => boolean, timeoutMs = 20_000): Promise<void> {
  await waitUntil(async () => {
    hints.publish(topic, "again");
    await new Promise((resolve) => setTimeout(resolve, 20));
    return isHeard();
  }, timeoutMs);
}

beforeEach(() => void process.on("unhandledRejection", note));

const closeHints = async (): Promise<void> => void (await Promise.all(opened.splice(0).map((hints) => hints.close())));

afterEach(async () => {
  await closeHints();
  process.off("unhandledRejection", note);
  expect(rejections).toEqual([]);
});

describeWith(redisServer, "hints by one Redis", (program) => {
  let redis: OwnRedis;

  beforeEach(async () => {
    redis = await OwnRedis.start(program);
  });

  afterEach(() => redis.stop());

  test("reach other processes in order, and this one once", async () => {
    const [here, there] = [hintsOn(redis.url), hintsOn(redis.url)];
    const heardHere: string[] = [];
    const heardThere: string[] = [];
    here.subscribe("lanes", (payload) => heardHere.push(payload));
    there.subscribe("lanes", (payload) => heardThere.push(payload));
    await publishUntil(here, "lanes", () => heardThere.includes("again"));
    for (let index = 0; index < 500; index++) here.publish("lanes", `n${index}`);
    await waitUntil(() => heardThere.includes("n499"));
    const numbered = (heard: string[]): string[] => heard.filter((payload) => payload.startsWith("n"));
    expect(numbered(heardThere)).toEqual(Array.from({ length: 500 }, (_, index) => `n${index}`));
    expect(numbered(heardHere)).toHaveLength(500);
  });

  test("report whether they are likely to be received", async () => {
    const hints = hintsOn(redis.url);
    expect(hints.publish("lanes", "x")).toBe(false);
    await waitUntil(() => hints.publish("lanes", "x"));
    await redis.kill();
    await waitUntil(() => !hints.publish("lanes", "x"));
    const leave = hints.subscribe("lanes", () => undefined);
    expect(hints.publish("lanes", "x")).toBe(true);
    leave();
    expect(hints.publish("lanes", "x")).toBe(false);
  });

  test("work again within 5 s after Redis came back, and report the gap", async () => {
    const [here, there] = [hintsOn(redis.url), hintsOn(redis.url)];
    const heard: string[] = [];
    let gaps = 0;
    there.subscribe("lanes", (payload) => heard.push(payload));
    there.onGap(() => (gaps += 1));
    await publishUntil(here, "lanes", () => heard.length > 0);
    await redis.kill();
    const heardHere: string[] = [];
    here.subscribe("lanes", (payload) => heardHere.push(payload));
    here.publish("lanes", "meanwhile");
    expect(heardHere).toEqual(["meanwhile"]);
    await new Promise((resolve) => setTimeout(resolve, 2500));
    const gapsBefore = gaps;
    await redis.startAgain();
    const before = heard.length;
    await publishUntil(here, "lanes", () => heard.length > before, 5000);
    expect(gaps).toBeGreaterThan(gapsBefore);
  });

  test("publish and subscribe neither throw nor wait without a Redis", async () => {
    await redis.kill();
    const hints = hintsOn(redis.url);
    const heard: string[] = [];
    const leave = hints.subscribe("lanes", (payload) => heard.push(payload));
    for (let index = 0; index < 1000; index++) hints.publish("lanes", "x");
    expect(heard).toHaveLength(1000);
    leave();
  });

  test("a silent connection is replaced", async () => {
    const proxy = await HalfOpenProxy.start(redis.port);
    const [here, there] = [hintsOn(redis.url), hintsOn(proxy.url)];
    const heard: string[] = [];
    there.subscribe("lanes", (payload) => heard.push(payload));
    await publishUntil(here, "lanes", () => heard.length > 0);
    proxy.freeze();
    const before = heard.length;
    // New connections work from now on, and existing ones do not: only a new connection gets the next hint.
    await publishUntil(here, "lanes", () => heard.length > before, 10_000);
    await proxy.stop();
  });
});

describeWith(redisServer, "hints by a Redis cluster", (program) => {
  let cluster: OwnRedisCluster;

  beforeEach(async () => {
    cluster = await startRedisCluster(program);
  });

  afterEach(async () => {
    await closeHints();
    await cluster.stop();
  });

  test("reach other processes on topics in every shard", async () => {
    const urls = cluster.nodes.map((node) => node.url).join(",");
    const [here, there] = [hintsOn(urls), hintsOn(urls)];
    const heard = new Set<string>();
    const topics = Array.from({ length: 64 }, (_, lane) => `feeds.${lane}`);
    for (const topic of topics) there.subscribe(topic, () => heard.add(topic));
    for (const topic of topics) await publishUntil(here, topic, () => heard.has(topic), 10_000);
    expect(heard.size).toBe(64);
  });
});

/** Forwards bytes until it is frozen. Then open connections stay open and carry nothing. */
class HalfOpenProxy {
  readonly #server: Server;
  readonly #pairs = new Set<[Socket, Socket]>();

  private constructor(target: number) {
    this.#server = createServer((client) => {
      const upstream = connect(target, "127.0.0.1");
      for (const socket of [client, upstream]) socket.on("error", () => undefined);
      client.pipe(upstream).pipe(client);
      this.#pairs.add([client, upstream]);
    });
  }

  static async start(target: number): Promise<HalfOpenProxy> {
    const proxy = new HalfOpenProxy(target);
    await new Promise<void>((resolve) => proxy.#server.listen(0, "127.0.0.1", resolve));
    return proxy;
  }

  get url(): string {
    const address = this.#server.address();
    return `redis://127.0.0.1:${typeof address === "object" && address ? address.port : 0}`;
  }

  freeze(): void {
    for (const [client, upstream] of this.#pairs) {
      client.unpipe(upstream);
      upstream.unpipe(client);
      client.resume();
      upstream.resume();
    }
  }

  async stop(): Promise<void> {
    for (const sockets of this.#pairs) for (const socket of sockets) socket.destroy();
    await new Promise<void>((resolve) => this.#server.close(() => resolve()));
  }
}
