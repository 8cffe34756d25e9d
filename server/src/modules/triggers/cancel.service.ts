import { badInput, type InputIssue } from "../../platform/errors/index.js";
import { postgresCode, type Tx } from "../../platform/postgres/index.js";
import type { Runtime } from "../../platform/runtime/index.js";
import type { Scope } from "../requests/index.js";
import { parseRecipientRef } from "../objects/index.js";
import type { WorkflowVersions } from "../workflows/index.js";
import { CancelRepository, type Cancelled, type CancelledTrigger, type LaneToClear } from "./cancel.repository.js";
import type { CancelCommand } from "./commands.js";
import { checkCancellationKey, RECIPIENTS_MAX, workflowMissing } from "./notify/check-notify.js";
import { publishLanes, type LaneUnit } from "../lanes/index.js";

interface Cancellation {
  which: Cancelled;
  triggers: readonly CancelledTrigger[];
  at: Date;
}

interface Cleared {
  count: number;
  /** Lanes that others work in. */
  busy: LaneToClear[];
}

/** A lane is blocked at most for the time that this takes. */
const RUNS_PER_SLICE = 2000;
const LOCK_NOT_AVAILABLE = "55P03";

/** Ends the unfinished runs of triggers accepted before this call, and prevents runs that did not start yet. */
export class CancelService {
  readonly #runtime: Runtime;
  readonly #workflows: WorkflowVersions;
  readonly #cancels = new CancelRepository();

  constructor(runtime: Runtime, workflows: WorkflowVersions) {
    this.#runtime = runtime;
    this.#workflows = workflows;
  }

  async cancel(scope: Scope, input: CancelCommand): Promise<number> {
    const issues: InputIssue[] = checkCancellationKey(input.cancellationKey, ["cancellationKey"]);
    const count = input.recipients?.length ?? 0;
    if (count > RECIPIENTS_MAX) {
      const message = `At most ${RECIPIENTS_MAX} recipients; these are ${count}.`;
      throw badInput([...issues, { path: ["recipients"], code: "out_of_range", message }]);
    }
    const keys: string[] = [];
    for (const [index, recipient] of (input.recipients ?? []).entries()) {
      const parsed = parseRecipientRef(recipient, ["recipients", String(index)]);
      if (parsed.ok) keys.push(parsed.value);
      else issues.push(...parsed.issues);
    }
    if (issues.length > 0) throw badInput(issues);
    const version = await this.#workflows.committed(scope, input.workflowKey);
    if (!version) throw workflowMissing(input.workflowKey, []);
    return this.#end({
      environmentId: scope.environmentId,
      workflowId: version.compiled.workflowId,
      cancellationKey: input.cancellationKey,
      recipientKeys: input.recipients ? keys : null,
    });
  }

  /**
   * Commits the announcement first: no set that begins afterwards starts a run. A set that began before holds its lane until
   * it commits, so the next holder sees all runs there will ever be. Free lanes are cleared at once, then those in use.
   */
  async #end(which: Cancelled): Promise<number> {
    const { database, clock } = this.#runtime;
    const at = new Date(clock.now());
    const triggers = await this.#cancels.announce(database, which, at);
    if (triggers.length === 0) return 0;
    const cancellation = { which, triggers, at };
    const busy: LaneToClear[] = [];
    let count = 0;
    for (const slice of slicesOf(await this.#cancels.lanes(database, which, triggers))) {
      const cleared = await this.#clearFree(cancellation, slice);
      count += cleared.count;
      busy.push(...cleared.busy);
    }
    for (const slice of slicesOf(busy)) count += await this.#clearBusy(cancellation, slice);
    // Workers that were kept out of the lanes in the meantime need not wait for the sweep.
    publishLanes(
      this.#runtime,
      busy.map(({ lane }): LaneUnit => [which.environmentId, lane]),
    );
    return count;
  }

  #clearFree(cancellation: Cancellation, slice: readonly LaneToClear[]): Promise<Cleared> {
    return this.#runtime.database.transaction(async (tx) => {
      const lanes = slice.map(({ lane }) => lane);
      const owned = await this.#cancels.ownFree(tx, cancellation.which.environmentId, lanes);
      const count = owned.size > 0 ? await this.#clear(tx, cancellation, [...owned]) : 0;
      return { count, busy: slice.filter(({ lane }) => !owned.has(lane)) };
    });
  }

  /** Waits for the workers in all lanes at once; if one of them takes very long, for each lane by itself. */
  async #clearBusy(cancellation: Cancellation, slice: readonly LaneToClear[]): Promise<number> {
    const { environmentId } = cancellation.which;
    const { database } = this.#runtime;
    const lanes = slice.map(({ lane }) => lane);
    try {
      if (lanes.length > 1) {
        return await database.transaction(async (tx) => {
          await this.#cancels.ownAll(tx, environmentId, lanes);
          return this.#clear(tx, cancellation, lanes);
        });
      }
    } catch (error) {
      if (postgresCode(error) !== LOCK_NOT_AVAILABLE) throw error;
    }
    let count = 0;
    for (const lane of lanes) {
      count += await database.transaction(async (tx) => {
        await this.#cancels.own(tx, environmentId, lane);
        return this.#clear(tx, cancellation, [lane]);
      });
    }
    return count;
  }

  /** Ends what waits in lanes that are owned. */
  async #clear(tx: Tx, { which, triggers, at }: Cancellation, lanes: readonly number[]): Promise<number> {
    const { environmentId } = which;
    const ended = await this.#cancels.end(tx, which, { triggers, lanes, at });
    const items = ended.filter((run) => run.batch_id !== null);
    if (items.length > 0) await this.#cancels.removeItems(tx, environmentId, items);
    if (ended.length > 0) await this.#cancels.removeEffects(tx, environmentId, ended);
    if (ended.length > 0) await this.#cancels.count(tx, environmentId, ended);
    return ended.length;
  }
}

/** Lanes in order, in slices whose runs end in one short transaction. */
function slicesOf(lanes: readonly LaneToClear[]): LaneToClear[][] {
  const slices: LaneToClear[][] = [];
  let runs = Infinity;
  for (const lane of lanes) {
    runs += lane.unfinished;
    if (runs > RUNS_PER_SLICE) {
      slices.push([]);
      runs = lane.unfinished;
    }
    slices.at(-1)?.push(lane);
  }
  return slices;
}
