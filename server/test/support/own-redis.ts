import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import path from "node:path";
import { Redis } from "ioredis";
import { waitUntil } from "./wait-until.js";

/** A Redis on loopback that a test may kill and start again on the same port. It persists nothing. */
export class OwnRedis {
  readonly #program: string;
  readonly #flags: string[];
  readonly #folder = mkdtempSync(path.join(tmpdir(), "carillon-own-redis-"));
  readonly port: number;
  #process: ChildProcess | null = null;

  private constructor(program: string, port: number, flags: string[]) {
    this.#program = program;
    this.port = port;
    this.#flags = flags;
  }

  static async start(program: string, flags: string[] = []): Promise<OwnRedis> {
    const redis = new OwnRedis(program, await freePort(), flags);
    await redis.startAgain();
    return redis;
  }

  get url(): string {
    return `redis://127.0.0.1:${this.port}`;
  }

  /** Resolves when it accepts commands. */
  async startAgain(): Promise<void> {
    if (this.#process) return;
    const flags = ["--port", String(this.port), "--bind", "127.0.0.1", "--save", "", "--appendonly", "no"];
    this.#process = spawn(this.#program, [...flags, "--dir", this.#folder, ...this.#flags], { stdio: "ignore" });
    await waitUntil(async () => (await this.command("ping").catch(() => null)) === "PONG");
  }

  async kill(): Promise<void> {
    const process = this.#process;
    this.#process = null;
    if (!process || process.exitCode !== null) return;
    process.kill("SIGKILL");
    await once(process, "exit");
  }

  /** Sends one command on a new connection. */
  async command(name: string, ...args: string[]): Promise<unknown> {
    const client = new Redis({ host: "127.0.0.1", port: this.port, lazyConnect: true, retryStrategy: () => null });
    client.on("error", () => undefined);
    try {
      await client.connect();
      return await client.call(name, ...args);
    } finally {
      client.disconnect();
    }
  }

  async stop(): Promise<void> {
    await this.kill();
    rmSync(this.#folder, { recursive: true, force: true });
  }
}

export interface OwnRedisCluster {
  /** The URL of one of its nodes. */
  url: string;
  nodes: OwnRedis[];
  stop(): Promise<void>;
}

const SLOTS = 16_384;

/** Three masters on loopback, each with a third of the slots. */
export async function startRedisCluster(program: string): Promise<OwnRedisCluster> {
  const flags = ["--cluster-enabled", "yes", "--cluster-node-timeout", "2000"];
  const nodes = await Promise.all([0, 1, 2].map(() => OwnRedis.start(program, flags)));
  const [first] = nodes;
  if (!first) throw new Error("There are no nodes.");
  const share = Math.ceil(SLOTS / nodes.length);
  for (const [index, node] of nodes.entries()) {
    const last = Math.min(SLOTS, (index + 1) * share) - 1;
    await node.command("cluster", "addslotsrange", String(index * share), String(last));
    if (node !== first) await node.command("cluster", "meet", "127.0.0.1", String(first.port));
  }
  for (const node of nodes) {
    await waitUntil(async () => {
      const info = String(await node.command("cluster", "info"));
      return info.includes("cluster_state:ok") && info.includes("cluster_known_nodes:3");
    }, 20_000);
  }
  return { url: first.url, nodes, stop: async () => void (await Promise.all(nodes.map((node) => node.stop()))) };
}

/** A cluster's nodes listen on this port and on the port 10,000 above it. */
function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once("error", reject);
    server.listen(0, "127.0.0.1", () => {
      const address = server.address();
      const port = typeof address === "object" && address ? address.port : 0;
      server.close(() => (port < 55_000 ? resolve(port) : resolve(freePort())));
    });
  });
}
