import { chmodSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { startEmbeddedPostgres, type EmbeddedPostgres } from "../../src/platform/postgres/index.js";
import { waitUntil } from "./wait-until.js";

export interface OwnPostgresOptions {
  /** More server settings, `name=value`. Commits are durable unless they say otherwise. */
  settings?: string[];
}

/** A Postgres that a test may stop hard and start again, with one port and one data folder. */
export class OwnPostgres {
  readonly #home: string;
  readonly #settings: string[];
  readonly url: string;
  #server: EmbeddedPostgres | null;

  private constructor(home: string, settings: string[], server: EmbeddedPostgres) {
    this.#home = home;
    this.#settings = settings;
    this.#server = server;
    this.url = server.url;
  }

  static async start(options: OwnPostgresOptions = {}): Promise<OwnPostgres> {
    const home = mkdtempSync(path.join(tmpdir(), "carillon-own-postgres-"));
    // As root, the server runs as another user, who must be able to enter the folder.
    chmodSync(home, 0o755);
    const settings = ["shared_buffers=128MB", ...(options.settings ?? [])];
    return new OwnPostgres(home, settings, await startEmbeddedPostgres({ home, say: () => undefined, settings }));
  }

  /** Like a power failure for the database: no checkpoint, and all connections are closed. */
  async stopHard(): Promise<void> {
    if (!this.#server) return;
    const pid = Number(readFileSync(path.join(this.#server.folder, "postmaster.pid"), "utf8").split("\n")[0]);
    process.kill(pid, "SIGQUIT");
    await waitUntil(() => !isAlive(pid), 20_000);
    await this.#server.stop();
    this.#server = null;
  }

  /** Resolves when it accepts connections again, on the same port. */
  async startAgain(): Promise<void> {
    if (this.#server) return;
    const port = Number(new URL(this.url).port);
    this.#server = await startEmbeddedPostgres({
      home: this.#home,
      say: () => undefined,
      settings: this.#settings,
      port,
    });
  }

  /** Stops it and deletes its data. */
  async stop(): Promise<void> {
    await this.#server?.stop();
    this.#server = null;
    rmSync(this.#home, { recursive: true, force: true });
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}
