import type { Tx } from "../../../platform/postgres/index.js";
import type { MessageStore } from "../../messages/index.js";
import type { WorkflowVersions } from "../../workflows/index.js";
import type { CompiledWorkflow } from "../../workflows/pure.js";
import { sharedRun } from "../engine/shared-run.js";
import type { StepPrograms } from "../engine/steps/index.js";
import type { RunTask } from "../engine/types.js";
import type { FanoutRow } from "../storage/lane-records.js";
import type { RunContextLoader } from "../storage/run-context-loader.service.js";
import { outgoingMessages } from "./outgoing-messages.js";

export interface SharedDecisionsDeps {
  contextLoader: RunContextLoader;
  messages: MessageStore;
  workflows: WorkflowVersions;
  programs: StepPrograms;
}

/** No recipient has this key, so nothing is found for it. */
const NOBODY = "";

/** Decides once for all recipients of a fan-out who have no preferences of their own. */
export class SharedDecisions {
  readonly #deps: SharedDecisionsDeps;

  constructor(deps: SharedDecisionsDeps) {
    this.#deps = deps;
  }

  /** The run that all these recipients have; null if their runs may differ. */
  async of(
    tx: Tx,
    environmentId: number,
    { fanout, now }: { fanout: FanoutRow; now: number },
  ): Promise<RunTask | null> {
    const { trigger, source } = fanout;
    const workflow = await this.#deps.workflows.compiledVersion(environmentId, trigger.version_id, tx);
    if (!mayBeShared(workflow)) return null;
    const [base] = await this.#deps.contextLoader.gather(tx, environmentId, [
      { runId: "", recipientKey: NOBODY, trigger, versionId: trigger.version_id, data: null, subscription: null },
    ]);
    if (!base) return null;
    const task = sharedRun(base, { now, through: source, programs: this.#deps.programs });
    if (!task) return null;
    const { messages } = outgoingMessages(environmentId, now, [task]);
    return this.#deps.messages.canShare(messages) ? task : null;
  }
}

/** A cheap check of most workflows whose runs differ. */
function mayBeShared({ steps }: CompiledWorkflow): boolean {
  for (const step of steps.values()) {
    if (step.type !== "branch" && (step.type !== "channel" || step.template.readsRecipient)) return false;
  }
  return true;
}
