import { badInput, checkId, checkText, type InputIssue } from "../../../platform/errors/index.js";
import type { Page } from "../../../platform/paging/index.js";
import { parseLaneId, parseUuidId } from "../../identifiers/index.js";
import { UNFINISHED_SCAN_MAX, VersionRunsRepository } from "./version-runs.repository.js";
import type { Runtime } from "../../../platform/runtime/index.js";
import type { Scope } from "../../requests/index.js";
import { parseRecipientRef, type RecipientRefInput } from "../../objects/index.js";
import type { Matching } from "../../../platform/tails/index.js";
import { runName, runOfName } from "../tails/run-name.js";
import { OUTCOME_WEIGHTS } from "../engine/outcome.js";
import type { RunStatus } from "../engine/types.js";
import type { RunReadRow } from "./run-row.js";
import type { RunFilter, RunKey, RunPage, RunRepository } from "./run.repository.js";

export { UNFINISHED_SCAN_MAX };

export interface RunQuery {
  workflowKey?: string | null;
  recipient?: RecipientRefInput | null;
  status?: RunStatus | null;
  statuses?: readonly RunStatus[] | null;
  /** A trailing `*` stands for any. */
  outcomeCodes?: readonly string[] | null;
  triggerId?: string | null;
  createdAt?: { from?: Date | null; to?: Date | null } | null;
  tenantId?: string | null;
  hasMessages?: boolean | null;
  /** Only where it waits; with a workflow. */
  stepRef?: string | null;
  wakesAt?: { from?: Date | null; to?: Date | null } | null;
  /** Of the workflow that is named. */
  version?: number | null;
}

const UNFINISHED: readonly RunStatus[] = ["PENDING", "WAITING"];

const OUTCOME_CODES_MAX = 50;

/** Numbers of runs, by the id of a version. */
export type VersionCounts = Map<number, number>;

/** Reads runs. */
export class RunService {
  readonly #runtime: Runtime;
  readonly #runs: RunRepository;
  readonly #versionRuns = new VersionRunsRepository();

  constructor(runtime: Runtime, runs: RunRepository) {
    this.#runtime = runtime;
    this.#runs = runs;
  }

  async byIds(scope: Scope, ids: readonly string[]): Promise<RunReadRow[]> {
    const keys = ids.map((id) => parseLaneId("run", id)).filter((key) => key !== null);
    if (keys.length === 0) return [];
    return this.#runs.byIds(this.#runtime.database, scope.environmentId, keys);
  }

  ofTrigger(scope: Scope, triggerUuid: string, page: Page<RunKey>): Promise<RunReadRow[]> {
    return this.#runs.ofTrigger(this.#runtime.database, scope.environmentId, triggerUuid, page);
  }

  /** By workflow: how many unfinished runs follow each of its versions; a lower bound above `UNFINISHED_SCAN_MAX`. */
  async unfinishedByVersion(scope: Scope, workflowIds: readonly number[]): Promise<Map<number, VersionCounts>> {
    const rows = await this.#versionRuns.unfinished(this.#runtime.database, scope.environmentId, workflowIds);
    const found = new Map<number, VersionCounts>();
    for (const { workflow_id: workflowId, version_id: versionId, count } of rows)
      found.set(workflowId, (found.get(workflowId) ?? new Map<number, number>()).set(versionId, count));
    return found;
  }

  /** Tells which of named runs match; null if all do. Throws `BAD_USER_INPUT` for a query that is not valid. */
  matcher(environmentId: number, query: RunQuery): Matching {
    const filter = readFilter(query);
    if (filter === null) return async () => [];
    if (Object.values(filter).every((value) => value === null)) return null;
    return async (names) => {
      const runs = names.flatMap((name) => runOfName(name) ?? []);
      const found = await this.#runs.matching(this.#runtime.database, environmentId, filter, runs);
      return found.map(({ lane, id }) => runName(lane, id));
    };
  }

  /** A page of matching runs, latest trigger first, with one row more if there are more. */
  async page(scope: Scope, query: RunQuery, page: Page<RunKey>): Promise<RunPage> {
    const filter = readFilter(query);
    if (filter === null) return { rows: [], stoppedAt: null };
    return this.#runs.page(this.#runtime.database, scope.environmentId, filter, page);
  }
}

/** The filter that a query means; null if nothing can match. Throws `BAD_USER_INPUT` for a query that is not valid. */
export function readFilter(query: RunQuery): RunFilter | null {
  const {
    workflowKey = null,
    recipient,
    outcomeCodes = null,
    triggerId = null,
    tenantId = null,
    stepRef = null,
    version = null,
  } = query;
  const named = recipient ? parseRecipientRef(recipient, ["filter", "recipient"]) : null;
  const issues = [
    ...checkText(workflowKey, ["filter", "workflowKey"]),
    ...(named?.ok === false ? named.issues : []),
    ...checkSize(outcomeCodes),
    ...(tenantId === null ? [] : checkId(tenantId, ["filter", "tenantId"])),
    ...checkText(stepRef, ["filter", "stepRef"]),
    ...needsWorkflow("stepRef", stepRef, workflowKey),
    ...needsWorkflow("version", version, workflowKey),
  ];
  if (issues.length > 0) throw badInput(issues);
  const statuses = statusesOf(query);
  const triggerUuid = triggerId === null ? null : parseUuidId("trigger", triggerId);
  // No status is both, and an id of something else names no trigger.
  if (statuses?.length === 0 || (triggerId !== null && triggerUuid === null)) return null;
  const { from = null, to = null } = query.createdAt ?? {};
  const { from: wakesFrom = null, to: wakesTo = null } = query.wakesAt ?? {};
  return {
    ...{ workflowKey, recipientKey: named?.ok === true ? named.value : null, statuses, triggerUuid },
    ...{ createdFrom: from, createdTo: to, outcomeCodes: outcomeCodes && outcomeCodes.flatMap(codesOf) },
    ...{ tenantId, stepRef, version, hasMessages: query.hasMessages ?? null, wakesFrom, wakesTo },
  };
}

/** Those that all parts of the filter allow; null for any. */
function statusesOf(query: RunQuery): readonly RunStatus[] | null {
  const { status = null, statuses = null, stepRef = null, wakesAt = null } = query;
  const parts: (readonly RunStatus[] | null)[] = [
    status === null ? null : [status],
    statuses && [...new Set(statuses)],
    // The index of unfinished runs answers these.
    stepRef === null ? null : ["WAITING"],
    wakesAt === null ? null : UNFINISHED,
  ];
  return parts.reduce(
    (both, part) => (both && part ? both.filter((each) => part.includes(each)) : (both ?? part)),
    null,
  );
}

function needsWorkflow(
  field: "stepRef" | "version",
  value: string | number | null,
  workflowKey: string | null,
): InputIssue[] {
  if (value === null || workflowKey !== null) return [];
  const message = "Steps and versions belong to a workflow: give `workflowKey` too.";
  return [{ path: ["filter", field], code: "required", message }];
}

/** The codes that a pattern stands for. */
function codesOf(pattern: string): string[] {
  if (!pattern.endsWith("*")) return [pattern];
  const start = pattern.slice(0, -1);
  return Object.keys(OUTCOME_WEIGHTS).filter((code) => code.startsWith(start));
}

function checkSize(codes: readonly string[] | null): InputIssue[] {
  if (codes === null || codes.length <= OUTCOME_CODES_MAX) return [];
  const message = `At most ${OUTCOME_CODES_MAX} codes are allowed; there are ${codes.length}.`;
  return [{ path: ["filter", "outcomeCodes"], code: "too_many", message }];
}
