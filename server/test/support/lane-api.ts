import { createModules, type ModuleOptions, type Modules } from "../../src/app/composition/modules.js";
import { laneOf, userKey } from "../../src/modules/identifiers/index.js";
import type { JsonObject } from "../../src/platform/json.js";
import type { TestEnvironment } from "./environments.js";
import { createModuleApi, type ModuleApi } from "./module-api.js";
import { createTestRuntime, type TestRuntime } from "./runtime.js";
import { waitUntil } from "./wait-until.js";

/** Modules with a running worker, and a clock that a test moves. */
export interface LaneApi extends ModuleApi {
  addWorkflow(key: string, steps: object[]): Promise<void>;
  /** Returns the trigger's id. */
  notify(workflowKey: string, userIds: readonly string[], more?: object): Promise<string>;
  /** The trigger with its runs, once it is finished. */
  finished(triggerId: string): Promise<FinishedTrigger>;
  /** Another worker on the same database, woken by the same hints. It shares no memory with the first. */
  anotherWorker(): { modules: Modules; runtime: TestRuntime };
  close(): Promise<void>;
}

export interface FinishedTrigger {
  status: string;
  failure: string | null;
  runCount: number;
  runs: { recipientId: string; status: string; codes: string[]; reason: string | null }[];
}

const NOTIFY = "mutation($i: NotifyInput!) { notify(input: $i) { trigger { id } } }";

export async function createLaneApi(options: ModuleOptions = {}): Promise<LaneApi> {
  const api = await createModuleApi(options);
  const workers: Modules[] = [];
  const runs = async (triggerId: string): Promise<FinishedTrigger["runs"]> => {
    const rows = await api.db.database.query<{
      key: string;
      status: string;
      trace: [number, null, string, JsonObject][];
    }>("select recipient_key as key, status, trace from runs where trigger_id = $1 order by id", [triggerId]);
    return rows.map(({ key, status, trace }) => ({
      recipientId: key.slice(2),
      status,
      codes: trace.map(([, , code]) => code),
      reason:
        trace.flatMap(([, , code, values]) => (code === "run.failed" ? [JSON.stringify(values.reason)] : []))[0] ??
        null,
    }));
  };
  return {
    ...api,
    async addWorkflow(key, steps) {
      const document = { key, name: key, steps, feedData: ["n"] };
      await api.modules.workflows.save(api.home.secret, JSON.parse(JSON.stringify(document)));
      await api.modules.workflows.commit(api.home.secret, key, null);
    },
    async notify(workflowKey, userIds, more = {}) {
      const recipients = userIds.map((userId) => ({ to: { userId } }));
      const answer = await api.ask(NOTIFY, { i: { workflowKey, recipients, ...more } });
      if (answer.errors.length > 0) throw new Error(answer.errors.join(", "));
      const rows = await api.db.database.query<{ id: string }>("select id from triggers order by seq desc limit 1");
      return rows[0]?.id ?? "";
    },
    async finished(triggerId) {
      let found: { done: boolean; failure: string | null } | undefined;
      await waitUntil(async () => {
        const rows = await api.db.database.query<{ done: boolean; failure: string | null }>(
          `select t.failure, (select coalesce(bool_and(is_done and run_count = completed_count + failed_count + cancelled_count), true)
             from fanouts f where f.trigger_id = t.id) as done from triggers t where t.id = $1`,
          [triggerId],
        );
        found = rows[0];
        return found?.done === true;
      }, 20_000);
      const its = await runs(triggerId);
      const status = found?.failure != null ? "FAILED" : "COMPLETED";
      return { status, failure: found?.failure ?? null, runCount: its.length, runs: its };
    },
    anotherWorker() {
      const runtime = createTestRuntime(api.db.database, { clock: api.runtime.clock, hints: api.runtime.hints });
      const modules = createModules(runtime);
      workers.push(modules);
      return { modules, runtime };
    },
    async close() {
      await api.modules.runs.worker.stop();
      for (const modules of workers) await modules.runs.worker.stop();
      await api.db.drop();
    },
  };
}

/** Users who are all in one lane. */
export function usersOfOneLane(home: TestEnvironment, count: number): string[] {
  const found: string[] = [];
  const lane = laneOf(home.environmentId, userKey("lane-0"));
  for (let number = 0; found.length < count; number += 1) {
    const userId = `lane-${number}`;
    if (laneOf(home.environmentId, userKey(userId)) === lane) found.push(userId);
  }
  return found;
}

export const BELL = { ref: "bell", type: "channel", channelKey: "in-app", template: { markdown: "{{ data.n }}" } };
