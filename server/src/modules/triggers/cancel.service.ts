import { badInput, type InputIssue } from "../../platform/errors/index.js";
import type { Tx } from "../../platform/postgres/index.js";
import type { Runtime } from "../../platform/runtime/index.js";
import type { Scope } from "../requests/index.js";
import { parseRecipientRef } from "../objects/index.js";
import type { WorkflowVersions } from "../workflows/index.js";
import { CancelRepository, type Cancelled, type CancelledTrigger } from "./cancel.repository.js";
import type { CancelCommand } from "./commands.js";
import { checkCancellationKey, RECIPIENTS_MAX, workflowMissing } from "./notify/check-notify.js";
import { LaneClearing } from "./lane-clearing.service.js";

interface Cancellation {
  which: Cancelled;
  triggers: readonly CancelledTrigger[];
  at: Date;
}

/** Ends the unfinished runs of triggers accepted before this call, and prevents runs that did not start yet. */
export class CancelService {
  readonly #runtime: Runtime;
  readonly #workflows: WorkflowVersions;
  readonly #cancels = new CancelRepository();
  readonly #clearing: LaneClearing;

  constructor(runtime: Runtime, workflows: WorkflowVersions) {
    this.#runtime = runtime;
    this.#workflows = workflows;
    this.#clearing = new LaneClearing(runtime);
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
    const lanes = await this.#cancels.lanes(database, which, triggers);
    return this.#clearing.clear(which.environmentId, lanes, (tx, owned) => this.#clear(tx, cancellation, owned));
  }

  /** Ends what waits in lanes that are owned. */
  async #clear(tx: Tx, { which, triggers, at }: Cancellation, lanes: readonly number[]): Promise<number> {
    const ended = await this.#cancels.end(tx, which, { triggers, lanes, at });
    await this.#cancels.settle(tx, which.environmentId, ended);
    return ended.length;
  }
}
