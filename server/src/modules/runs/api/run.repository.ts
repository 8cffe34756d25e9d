import {
  boundedListSql,
  fitsSql,
  keysetSql,
  PAGE_SCAN_MAX,
  type KeysetSql,
  type Page,
} from "../../../platform/paging/index.js";
import { laneOf } from "../../identifiers/index.js";
import { whereSql, type Queryable, type WherePart } from "../../../platform/postgres/index.js";
import { TriggerTimes } from "../../triggers/index.js";
import type { RunStatus } from "../engine/types.js";
import { MESSAGE_CODES } from "./describe-trace.js";
import type { RunReadRow } from "./run-row.js";

/** A run's place in lists. */
export type RunKey = readonly [triggerSeq: number, createdAt: string, id: string];

export interface RunFilter {
  workflowKey: string | null;
  recipientKey: string | null;
  /** At least one; null for any. */
  statuses: readonly RunStatus[] | null;
  outcomeCodes: readonly string[] | null;
  triggerUuid: string | null;
  createdFrom: Date | null;
  createdTo: Date | null;
  tenantId: string | null;
  hasMessages: boolean | null;
  /** The step at which it waits. */
  stepRef: string | null;
  wakesFrom: Date | null;
  wakesTo: Date | null;
  /** The version that they follow, with a workflow. */
  version: number | null;
  /** The number of a workflow, whether it is archived or not. */
  workflowId?: number | null;
  /** Only runs that wait for a time after this instant, or for a batch. */
  wakeableAt?: Date | null;
}

/**
 * The `between` and the order leave the planner the primary key alone: while a table is young, another index that begins with the
 * environment looks as good, and a plan that is kept would later read the whole environment for each row.
 */
const TENANT = `(select t.tenant_id from triggers t where t.environment_id = r.environment_id
  and t.id between r.trigger_id and r.trigger_id order by t.id limit 1)`;

const COLUMNS = `r.lane, r.id, r.trigger_id, r.trigger_seq, r.recipient_key, r.status, r.trace, r.created_at, r.finished_at,
  r.due_at, r.batch_id is not null as waits_in_batch, r.state ->> 'at' as step_ref, w.key as workflow_key, r.workflow_id, v.number as version,
  ${TENANT} as tenant_id`;

const JOINS = "join workflows w on w.id = r.workflow_id left join workflow_versions v on v.id = r.version_id";

const SELECT = `select ${COLUMNS} from runs r ${JOINS} where r.environment_id = $1`;

/** Written out, so that the planner sees which partial index fits. */
const STATUS_SQL: Readonly<Record<RunStatus, string>> = {
  PENDING: "'PENDING'",
  WAITING: "'WAITING'",
  COMPLETED: "'COMPLETED'",
  CANCELLED: "'CANCELLED'",
  FAILED: "'FAILED'",
};

function hasStatus(statuses: readonly RunStatus[] | null): string {
  return statuses === null ? "" : ` and r.status in (${statuses.map((status) => STATUS_SQL[status]).join(", ")})`;
}

/** For each status with a partial index, all statuses in that index. */
const INDEXED_GROUP: Readonly<Record<RunStatus, string>> = {
  PENDING: " and r.status in ('PENDING', 'WAITING')",
  WAITING: " and r.status in ('PENDING', 'WAITING')",
  COMPLETED: "",
  CANCELLED: " and r.status in ('FAILED', 'CANCELLED')",
  FAILED: " and r.status in ('FAILED', 'CANCELLED')",
};

/** The group that all of these statuses share. */
function groupOf(statuses: readonly RunStatus[] | null): string {
  const groups = new Set(statuses?.map((status) => INDEXED_GROUP[status]));
  const [group = ""] = groups;
  return groups.size === 1 ? group : "";
}

/** A single outcome that is rare enough to have an index. */
function indexedOutcome({ outcomeCodes, recipientKey, triggerUuid }: RunFilter): string | null {
  const [only, ...others] = outcomeCodes ?? [];
  if (only === undefined || others.length > 0 || recipientKey !== null || triggerUuid !== null) return null;
  return only === "message.made" ? null : only;
}

/** The live workflow with this key, else the one that was archived last. */
const WORKFLOW =
  "(select id from workflows where environment_id = $1 and key = ? order by archived_at desc nulls first limit 1)";

/** A run that waits in a batch goes on when the batch closes, as the backlog counts it. */
const WAKES_AT = `coalesce(r.due_at, (select b.closes_at from batches b
  where b.environment_id = r.environment_id and b.lane = r.lane and b.id = r.batch_id))`;
const VERSION = "(select n.number from workflow_versions n where n.id = r.version_id)";

