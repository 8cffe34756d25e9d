import pg from "pg";
import { checkHistory } from "./history/check-history.js";
import { type Call, History } from "./history/history.js";
import { readSnapshot, type Snapshot } from "./history/snapshot.js";
import { OwnPostgres, type OwnPostgresOptions } from "./own-postgres.js";
import { buildServer, Fleet, type CarillonProcess } from "./processes.js";
import { waitUntil } from "./wait-until.js";

/** Whether all rounds run (`npm run faults`) or a few (`npm test`). */
const isFull = process.env.CARILLON_FAULTS === "full";

/** The number of rounds, or of anything else that makes a fault test long. */
export function counted(short: number, full: number): number {
  return isFull ? full : short;
}

/** Writes a line into the report of `npm run faults`. */
export function report(what: string, figures: Record<string, number | string>): void {
  const words = Object.entries(figures).map(
    ([name, value]) => `${name} ${typeof value === "number" ? Math.round(value) : value}`,
  );
  process.stderr.write(`FAULTS ${what}: ${words.join(", ")}\n`);
}

export const BELL = { ref: "bell", type: "channel", channelKey: "in-app", template: { markdown: "{{ data.n }}" } };
const NOTIFY = "mutation($i: NotifyInput!) { notify(input: $i) { trigger { id } isReplay } }";
const SUBSCRIBE = "mutation($i: SubscribeInput!) { subscribe(input: $i) { changedCount } }";
const SUBSCRIBED_AT_ONCE = 1000;
/** Errors after which a caller knows that nothing was stored. */
const REFUSALS = new Set([
  "BAD_USER_INPUT",
  "NOT_FOUND",
  "FORBIDDEN",
  "UNAUTHENTICATED",
  "RATE_LIMITED",
  "PAYLOAD_TOO_LARGE",
]);
const QUIET_CHECKS = 3;

/** Processes on a Postgres of their own, a history of the calls, and the checks at the end. */
export class FaultRig {
  readonly history = new History();
  #environmentId = 0;

  private constructor(
    readonly postgres: OwnPostgres,
    readonly fleet: Fleet,
  ) {}

  static async start(env: NodeJS.ProcessEnv = {}, options: OwnPostgresOptions = {}): Promise<FaultRig> {
    buildServer();
    const postgres = await OwnPostgres.start(options);
    return new FaultRig(postgres, new Fleet({ DATABASE_URL: postgres.url, CARILLON_DRAIN_MS: "0", ...env }));
  }

  /** A rig with one process of this role, `api`, after `prepare`. */
  static async withApi(role: "all" | "api"): Promise<{ rig: FaultRig; api: CarillonProcess }> {
    const rig = await FaultRig.start();
    try {
      const api = await rig.fleet.start({ name: "api", role });
      await rig.prepare(api);
      return { rig, api };
    } catch (error) {
      await rig.stop();
      throw error;
    }
  }

  /** Creates the environment, and a workflow `plain` with one in-app message. `addWorkflow` creates more. */
  async prepare(api: CarillonProcess): Promise<void> {
    await this.fleet.makeEnvironment(api);
    const [row] = await this.sql<{ id: number }>("select max(id)::int as id from environments");
    this.#environmentId = row?.id ?? 0;
    await this.addWorkflow(api, "plain", [BELL]);
  }

  async addWorkflow(api: CarillonProcess, key: string, steps: object[], more: object = {}): Promise<void> {
    const document = { key, name: key, steps, ...more };
    await this.must(api, "mutation($i: SaveWorkflowInput!) { saveWorkflow(input: $i) { workflow { id } } }", {
      i: { document },
    });
    const i = { workflowKey: key };
    await this.must(api, "mutation($i: CommitWorkflowInput!) { commitWorkflow(input: $i) { workflow { id } } }", { i });
  }

  /** Subscribes users to an object of the collection `projects`. */
  async subscribe(api: CarillonProcess, objectId: string, userIds: readonly string[]): Promise<void> {
    for (let from = 0; from < userIds.length; from += SUBSCRIBED_AT_ONCE) {
      const recipients = userIds.slice(from, from + SUBSCRIBED_AT_ONCE).map((userId) => ({ userId }));
      await this.must(api, SUBSCRIBE, { i: { object: { collection: "projects", objectId }, recipients } });
    }
  }

  /** Sends a query with the secret key, or as a user. Throws on any error. */
  async must(api: CarillonProcess, query: string, variables: object = {}, userId?: string) {
    const answer = await this.fleet.ask(api, query, variables, userId);
    if (answer.errors) throw new Error(JSON.stringify(answer.errors));
    return answer.data;
  }

  /** Makes one call that uses `key` as its idempotency key too. Records the outcome in the history. */
  async notify(api: CarillonProcess, key: string, userIds: readonly string[], more: object = {}): Promise<Call> {
    const call = this.history.begin(key, userIds);
    const recipients = userIds.map((userId) => ({ to: { userId } }));
    const i = { workflowKey: "plain", recipients, cancellationKey: key, idempotencyKey: key, ...more };
    return this.finish(call, () => this.fleet.ask(api, NOTIFY, { i }));
  }

  async finish(call: Call, ask: () => ReturnType<Fleet["ask"]>): Promise<Call> {
    const answer = await ask().catch(() => null);
    const code = answer?.errors?.[0]?.extensions.code;
    if (answer && answer.status === 200 && !code) this.history.end(call, "ok");
    else this.history.end(call, code !== undefined && REFUSALS.has(code) ? "fail" : "unknown");
    return call;
  }

  async sql<Row>(statement: string, values: unknown[] = []): Promise<Row[]> {
    const client = new pg.Client({ connectionString: this.postgres.url });
    // A Postgres that is stopped meanwhile fails the statement, which reports the error.
    client.on("error", () => undefined);
    await client.connect();
    try {
      return (await client.query(statement, values)).rows as Row[];
    } finally {
      await client.end();
    }
  }

  get environmentId(): number {
    return this.#environmentId;
  }

  snapshot(): Promise<Snapshot> {
    return readSnapshot(this.postgres.url, this.#environmentId);
  }

  /** Waits until no work is left, for a moment. */
  async quiesce(patienceMs = 60_000): Promise<void> {
    let quiet = 0;
    await waitUntil(async () => {
      const [row] = await this.sql<{ left: number }>(
        `select (select count(*) from fanouts where not is_done)::int
           + (select count(*) from runs where status in ('PENDING', 'WAITING'))::int
           + (select count(*) from batches where is_open)::int as left`,
      );
      quiet = row?.left === 0 ? quiet + 1 : 0;
      return quiet >= QUIET_CHECKS;
    }, patienceMs);
  }

  /** The broken promises as sentences; at most twenty. */
  async broken(): Promise<string[]> {
    return checkHistory(this.history.calls, await this.snapshot()).slice(0, 20);
  }

  async stop(): Promise<void> {
    await this.fleet.stop().catch(() => undefined);
    await this.postgres.stop();
  }
}
