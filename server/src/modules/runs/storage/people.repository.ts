import { isObjectKey, laneOf } from "../../identifiers/index.js";
import type { Json } from "../../../platform/json.js";
import { plainArray, textArray, type Queryable, type Tx } from "../../../platform/postgres/index.js";
import { OWNED } from "../due/lane-locks.repository.js";
import type { PersonRow, StoredRules } from "./lane-records.js";
import { READ_MAX_BYTES, weightOf } from "./row-weight.js";

/** A larger preference set is not among the guessed rows. */
const NEXT_SET_MAX_BYTES = 64 * 1024;
/** A timestamp as milliseconds, which is parsed several times as fast as a date. */
const MS = (column: string): string => `date_part('epoch', ${column}) * 1000`;

/**
 * Written so that only the primary key serves it: for nearly empty tables, Postgres would otherwise plan to read all
 * rows of an environment.
 */
const BY_KEY = `where environment_id = $1 and lane = k.lane and recipient_key between k.key and k.key
     order by recipient_key limit 1`;
const usersOf = (keys: string): string => `p as (
   select k.n, k.key, u.id, u.name, u.avatar, u.email, u.phone_number, u.timezone, u.locale, u.properties, u.created_at, u.updated_at
   from ${keys} left join lateral (select * from users ${BY_KEY}) u on true`;
const READ = `with ${usersOf("unnest($2::smallint[], $3::text[], $4::int[]) as k(lane, key, n)")}`;
const OBJECTS = ` union all
   select k.n, k.key, o.id, o.name, o.avatar, null, null, null, null, o.properties, o.created_at, o.updated_at
   from unnest($6::smallint[], $7::text[], $8::int[]) as k(lane, key, n)
   left join lateral (select * from objects ${BY_KEY}) o on true`;
/** The first rows are read whatever their size. */
const rest = (firstCount: string): string => `
 ), w as (select *, sum(${weightOf("properties")}) over (order by n rows unbounded preceding) as weight from p)
 select key, id is not null as is_known, name, avatar, email, phone_number, timezone, locale,
   ${MS("created_at")} as created_at, ${MS("updated_at")} as updated_at, fits, case when fits then properties end as properties
 from (select *, n <= ${firstCount} or weight <= ${READ_MAX_BYTES} as fits from w) w order by n`;
const USERS = `${READ}${rest("$5")}`;
const USERS_AND_OBJECTS = `${READ}${OBJECTS}${rest("$5")}`;

const SETS = `select key, tenant_id, fits, commercial_subscribed as commercial, case when fits then rules end as rules from (
   select k.n, k.key, s.*, k.n <= $4 or sum(${weightOf("s.rules")}) over (order by k.n, s.tenant_id rows unbounded preceding)
     <= ${READ_MAX_BYTES} as fits
   from unnest($2::smallint[], $3::text[]) with ordinality as k(lane, key, n) cross join lateral (
     select tenant_id, rules, commercial_subscribed from preference_sets
     where environment_id = $1 and lane = k.lane and recipient_key = k.key and tenant_id = any($5::text[]) offset 0
   ) s
 ) s order by n`;

/**
 * The first recipient of the oldest fan-outs of each lane that the transaction owns, $2 of each, unless the call named many.
 * The lane of a named recipient is the fan-out's.
 */
const NEXT = `k as materialized (
   select l.lane, f.key, row_number() over () as n from ${OWNED} cross join lateral (
     select case when pg_column_size(recipients) < 1000 then recipients -> 0 ->> 0 end as key from fanouts
     where environment_id = $1 and lane = l.lane and not is_done order by trigger_seq, source limit $2
   ) f where f.key is not null
 )`;
const NEXT_USERS = `with ${NEXT}, ${usersOf("k")}${rest("0")}`;
const NEXT_SETS = `with ${NEXT} select k.key, s.tenant_id, s.commercial_subscribed as commercial,
   case when s.fits then s.rules end as rules, s.fits from k cross join lateral (
   select tenant_id, commercial_subscribed, rules, ${weightOf("rules")} <= ${NEXT_SET_MAX_BYTES} as fits from preference_sets
   where environment_id = $1 and lane = k.lane and recipient_key = k.key and tenant_id = '' offset 0
 ) s`;

