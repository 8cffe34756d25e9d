import type { Queryable, Tx } from "../../platform/postgres/index.js";
import { PreferenceDefaultsEntity } from "./preference-defaults.entity.js";

/** The columns of both tables that hold rules. */
export interface PreferenceRow {
  rules: unknown;
  commercial_subscribed: boolean | null;
}

export interface SetRow extends PreferenceRow {
  recipient_key: string;
  tenant_id: string;
}

export interface DefaultsRow extends PreferenceRow {
  tenant_id: string;
}

/** The owner of a set: a recipient, in a tenant or without one ("" as in the table). */
export interface SetKey {
  environmentId: number;
  lane: number;
  recipientKey: string;
  tenantId: string;
}

export interface SetValues {
  rules: object;
  commercialSubscribed: boolean | null;
  at: Date;
}

export class PreferenceRepository {
  /**
   * Creates the set if it is new, and locks it until the transaction ends: of two writers who both read before they write,
   * the second waits here and then reads what the first wrote. `do update` rather than `do nothing`, which would neither
   * lock nor return an existing row.
   */
  async lockSet(tx: Tx, key: SetKey, at: Date): Promise<PreferenceRow> {
    const rows = await tx.query<PreferenceRow>(
      `insert into preference_sets as s (environment_id, lane, recipient_key, tenant_id, updated_at)
       values ($1, $2, $3, $4, $5)
       on conflict (environment_id, lane, recipient_key, tenant_id) do update set updated_at = s.updated_at
       returning rules, commercial_subscribed`,
      [key.environmentId, key.lane, key.recipientKey, key.tenantId, at],
    );
    return rows[0] ?? { rules: [], commercial_subscribed: null };
  }

  /** The number of the recipient's other sets; blocks concurrent counts of the same recipient until the transaction ends. */
  async countOtherSets(tx: Tx, { environmentId, lane, recipientKey, tenantId }: SetKey): Promise<number> {
    await tx.query("select pg_advisory_xact_lock(hashtextextended($1, $2))", [
      `preference sets ${recipientKey}`,
      environmentId,
    ]);
    const rows = await tx.query<{ count: number }>(
      `select count(*)::int as count from preference_sets
       where environment_id = $1 and lane = $2 and recipient_key = $3 and tenant_id <> $4`,
      [environmentId, lane, recipientKey, tenantId],
    );
    return rows[0]?.count ?? 0;
  }

  async writeSet(tx: Tx, key: SetKey, values: SetValues): Promise<void> {
    await tx.query(
      `update preference_sets set rules = $5, commercial_subscribed = $6, updated_at = $7
       where environment_id = $1 and lane = $2 and recipient_key = $3 and tenant_id = $4`,
      [
        key.environmentId,
        key.lane,
        key.recipientKey,
        key.tenantId,
        JSON.stringify(values.rules),
        values.commercialSubscribed,
        values.at,
      ],
    );
  }

  /** Like `lockSet`, for the defaults of the environment ("") or a tenant. */
  async lockDefaults(tx: Tx, environmentId: number, tenantId: string, at: Date): Promise<PreferenceRow> {
    const defaults = tx.repository(PreferenceDefaultsEntity);
    const where = { environment_id: environmentId, tenant_id: tenantId };
    await defaults
      .createQueryBuilder()
      .insert()
      .values({ ...where, updated_at: at })
      .orIgnore()
      .execute();
    const row = await defaults.findOne({ where, lock: { mode: "pessimistic_write" } });
    return row ?? { rules: [], commercial_subscribed: null };
  }

  async writeDefaults(tx: Tx, environmentId: number, tenantId: string, values: SetValues): Promise<void> {
    const change = { rules: values.rules, commercial_subscribed: values.commercialSubscribed, updated_at: values.at };
    await tx
      .repository(PreferenceDefaultsEntity)
      .update({ environment_id: environmentId, tenant_id: tenantId }, change);
  }

  /** The sets of these recipients in these tenants ("" for outside any tenant). */
  sets(
    q: Queryable,
    environmentId: number,
    recipients: { lanes: number[]; keys: string[] },
    tenantIds: string[],
  ): Promise<SetRow[]> {
    return q.query<SetRow>(
      `select s.recipient_key, s.tenant_id, s.rules, s.commercial_subscribed
       from unnest($2::smallint[], $3::text[]) as wanted (lane, recipient_key)
       join preference_sets s on s.environment_id = $1 and s.lane = wanted.lane
         and s.recipient_key = wanted.recipient_key and s.tenant_id = any ($4::text[])`,
      [environmentId, recipients.lanes, recipients.keys, tenantIds],
    );
  }

  defaults(q: Queryable, environmentId: number, tenantIds: string[]): Promise<DefaultsRow[]> {
    return q.query<DefaultsRow>(
      `select tenant_id, rules, commercial_subscribed from preference_defaults
       where environment_id = $1 and tenant_id = any ($2::text[])`,
      [environmentId, tenantIds],
    );
  }
}
