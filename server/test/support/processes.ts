import { spawn, spawnSync, type ChildProcess } from "node:child_process";
import { randomBytes } from "node:crypto";
import { existsSync } from "node:fs";
import path from "node:path";
import { createClient, type Client } from "graphql-ws";
import WebSocket from "ws";
import { NO_LIMITS, type Answer } from "./carillon.js";
import { waitUntil } from "./wait-until.js";

const ROOT = path.resolve(import.meta.dirname, "../../..");
const MAIN = path.join(ROOT, "server/dist/app/main.js");
/** Six of them start on two cores that other tests use too. */
const START_PATIENCE_MS = 90_000;
const EXIT_PATIENCE_MS = 30_000;

export interface ProcessOptions {
  /** The name in errors, for example `api-1`. */
  name: string;
  role: "api" | "worker" | "all";
  /** Additional settings, which override those of the fleet. */
  env?: NodeJS.ProcessEnv;
}

export interface Exit {
  code: number | null;
  signal: NodeJS.Signals | null;
}

/** Builds `server/dist` if its sources changed. The processes run the code that users run. */
export function buildServer(): void {
  const program = 'const { buildServer } = await import("./scripts/build.mjs"); await buildServer();';
  const result = spawnSync(process.execPath, ["--input-type=module", "-e", program], { cwd: ROOT, encoding: "utf8" });
  if (result.status !== 0 || !existsSync(MAIN)) throw new Error(`The server cannot be built:\n${result.stderr}`);
}

/** One Carillon process. States: starting → ready → exited; `start` waits for ready. */
export class CarillonProcess {
  readonly name: string;
  readonly #child: ChildProcess;
  readonly #exited: Promise<Exit>;
  #output = "";
  #exit: Exit | null = null;

