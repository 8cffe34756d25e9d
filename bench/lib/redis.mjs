import { spawn } from "node:child_process";
import { createServer } from "node:net";
import { Redis } from "ioredis";
import { until } from "./measure.mjs";

/**
 * Starts redis-server on a free local port with its files in a temporary folder. `settings` are command line
 * arguments.
 */
export async function startRedis(bench, settings = []) {
  const port = await freePort();
  const flags = ["--port", String(port), "--bind", "127.0.0.1", "--dir", bench.folder(), "--save", "", ...settings];
  const child = spawn("redis-server", flags, { stdio: "ignore" });
  const ended = new Promise((resolve) => child.once("exit", resolve).once("error", resolve));
  bench.owns(child, () => child.kill() && ended);
  const url = `redis://127.0.0.1:${port}`;
  await until(() => answers(url), { timeoutMs: 10_000, everyMs: 50 });
  return { url, port };
}

export async function freePort() {
  const server = createServer().listen(0, "127.0.0.1");
  await new Promise((resolve) => server.once("listening", resolve));
  const { port } = server.address();
  await new Promise((resolve) => server.close(resolve));
  return port;
}

async function answers(url) {
  const redis = new Redis(url, { lazyConnect: true, retryStrategy: () => null });
  redis.on("error", () => undefined);
  try {
    await redis.connect();
    return (await redis.ping()) === "PONG";
  } catch {
    return false;
  } finally {
    redis.disconnect();
  }
}
