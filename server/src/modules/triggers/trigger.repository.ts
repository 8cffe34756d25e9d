import { boundedListSql, fitsSql, keysetSql, PAGE_SCAN_MAX, type Page } from "../../platform/paging/index.js";
import type { Json, JsonObject } from "../../platform/json.js";
import { plainArray, textArray, whereSql, type Queryable, type WherePart } from "../../platform/postgres/index.js";
import { TriggerTimes } from "./details/trigger-times.repository.js";
import { shortHash, type IdempotencyKey, type KeptAnswer, type KeyClaim } from "../idempotency/index.js";

export interface TriggerRow {
  id: string;
  seq: number;
  workflow_key: string;
  failure: string | null;
  cancelled_at: Date | null;
  accepted_at: Date;
}

/** What the call of a trigger said. */
export interface TriggerCallRow {
  id: string;
  /** The number of the workflow's version that it follows. */
  version: number | null;
  actor_key: string | null;
  tenant_id: string | null;
  cancellation_key: string | null;
  is_sandbox: boolean;
}

export interface TriggerCounts {
  trigger_id: string;
  pending_lanes: number;
  runs: number;
  completed: number;
  cancelled: number;
  failed: number;
}

/** A recipient named in a call, with its own data, as a fan-out row stores it. */
export type ListedRecipient = [recipientKey: string, data: Json];

export interface NewTrigger {
  environmentId: number;
  id: string;
  workflowId: number;
  versionId: number;
  actorKey: string | null;
  tenantId: string | null;
  data: JsonObject;
  cancellationKey: string | null;
  isSandbox: boolean;
  skipsDelays: boolean;
  expiresAt: Date | null;
  at: Date;
  lanes: { lane: number; recipients: ListedRecipient[]; may_repeat: boolean }[];
}

/** A trigger to be stored, and the idempotency key that is taken along with it. */
export interface TriggerEntry {
  trigger: NewTrigger;
  claim: KeyClaim | null;
}

/** The answer of a call of `notify`. */
export interface StoredAnswer extends JsonObject {
  triggerId: string;
  workflowKey: string;
  acceptedAt: string;
}

/** A trigger's place in lists. */
export type TriggerKey = readonly [seq: number];

export interface TriggerFilter {
  workflowKey?: string | null;
  tenantId?: string | null;
  cancellationKey?: string | null;
  acceptedAt?: { from?: Date | null; to?: Date | null } | null;
}

/** A page; `stoppedAt` is the key after which the next page starts, if the scan ended before the page was full. */
export interface TriggerPage {
  rows: TriggerRow[];
  stoppedAt: TriggerKey | null;
}

const COLUMNS = "t.id, t.seq, w.key as workflow_key, t.failure, t.cancelled_at, t.accepted_at";
const SELECT = `select ${COLUMNS} from triggers t join workflows w on w.id = t.workflow_id where t.environment_id = $1`;

/** The columns of a trigger that its call gives, in the order of the parameters. */
const GIVEN = `id, workflow_id, version_id, actor_key, tenant_id, data, cancellation_key, is_sandbox, skips_delays,
  accepted_at, expires_at`;

/** The triggers of a statement, each with its place. Lists that are null throughout arrive empty. */
const given = (more: { types: string; columns: string }): string => `given as (
  select * from unnest($2::uuid[], $3::int[], $4::int[], $5::text[], $6::text[], $7::jsonb[], $8::text[], $9::boolean[],
    $10::boolean[], $11::timestamptz[], $13::timestamptz[]${more.types}) with ordinality
    as r(${GIVEN}${more.columns}, place)
)`;

const STORE_FANOUTS = `insert into fanouts (environment_id, lane, trigger_id, trigger_seq, recipients, may_repeat)
  select $1, f.lane, t.id, t.seq, f.recipients, f.may_repeat
  from jsonb_to_recordset($12::jsonb) as f(trigger uuid, lane smallint, recipients jsonb, may_repeat boolean)
  join t on t.id = f.trigger`;

const INSERT = `with ${given({ types: "", columns: "" })}, t as (
  insert into triggers (environment_id, ${GIVEN}) select $1, ${GIVEN} from given order by place returning id, seq
) ${STORE_FANOUTS}`;

/**
 * Inserts all triggers except those whose key is taken. Sequence numbers follow the given order; keys are inserted in
 * key order, so that no two statements wait for each other. Waits for a caller that holds a key in an open
 * transaction.
 */
const INSERT_WITH_KEYS = `with ${given({ types: ", $14::uuid[], $15::uuid[]", columns: ", key_hash, request_hash" })},
numbered as (select *, nextval('trigger_seq') as seq from given order by place),
t as (
  insert into triggers (environment_id, ${GIVEN}, seq, key_hash, request_hash)
  select $1, ${GIVEN}, seq, key_hash, request_hash from numbered order by key_hash
  on conflict (environment_id, key_hash) where key_hash is not null do nothing returning id, seq
), f as (${STORE_FANOUTS}) select id from t`;