const MADE_MESSAGES = [...MESSAGE_CODES].map((code) => `r.trace @> '[["${code}"]]'`).join(" or ");

/** Maximum number of a workflow's triggers whose runs one page scans. */
const TRIGGER_SCAN_MAX = 200;
/** The smallest values of `created_at` and of ids. */
const [EARLIEST, FIRST_ID] = ["0001-01-01T00:00:00.000Z", "00000000-0000-0000-0000-000000000000"];
const [LATEST, LAST_ID] = ["9999-12-31T23:59:59.999Z", "ffffffff-ffff-ffff-ffff-ffffffffffff"];

/** A page; `stoppedAt` is the key after which the next page starts, if the scan ended before the page was full. */
export interface RunPage {
  rows: RunReadRow[];
  stoppedAt: RunKey | null;
}

/** An unfinished run, by what its lane's owner finds it by, and its place in lists. */
export interface UnfinishedRun {
  lane: number;
  id: string;
  trigger_seq: number;
  created_at: Date;
}

interface FoundRow extends RunReadRow {
  cut_seq: number | null;
  cut_at: Date | null;
  cut_id: string | null;
  /** The last scanned trigger, if there are more. */
  last_seq: number | null;
}

/**
 * SQL: selects the triggers of the workflow $2 that contain the page's runs, by an index of the triggers. Runs, which are
 * far more, have an index by workflow only while they wait or if they were cut short. $3 is the trigger of the page's
 * `after`, or of its `before` if it has no `after`.
 */
function triggersOf({ after, before, isBackward }: Page<RunKey>, limit: number, bounds: string): string {
  const upTo = after === null ? "" : " and t.seq <= $3";
  const from = before === null ? "" : ` and t.seq >= ${after === null ? "$3" : "$6"}`;
  return `select t.seq from triggers t where t.environment_id = $1
    and t.workflow_id = ${WORKFLOW.replace("?", "$2")}${upTo}${from}${bounds.replaceAll("r.trigger_seq", "t.seq")} order by t.seq ${isBackward ? "asc" : "desc"} limit ${limit}`;
}

/** SQL: the last trigger that a page scans, if there are more. */
function lastTrigger(page: Page<RunKey>, bounds: string): string {
  return `(select case when count(*) > ${TRIGGER_SCAN_MAX} then (array_agg(seq))[${TRIGGER_SCAN_MAX}] end
    from (${triggersOf(page, TRIGGER_SCAN_MAX + 1, bounds)}) t)`;
}

/** How long after its trigger a run may be made and still be found by the time at which it was made. */
const FANOUT_MAX_MS = 3_600_000;

const COLUMNS_OF_KEY = ["r.trigger_seq", "r.created_at", "r.id"];

export class RunRepository {
  readonly #triggerTimes = new TriggerTimes();

  byIds(q: Queryable, environmentId: number, ids: readonly { lane: number; uuid: string }[]): Promise<RunReadRow[]> {
    return q.query<RunReadRow>(`${SELECT} and (r.lane, r.id) in (select * from unnest($2::smallint[], $3::uuid[]))`, [
      environmentId,
      ids.map((id) => id.lane),
      ids.map((id) => id.uuid),
    ]);
  }

  /** A page of one trigger's runs, oldest first, one more than asked for when there is more. */
  ofTrigger(q: Queryable, environmentId: number, triggerId: string, page: Page<RunKey>): Promise<RunReadRow[]> {
    const keyset = keysetSql(page, { columns: COLUMNS_OF_KEY, direction: "asc" }, 3);
    return q.query<RunReadRow>(
      `${SELECT} and r.trigger_seq = (select seq from triggers where environment_id = $1 and id = $2)
       ${keyset.and} ${keyset.orderAndLimit}`,
      [environmentId, triggerId, ...keyset.values],
    );
  }