  constructor(options: ProcessOptions, env: NodeJS.ProcessEnv) {
    this.name = options.name;
    const { PATH, HOME } = process.env;
    this.#child = spawn(process.execPath, ["--unhandled-rejections=strict", MAIN], {
      cwd: ROOT,
      env: {
        PATH,
        HOME,
        NODE_ENV: "test",
        PORT: "0",
        LOG_LEVEL: "warn",
        ...env,
        CARILLON_ROLE: options.role,
        ...options.env,
      },
      stdio: ["ignore", "pipe", "pipe"],
    });
    const keep = (chunk: Buffer): void => {
      this.#output += chunk.toString();
    };
    this.#child.stdout?.on("data", keep);
    this.#child.stderr?.on("data", keep);
    this.#exited = new Promise((resolve) => {
      this.#child.once("close", (code, signal) => {
        this.#exit = { code, signal };
        resolve(this.#exit);
      });
    });
  }

  /** The URL of an api process, for example `http://localhost:41237`. A worker has none. */
  get url(): string {
    const url = /ready after .* on (http:\S+)/.exec(this.#output)?.[1];
    if (url === undefined) throw new Error(`${this.name} serves nowhere.`);
    return url;
  }

  get pid(): number {
    return this.#child.pid ?? 0;
  }

  /** All output so far, including its log. */
  get output(): string {
    return this.#output;
  }

  get isRunning(): boolean {
    return this.#exit === null;
  }

  async ready(): Promise<this> {
    await waitUntil(() => this.#exit !== null || /ready after/.test(this.#output), START_PATIENCE_MS);
    if (this.#exit) throw new Error(`${this.name} ended at once (${JSON.stringify(this.#exit)}):\n${this.#output}`);
    return this;
  }

  /** Sends SIGKILL: the process finishes nothing. */
  async kill(): Promise<Exit> {
    this.#child.kill("SIGKILL");
    return this.#exited;
  }

  /** Sends SIGTERM, and returns how it ended. A process that hangs is killed, with an error. */
  async stop(): Promise<Exit> {
    this.#child.kill("SIGTERM");
    const hung = setTimeout(() => this.#child.kill("SIGKILL"), EXIT_PATIENCE_MS);
    const exit = await this.#exited;
    clearTimeout(hung);
    if (exit.signal === "SIGKILL") throw new Error(`${this.name} did not end on SIGTERM:\n${this.#output}`);
    return exit;
  }

  /** SIGSTOP and SIGCONT: the process pauses, and continues. */
  pause(): void {
    this.#child.kill("SIGSTOP");
  }

  resume(): void {
    this.#child.kill("SIGCONT");
  }
}

export interface FleetKeys {
  secretKey: string;
  publicKey: string;
}

export interface HttpAnswer extends Answer {
  status: number;
  headers: Headers;
}

export interface Listening {
  events: Answer["data"][];
  /** The close code of the socket, once it is closed. */
  closeCode: number | null;
  stop(): void;
}

/** Several processes on one database, with a development environment of their own. `stop` ends all of them. */
export class Fleet {
  readonly #env: NodeJS.ProcessEnv;
  readonly #processes: CarillonProcess[] = [];
  readonly #clients = new Set<Client>();
  readonly bootstrapKey = `sk_${randomBytes(24).toString("base64url")}`;
  #keys: FleetKeys | null = null;

  /** `env` must contain DATABASE_URL; other settings such as REDIS_URL are optional. */
  constructor(env: NodeJS.ProcessEnv) {
    this.#env = { ...NO_LIMITS, ...env, CARILLON_BOOTSTRAP_SECRET_KEY: this.bootstrapKey };
  }

  /** The keys of the environment that tests use. */
  get keys(): FleetKeys {
    if (!this.#keys) throw new Error("Make the environment first, with `makeEnvironment`.");
    return this.#keys;
  }

  /** For a second fleet object that uses the same processes with other keys. */
  useKeys(keys: FleetKeys): void {
    this.#keys = keys;
  }

  get processes(): readonly CarillonProcess[] {
    return this.#processes;
  }

  async start(options: ProcessOptions): Promise<CarillonProcess> {
    const started = new CarillonProcess(options, this.#env);
    this.#processes.push(started);
    return started.ready();
  }

  async makeEnvironment(api: CarillonProcess): Promise<FleetKeys> {
    const key = `fleet-${randomBytes(4).toString("hex")}`;
    const query = `mutation($i: CreateEnvironmentInput!) { createEnvironment(input: $i) { secretKey publicKey } }`;
    const variables = { i: { key, name: "Fleet", isDevelopment: true } };
    const answer = await this.askAs(api, { authorization: `Bearer ${this.bootstrapKey}` }, { query, variables });
    if (answer.errors) throw new Error(JSON.stringify(answer.errors));
    this.#keys = answer.data.createEnvironment;
    return this.keys;
  }

  /** Sends a query with the secret key, or as a user. Throws if there is no HTTP answer. */
  ask(api: CarillonProcess, query: string, variables: object = {}, userId?: string): Promise<HttpAnswer> {
    const authorization = `Bearer ${userId === undefined ? this.keys.secretKey : this.keys.publicKey}`;
    const headers = { authorization, ...(userId === undefined ? {} : { "x-carillon-user-id": userId }) };
    return this.askAs(api, headers, { query, variables });
  }

  async askAs(api: CarillonProcess, headers: Record<string, string>, body: object): Promise<HttpAnswer> {
    const response = await fetch(`${api.url}/graphql`, {
      method: "POST",
      headers: { "content-type": "application/json", accept: "application/graphql-response+json", ...headers },
      body: JSON.stringify(body),
    });
    const result: Answer = JSON.parse(await response.text());
    return { ...result, status: response.status, headers: response.headers };
  }

  /** Collects the events of a subscription. It does not reconnect. */
  listen(api: CarillonProcess, query: string, variables: object, userId: string): Listening {
    const events: Answer["data"][] = [];
    const client = createClient({
      url: `${api.url.replace("http", "ws")}/graphql`,
      webSocketImpl: WebSocket,
      connectionParams: { apiKey: this.keys.publicKey, userId },
      retryAttempts: 0,
      lazy: false,
      onNonLazyError: () => undefined,
      on: { closed: (event) => (listening.closeCode = closeCodeOf(event)) },
    });
    this.#clients.add(client);
    const leave = client.subscribe(
      { query, variables: { ...variables } },
      { next: (event) => events.push(event.data), error: () => undefined, complete: () => undefined },
    );
    const listening: Listening = {
      events,
      closeCode: null,
      stop: () => {
        leave();
        void client.dispose();
        this.#clients.delete(client);
      },
    };
    return listening;
  }

  /** Ends the running processes, with SIGTERM where possible. */
  async stop(): Promise<void> {
    for (const client of this.#clients) void client.dispose();
    await Promise.all(this.#processes.filter((each) => each.isRunning).map((each) => each.stop()));
  }
}

function closeCodeOf(event: unknown): number {
  const code: unknown = typeof event === "object" && event !== null ? Reflect.get(event, "code") : null;
  return typeof code === "number" ? code : 0;
}