type PersonColumns = Omit<PersonRow, "sets" | "isLeftOut"> & { fits: boolean };

interface SetRow {
  key: string;
  tenant_id: string;
  fits: boolean;
  commercial: boolean | null;
  rules: Json;
}

export interface PeopleQuery {
  keys: readonly string[];
  /** The tenants whose preference sets are read, in addition to the sets without a tenant. */
  tenantIds: readonly string[];
  /** This many keys, from the first, are read whatever their size. */
  firstCount: number;
}

/** Reads recipients as sets need them. */
export class PeopleRepository {
  /**
   * Guesses the recipients of a small set: the first of each of the oldest fan-outs, `limit` in each lane, if they are users, with
   * their preference sets without a tenant. It needs no answer of an earlier statement. Other recipients are missing.
   */
  async next(tx: Tx, environmentId: number, limit: number): Promise<Map<string, PersonRow>> {
    const values = [environmentId, limit];
    const [rows, sets] = await Promise.all([
      tx.query<PersonColumns>(NEXT_USERS, values),
      tx.query<SetRow>(NEXT_SETS, values),
    ]);
    const users = rows.filter(({ key }) => !isObjectKey(key));
    return new Map(withSets(users, sets).flatMap((row) => (row.isLeftOut ? [] : [[row.key, row] as const])));
  }

  /**
   * Users and objects with their preference sets, each looked up by key, in the given order. The size is bounded: rows
   * beyond the bound have `isLeftOut`, and no properties or sets. Preference sets are read as rows: Postgres needs quadratic
   * time to aggregate JSON.
   */
  async people(
    q: Queryable,
    environmentId: number,
    { keys, tenantIds, firstCount }: PeopleQuery,
  ): Promise<PersonRow[]> {
    if (keys.length === 0) return [];
    const numbered = keys.map((key, index): [string, number] => [key, index + 1]);
    const columns = (of: readonly [string, number][]): string[] => [
      plainArray(of.map(([key]) => laneOf(environmentId, key))),
      textArray(of.map(([key]) => key)),
      plainArray(of.map(([, n]) => n)),
    ];
    const objects = numbered.filter(([key]) => isObjectKey(key));
    const users = objects.length === 0 ? numbered : numbered.filter(([key]) => !isObjectKey(key));
    const [rows, sets] = await Promise.all([
      objects.length === 0
        ? q.query<PersonColumns>(USERS, [environmentId, ...columns(users), firstCount])
        : q.query<PersonColumns>(USERS_AND_OBJECTS, [
            ...[environmentId, ...columns(users), firstCount],
            ...columns(objects),
          ]),
      this.#sets(q, environmentId, { keys, tenantIds, firstCount }),
    ]);
    return withSets(rows, sets);
  }

  #sets(q: Queryable, environmentId: number, { keys, tenantIds, firstCount }: PeopleQuery): Promise<SetRow[]> {
    const lanes = plainArray(keys.map((key) => laneOf(environmentId, key)));
    const tenants = textArray(["", ...tenantIds]);
    return q.query<SetRow>(SETS, [environmentId, lanes, textArray(keys), firstCount, tenants]);
  }
}

function withSets(rows: PersonColumns[], sets: readonly SetRow[]): PersonRow[] {
  const found = new Map<string, { sets: Map<string, StoredRules>; isLeftOut: boolean }>();
  for (const { key, tenant_id: tenantId, fits, commercial, rules } of sets) {
    const known = found.get(key) ?? { sets: new Map<string, StoredRules>(), isLeftOut: false };
    if (fits) known.sets.set(tenantId, { rules, commercial });
    else known.isLeftOut = true;
    found.set(key, known);
  }
  // Completed where they are: to copy each row takes a tenth of a set's time.
  return rows.map((row) => {
    const its = found.get(row.key);
    const more = { sets: its?.sets ?? null, isLeftOut: !row.fits || its?.isLeftOut === true };
    return Object.assign(row, more);
  });
}