/** The live workflow with this key, else the one that was archived last. */
const OF_WORKFLOW =
  "t.workflow_id = (select id from workflows where environment_id = $1 and key = ? order by archived_at desc nulls first limit 1)";

export class TriggerRepository {
  readonly #times = new TriggerTimes();

  /**
   * Inserts triggers of one environment and their fan-outs in one statement: one round trip, one commit. They get sequence
   * numbers in the given order. Returns the stored ones: all except those whose idempotency key was taken. No two of them
   * may claim the same key.
   */
  async insert(q: Queryable, entries: readonly TriggerEntry[]): Promise<ReadonlySet<string>> {
    const rows = entries.map(({ trigger }) => trigger);
    const lanes = rows.flatMap((row) => row.lanes.map((lane) => ({ trigger: row.id, ...lane })));
    const values = [
      rows[0]?.environmentId ?? 0,
      plainArray(rows.map((row) => row.id)),
      plainArray(rows.map((row) => row.workflowId)),
      plainArray(rows.map((row) => row.versionId)),
      textArray(rows.map((row) => row.actorKey)),
      textArray(rows.map((row) => row.tenantId)),
      textArray(rows.map((row) => JSON.stringify(row.data))),
      textArray(rows.map((row) => row.cancellationKey)),
      plainArray(rows.map((row) => String(row.isSandbox))),
      plainArray(rows.map((row) => String(row.skipsDelays))),
      plainArray(rows.map((row) => row.at.toISOString())),
      JSON.stringify(lanes),
      textArray(rows.map((row) => row.expiresAt && row.expiresAt.toISOString())),
    ];
    if (entries.every(({ claim }) => claim === null)) {
      await q.query(INSERT, values);
      return new Set(rows.map((row) => row.id));
    }
    values.push(plainArray(entries.map(({ claim }) => (claim ? shortHash(claim.key) : "null"))));
    values.push(plainArray(entries.map(({ claim }) => claim?.hash ?? "null")));
    const stored = await q.query<{ id: string }>(INSERT_WITH_KEYS, values);
    const ids = new Set(stored.map((row) => row.id));
    const refused = entries.filter(({ trigger }) => !ids.has(trigger.id));
    if (refused.length > 0 && (await this.#releaseExpired(q, refused))) {
      for (const id of await this.insert(q, refused)) ids.add(id);
    }
    return ids;
  }

  /** Takes the keys of these triggers from earlier ones that used them too long ago. Returns whether it took any. */
  async #releaseExpired(q: Queryable, entries: readonly TriggerEntry[]): Promise<boolean> {
    const claims = entries.flatMap(({ claim }) => claim ?? []);
    const released = await q.query(
      `update triggers set key_hash = null, request_hash = null where (environment_id, id) in (
         select environment_id, id from triggers
         where environment_id = $1 and key_hash = any($2::uuid[]) and accepted_at < $3 order by key_hash for update)
       returning 1`,
      [claims[0]?.environmentId, plainArray(claims.map(({ key }) => shortHash(key))), claims[0]?.expiredBefore],
    );
    return released.length > 0;
  }

  /** The answer to the call that used an idempotency key at `since` or later. */
  async keptAnswer(
    q: Queryable,
    { environmentId, key }: IdempotencyKey,
    since: Date,
  ): Promise<KeptAnswer<StoredAnswer> | null> {
    const rows = await q.query<{ id: string; workflow_key: string; accepted_at: Date; hash: string }>(
      `select t.id, w.key as workflow_key, t.accepted_at, replace(t.request_hash::text, '-', '') as hash
       from triggers t join workflows w on w.id = t.workflow_id
       where t.environment_id = $1 and t.key_hash = $2 and t.accepted_at >= $3`,
      [environmentId, shortHash(key), since],
    );
    const [row] = rows;
    if (!row) return null;
    const { id: triggerId, workflow_key: workflowKey, accepted_at: acceptedAt, hash } = row;
    return { hash, response: { triggerId, workflowKey, acceptedAt: acceptedAt.toISOString() } };
  }

  /** What their calls said, but for the data. */
  callsByIds(q: Queryable, environmentId: number, ids: readonly string[]): Promise<TriggerCallRow[]> {
    return q.query<TriggerCallRow>(
      `select t.id, v.number as version, t.actor_key, t.tenant_id, t.cancellation_key, t.is_sandbox
       from triggers t left join workflow_versions v on v.id = t.version_id
       where t.environment_id = $1 and t.id = any($2::uuid[])`,
      [environmentId, ids],
    );
  }

