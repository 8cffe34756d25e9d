import type { JsonObject } from "../../../platform/json.js";
import type { EngagementMark } from "../../messages/index.js";
import type { RecipientRefFields } from "../../objects/index.js";
import type { NotifyFields } from "../../triggers/index.js";

/** The workflow and the events of a simulation. Exactly one of `workflowKey` and `document` is given. */
export interface SimulateCommand {
  workflowKey?: string | null;
  /** Take the draft rather than the committed version. */
  useDraft: boolean;
  document?: JsonObject | null;
  /** Left out, now. */
  startAt?: Date | null;
  triggers: readonly SimulatedTrigger[];
  cancels?: readonly SimulatedCancel[] | null;
  marks?: readonly SimulatedMark[] | null;
}

/** An event of the story. */
interface Timed {
  /** Seconds after `startAt`. */
  afterSeconds: number;
}

export interface SimulatedTrigger extends Timed, NotifyFields {}

export interface SimulatedCancel extends Timed {
  cancellationKey: string;
  recipients?: readonly RecipientRefFields[] | null;
}

export interface SimulatedMark extends Timed {
  recipient: RecipientRefFields;
  stepRef: string;
  mark: EngagementMark;
}