  /**
   * A page of matching runs, latest trigger first, with one row more if there are more. Indexes answer the conditions on
   * recipient, trigger and time, on a single outcome other than a message, and on waiting or cut-short runs, of one workflow
   * or all; the other conditions are checked on at most PAGE_SCAN_MAX of these rows.
   */
  async page(q: Queryable, environmentId: number, filter: RunFilter, page: Page<RunKey>): Promise<RunPage> {
    const parts = partsOf(environmentId, filter, page);
    const bounds = whereSql(await this.#boundsOf(q, environmentId, filter), 2 + parts.values.length);
    const values = [...parts.values, ...bounds.values];
    const more = whereSql(moreOf(filter, parts.outcome), 2 + values.length);
    const { isByTrigger, keyset } = parts;

    // One status of a group may be rare in it.
    const fits = fitsSql(`${isByTrigger ? "" : parts.rest}${hasStatus(filter.statuses)}${more.and}`);
    const max = fits === "true" ? page.size + 1 : PAGE_SCAN_MAX;
    const scanned = `where r.environment_id = $1${parts.base}${bounds.and}${keyset.and}`;
    // Ordered by the triggers themselves, so that Postgres sorts the runs of one trigger at a time, and stops when it has enough.
    const sql = isByTrigger
      ? `select r.trigger_seq, r.created_at, r.id, r.lane, ${fits} as fits, 0 as part
         from (${triggersOf(page, TRIGGER_SCAN_MAX, bounds.and)}) s cross join lateral (
           select * from runs r ${scanned} and r.trigger_seq = s.seq ${keyset.orderBy} limit ${max + 1}
         ) r ${keyset.orderBy.replace("r.trigger_seq", "s.seq")} limit ${max + 1}`
      : `select r.trigger_seq, r.created_at, r.id, r.lane, ${fits} as fits, 0 as part
         from runs r ${scanned} ${keyset.orderBy} limit ${max + 1}`;
    const scan = { alias: "r", columns: ["trigger_seq", "created_at", "id", "lane"], sql, max };
    const rows = await q.query<FoundRow>(
      `with ${boundedListSql(scan, keyset, !page.isBackward)}
       select r.*, cut.trigger_seq as cut_seq, cut.created_at as cut_at, cut.id as cut_id, ${isByTrigger ? lastTrigger(page, bounds.and) : "null"} as last_seq
       from (select) o left join cut on true left join (
         select ${COLUMNS} from chosen k cross join lateral (
           select * from runs where environment_id = $1 and lane = k.lane and id between k.id and k.id order by id limit 1) r ${JOINS}
       ) r on true ${keyset.orderBy}`,
      [environmentId, ...values, ...more.values],
    );
    return { rows: rows.filter((row) => row.id !== null), stoppedAt: stopOf(rows[0], page) };
  }

  /**
   * A page of the unfinished runs that match, latest trigger first, with one more if there are more: only their ids. The
   * filter's statuses are among the unfinished ones, so that their index answers.
   */
  async unfinished(
    q: Queryable,
    environmentId: number,
    filter: RunFilter,
    page: Page<RunKey>,
  ): Promise<UnfinishedRun[]> {
    const { sql, values } = await this.#unfinishedSql(q, environmentId, filter, page);
    return q.query<UnfinishedRun>(`select r.lane, r.id, r.trigger_seq, r.created_at ${sql}`, values);
  }

  /** Those of these runs that match, each found by its primary key. */
  matching(
    q: Queryable,
    environmentId: number,
    filter: RunFilter,
    runs: readonly { lane: number; id: string }[],
  ): Promise<{ lane: number; id: string }[]> {
    const parts: WherePart[] = [
      ["r.recipient_key = ?", filter.recipientKey],
      [`r.workflow_id = ${WORKFLOW}`, filter.workflowKey],
      ["r.trigger_id = ?::uuid", filter.triggerUuid],
      ...moreOf(filter, null),
    ];
    const where = whereSql(parts, 4);
    return q.query(
      `select r.lane, r.id from unnest($2::smallint[], $3::uuid[]) as k(lane, id) cross join lateral (
         select * from runs where environment_id = $1 and lane = k.lane and id between k.id and k.id order by id limit 1) r
       where true${hasStatus(filter.statuses)}${where.and}`,
      [environmentId, runs.map(({ lane }) => lane), runs.map(({ id }) => id), ...where.values],
    );
  }

  /** How many unfinished runs match, up to a limit. */
  async countUnfinished(q: Queryable, environmentId: number, filter: RunFilter, max: number): Promise<number> {
    const page = { size: max - 1, isBackward: false, after: null, before: null };
    const { sql, values } = await this.#unfinishedSql(q, environmentId, filter, page);
    const rows = await q.query<{ count: number }>(`select count(*)::int as count from (select 1 ${sql}) r`, values);
    return rows[0]?.count ?? 0;
  }

  async #unfinishedSql(
    q: Queryable,
    environmentId: number,
    filter: RunFilter,
    page: Page<RunKey>,
  ): Promise<{ sql: string; values: (string | number)[] }> {
    const parts = partsOf(environmentId, filter, page);
    const bounds = whereSql(await this.#boundsOf(q, environmentId, filter), 2 + parts.values.length);
    const known = [...parts.values, ...bounds.values];
    const more = whereSql(moreOf(filter, parts.outcome), 2 + known.length);
    const { base, rest, keyset } = parts;
    const conditions = `${base}${rest}${bounds.and}${keyset.and}${hasStatus(filter.statuses)}${more.and}`;
    return {
      sql: `from runs r where r.environment_id = $1${conditions} ${keyset.orderAndLimit}`,
      values: [environmentId, ...known, ...more.values],
    };
  }

  /** The triggers that may have runs of the filter's time, by their sequence numbers: runs have no index by time. */
  async #boundsOf(q: Queryable, environmentId: number, { createdFrom, createdTo }: RunFilter): Promise<WherePart[]> {
    const from = createdFrom && new Date(createdFrom.getTime() - FANOUT_MAX_MS);
    return [
      ["r.trigger_seq >= ?", from && (await this.#triggerTimes.firstSince(q, environmentId, from))],
      ["r.trigger_seq < ?", createdTo && (await this.#triggerTimes.firstSince(q, environmentId, createdTo))],
    ];
  }
}

interface FilterParts {
  /** Conditions that an index answers. */
  base: string;
  /** The workflow, where no index answers it. */
  rest: string;
  keyset: KeysetSql;
  /** Of the parameters from $2 on. */
  values: (string | number)[];
  /** Whether the runs are found by the triggers of their workflow. */
  isByTrigger: boolean;
  /** The outcome that an index answers. */
  outcome: string | null;
}

function partsOf(environmentId: number, filter: RunFilter, page: Page<RunKey>): FilterParts {
  const { recipientKey, statuses, workflowKey, triggerUuid } = filter;
  const group = recipientKey === null && triggerUuid === null ? groupOf(statuses) : "";
  const outcome = group === "" ? indexedOutcome(filter) : null;
  const isOfOne = recipientKey !== null || triggerUuid !== null;
  const ofWorkflow = [`r.workflow_id = ${WORKFLOW}`, workflowKey] as const;
  const base = whereSql(
    [
      ["r.lane = ?", recipientKey === null ? null : laneOf(environmentId, recipientKey)],
      ["r.recipient_key = ?", recipientKey],
      ["r.trigger_seq = (select seq from triggers where environment_id = $1 and id = ?)", triggerUuid],
      ["r.outcome_code = ? and r.outcome_code <> 'message.made'", outcome],
      ...(group === "" ? [] : [ofWorkflow]),
    ],
    2,
  );
  const rest = whereSql(group === "" ? [ofWorkflow] : [], 2 + base.values.length);
  const known = [...base.values, ...rest.values];
  const keyset = keysetSql(page, { columns: COLUMNS_OF_KEY, direction: "desc" }, 2 + known.length);
  return {
    ...{ base: base.and + group, rest: rest.and, keyset, values: [...known, ...keyset.values], outcome },
    isByTrigger: workflowKey !== null && !isOfOne && group === "" && outcome === null,
  };
}

/** Conditions that no index answers. */
function moreOf(filter: RunFilter, indexed: string | null): WherePart[] {
  const {
    outcomeCodes,
    createdFrom,
    createdTo,
    tenantId,
    hasMessages,
    stepRef,
    wakesFrom,
    wakesTo,
    version,
    wakeableAt,
    workflowId,
  } = filter;
  return [
    ["r.outcome_code = any(string_to_array(?, ' '))", indexed === null ? outcomeCodes?.join(" ") : null],
    ["r.created_at >= ?", createdFrom?.toISOString()],
    ["r.created_at < ?", createdTo?.toISOString()],
    [`${WAKES_AT} >= ?`, wakesFrom?.toISOString()],
    [`${WAKES_AT} < ?`, wakesTo?.toISOString()],
    [`${VERSION} = ?`, version],
    ["r.workflow_id = ?", workflowId],
    ["r.state ->> 'at' = ?", stepRef],
    // Runs that wait for an effect go on when it is answered, and not before.
    ["(r.due_at > ? or r.batch_id is not null)", wakeableAt?.toISOString()],
    [`(${MADE_MESSAGES})::text = ?`, hasMessages === null ? null : String(hasMessages)],
    [`${TENANT} = ?`, tenantId],
  ];
}

/** The key after which the next page starts: that of the last scanned run, else of the last scanned trigger. */
function stopOf(row: FoundRow | undefined, { isBackward }: Page<RunKey>): RunKey | null {
  if (row?.cut_seq != null && row.cut_at && row.cut_id) return [row.cut_seq, row.cut_at.toISOString(), row.cut_id];
  if (row?.last_seq == null) return null;
  return isBackward ? [row.last_seq, LATEST, LAST_ID] : [row.last_seq, EARLIEST, FIRST_ID];
}