  dataByIds(q: Queryable, environmentId: number, ids: readonly string[]): Promise<{ id: string; data: JsonObject }[]> {
    return q.query("select id, data from triggers where environment_id = $1 and id = any($2::uuid[])", [
      environmentId,
      ids,
    ]);
  }

  byIds(q: Queryable, environmentId: number, ids: readonly string[]): Promise<TriggerRow[]> {
    return q.query<TriggerRow>(`${SELECT} and t.id = any($2::uuid[])`, [environmentId, ids]);
  }

  /**
   * A page of matching triggers, latest first, with one row more if there are more. An index answers the time, and the cancellation
   * key together with the workflow, else the tenant, else the workflow; the other conditions are checked on at most
   * PAGE_SCAN_MAX of these rows.
   */
  async page(q: Queryable, environmentId: number, filter: TriggerFilter, page: Page<TriggerKey>): Promise<TriggerPage> {
    const { workflowKey, tenantId, cancellationKey } = filter;
    const { from = null, to = null } = filter.acceptedAt ?? {};
    const ofTime: WherePart[] = [
      ["t.seq >= ?", from && (await this.#times.firstSince(q, environmentId, from))],
      ["t.seq < ?", to && (await this.#times.firstSince(q, environmentId, to))],
    ];
    const ofWorkflow: WherePart = [OF_WORKFLOW, workflowKey];
    const ofTenant: WherePart = ["t.tenant_id = ?", tenantId];
    const ofKey: WherePart = ["t.cancellation_key = ?", cancellationKey];
    const hasBoth = workflowKey != null && cancellationKey != null;
    const indexed = hasBoth ? [ofWorkflow, ofKey] : tenantId != null ? [ofTenant] : [ofWorkflow];
    const base = whereSql([...indexed, ...ofTime], 2);
    const others = [ofWorkflow, ofTenant, ofKey].filter((part) => !indexed.includes(part));
    const rest = whereSql(others, 2 + base.values.length);
    const values = [...base.values, ...rest.values];
    const keyset = keysetSql(page, { columns: ["t.seq"], direction: "desc" }, 2 + values.length);
    const max = rest.and === "" ? page.size + 1 : PAGE_SCAN_MAX;
    const sql = `select t.seq, ${fitsSql(rest.and)} as fits, 0 as part from triggers t
      where t.environment_id = $1${base.and}${keyset.and} ${keyset.orderBy} limit ${max + 1}`;
    const scan = { alias: "t", columns: ["seq"], sql, max };
    const rows = await q.query<TriggerRow & { cut_seq: number | null }>(
      `with ${boundedListSql(scan, keyset, !page.isBackward)}
       select t.*, cut.seq as cut_seq from (select) o left join cut on true left join (
         select ${COLUMNS} from chosen join triggers t on t.environment_id = $1 and t.seq = chosen.seq
         join workflows w on w.id = t.workflow_id
       ) t on true ${keyset.orderBy}`,
      [environmentId, ...values, ...keyset.values],
    );
    const cut = rows[0]?.cut_seq ?? null;
    return { rows: rows.filter((row) => row.id !== null), stoppedAt: cut === null ? null : [cut] };
  }

  /** Those of these triggers that match, by uuid. */
  async matching(
    q: Queryable,
    environmentId: number,
    { workflowKey, tenantId, cancellationKey, acceptedAt }: TriggerFilter,
    uuids: readonly string[],
  ): Promise<string[]> {
    const parts: WherePart[] = [
      [OF_WORKFLOW, workflowKey],
      ["t.tenant_id = ?", tenantId],
      ["t.cancellation_key = ?", cancellationKey],
      ["t.accepted_at >= ?::timestamptz", acceptedAt?.from?.toISOString()],
      ["t.accepted_at < ?::timestamptz", acceptedAt?.to?.toISOString()],
    ];
    const where = whereSql(parts, 3);
    const rows = await q.query<{ id: string }>(
      `select t.id from triggers t where t.environment_id = $1 and t.id = any($2::uuid[])${where.and}`,
      [environmentId, uuids, ...where.values],
    );
    return rows.map(({ id }) => id);
  }

  /** The sums of each trigger's counts over its lanes. */
  counts(q: Queryable, environmentId: number, ids: readonly string[]): Promise<TriggerCounts[]> {
    return q.query<TriggerCounts>(
      `select trigger_id, count(*) filter (where not is_done)::int as pending_lanes, sum(run_count)::int as runs,
         sum(completed_count)::int as completed, sum(cancelled_count)::int as cancelled, sum(failed_count)::int as failed
       from fanouts where environment_id = $1 and trigger_id = any($2::uuid[]) group by trigger_id`,
      [environmentId, ids],
    );
  }
}
