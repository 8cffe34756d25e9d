import { badInput, type InputIssue } from "../../platform/errors/index.js";
import type { Tx } from "../../platform/postgres/index.js";
import type { Runtime } from "../../platform/runtime/index.js";
import type { Scope } from "../accounts/index.js";
import { parseRecipientRef } from "../objects/index.js";
import type { WorkflowVersions } from "../workflows/index.js";
import { CancelRepository } from "./cancel.repository.js";
import type { CancelInput } from "./cancel.schema.js";
import { checkCancellationKey, RECIPIENTS_MAX, workflowMissing } from "./check-notify.js";

/** Ends the unfinished runs of triggers accepted before this call, and prevents those not yet made. */
export class CancelService {
  readonly #runtime: Runtime;
  readonly #workflows: WorkflowVersions;
  readonly #cancels = new CancelRepository();

  constructor(runtime: Runtime, workflows: WorkflowVersions) {
    this.#runtime = runtime;
    this.#workflows = workflows;
  }

  async cancel(scope: Scope, input: CancelInput): Promise<number> {
    const issues: InputIssue[] = checkCancellationKey(input.cancellationKey, ["input", "cancellationKey"]);
    const count = input.recipients?.length ?? 0;
    if (count > RECIPIENTS_MAX) {
      const message = `At most ${RECIPIENTS_MAX} recipients; these are ${count}.`;
      throw badInput([...issues, { path: ["input", "recipients"], code: "out_of_range", message }]);
    }
    const keys: string[] = [];
    for (const [index, recipient] of (input.recipients ?? []).entries()) {
      const parsed = parseRecipientRef(recipient, ["input", "recipients", String(index)]);
      if (parsed.ok) keys.push(parsed.value);
      else issues.push(...parsed.issues);
    }
    if (issues.length > 0) throw badInput(issues);
    const version = await this.#workflows.committed(scope, input.workflowKey);
    if (!version) throw workflowMissing(input.workflowKey, ["input"]);
    const which = {
      workflowId: version.compiled.workflowId,
      key: input.cancellationKey,
      keys: input.recipients ? keys : null,
    };
    return this.#runtime.database.transaction((tx) => this.#end(tx, scope.environmentId, which));
  }

  async #end(
    tx: Tx,
    environmentId: number,
    which: { workflowId: number; key: string; keys: string[] | null },
  ): Promise<number> {
    const at = new Date(this.#runtime.clock.now());
    const triggers = await this.#cancels.lockTriggers(tx, environmentId, which.workflowId, which.key);
    if (triggers.length === 0) return 0;
    const triggerIds = triggers.map((each) => each.id);
    await this.#cancels.mark(tx, environmentId, { triggerIds, keys: which.keys, at });
    const found = await this.#cancels.unfinished(
      tx,
      environmentId,
      triggers.map((each) => each.seq),
      which.keys,
    );
    const inBatches = found.filter((run) => run.batch_id !== null);
    if (inBatches.length > 0) await this.#cancels.lockBatches(tx, environmentId, inBatches);
    const ended = await this.#cancels.end(tx, environmentId, found, at);
    const items = ended.filter((run) => run.batch_id !== null);
    if (items.length > 0) await this.#cancels.removeItems(tx, environmentId, items);
    if (ended.length > 0) await this.#cancels.count(tx, environmentId, ended);
    return ended.length;
  }
}
