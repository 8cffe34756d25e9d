import { runIdOf } from "../../identifiers/index.js";
import type { Tx } from "../../../platform/postgres/index.js";
import type { FanoutChange } from "../storage/fanout-changes.js";
import type { FanoutRow, PageRequest } from "../storage/lane-records.js";
import type { RunContextRequest } from "../storage/run-context-loader.service.js";
import type { Allowance } from "./allowance.js";
import type { RecipientSource } from "./recipient-source.js";

/** A recipient that a page reached. */
export interface FanoutTarget extends RunContextRequest {
  /** The source of the fan-out that counts the run. */
  source: string;
  /** The object by which it was reached; null when the call named it. */
  through: string | null;
  /** The progress of the fan-out after this recipient. */
  after: Progress;
}

/** The progress of a fan-out. */
export type Progress = NonNullable<FanoutChange["progress"]>;

/** The result of one page of one fan-out. */
export interface FanoutPage {
  fanout: FanoutRow;
  targets: FanoutTarget[];
  progress: Progress;
  /** Lanes in which a fan-out to subscribers began. */
  expandedLanes: number[];
}

/** Recipients of one lane whose runs are the same. */
export interface AlikeRecipients {
  /** Their keys, as text of a Postgres array. */
  keys: string;
  count: number;
  /** The page ends at this key; null if all of the keys are in it. */
  upTo: string | null;
}

/** A page of which most recipients are not read one by one: `targets` are those with preferences of their own. */
export interface SharedPage extends FanoutPage {
  alike: AlikeRecipients | null;
}

/** The request of a page, with the fan-out's source. */
export interface SourcePage<Source extends RecipientSource = RecipientSource> {
  request: PageRequest;
  source: Source;
}

/** Pages of fan-outs are read in the transaction of a set that owns their lanes. */
export interface PagingSet {
  tx: Tx;
  environmentId: number;
  /** The budget for data of recipients with their own data. */
  allowance: Allowance;
}

/** Finds the next recipients of sources of one kind. */
export interface RecipientPager<Source extends RecipientSource = RecipientSource> {
  readonly kind: Source["kind"];
  /** The next page of each, in the order given. */
  pages(set: PagingSet, wanted: readonly SourcePage<Source>[]): Promise<FanoutPage[]>;
}

export const DONE: Progress = { isDone: true, cursorObject: "", cursorSubscriber: "" };

export function targetOf(
  fanout: FanoutRow,
  recipientKey: string,
  its: Pick<FanoutTarget, "data" | "subscription" | "through" | "after">,
): FanoutTarget {
  const { trigger, source } = fanout;
  const runId = runIdOf(trigger.seq, trigger.id, recipientKey);
  return { runId, recipientKey, trigger, versionId: trigger.version_id, source, ...its };
}
