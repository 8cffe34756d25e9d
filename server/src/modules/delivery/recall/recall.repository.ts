import { LANE_COUNT } from "../../identifiers/index.js";
import { plainArray, textArray, type Queryable } from "../../../platform/postgres/index.js";
import { DELIVERY_STATUS } from "../../messages/index.js";
import type { MessageKey } from "../../messages/pure.js";
import { SENT_BY } from "../earlier/earlier.repository.js";

/** Selects messages of one environment: those of a trigger, or by key. */
export type RecallSelection = { environmentId: number } & ({ triggerUuid: string } | { keys: readonly MessageKey[] });

/** A message that can still be recalled. */
export interface RecallableRow extends MessageKey {
  /** In a feed, queued, or at a vendor that can delete it. */
  place: "feed" | "queue" | "vendor";
}

const IS_UNSENT = `(m.position = 0 and ${DELIVERY_STATUS} in ('QUEUED', 'UNCERTAIN'))`;

/** In a feed and not archived; not sent yet; or at a provider that can delete messages and was not asked to. */
const CAN_BE_RECALLED = (providers: string): string => `
  (m.position > 0 and m.archived_at is null) or ${IS_UNSENT}
  or (m.position = 0 and ${DELIVERY_STATUS} in ('SENT', 'DELIVERED') and ${IS_AT_VENDOR(providers)})`;

const IS_AT_VENDOR = (providers: string): string => `exists (
  select 1 from deliveries d where d.environment_id = m.environment_id and d.lane = m.lane and d.run_id = m.run_id
    and d.ordinal = m.ordinal and d.vendor_id is not null and ${SENT_BY("d")} = any(${providers}::text[])
    and not exists (select 1 from vendor_recalls r where r.environment_id = d.environment_id and r.lane = d.lane
      and r.run_id = d.run_id and r.ordinal = d.ordinal))`;

/** Finds messages to recall. */
export class RecallRepository {
  /** The next recallable messages. Recalled messages no longer match, so repeated calls reach all of them. */
  recallable(
    q: Queryable,
    selection: RecallSelection,
    { providerKeys, limit }: { providerKeys: readonly string[]; limit: number },
  ): Promise<RecallableRow[]> {
    const { from, values } = fromSelection(selection);
    return q.query(
      `select m.lane, m.run_id as "runId", m.ordinal, case when m.position > 0 then 'feed'
         when ${IS_UNSENT} then 'queue' else 'vendor' end as place
       from ${from} and (${CAN_BE_RECALLED(`$${values.length + 1}`)}) limit ${limit}`,
      [...values, textArray(providerKeys)],
    );
  }

  /** The number of messages that are sent or being sent, and cannot be recalled. */
  async goneCount(q: Queryable, selection: RecallSelection): Promise<number> {
    const { from, values } = fromSelection(selection);
    const rows = await q.query<{ count: number }>(
      `select count(*)::int as count from ${from} and m.position = 0
       and (${DELIVERY_STATUS} in ('SENDING', 'SENT', 'DELIVERED') or exists (select 1 from deliveries d
         where d.environment_id = m.environment_id and d.lane = m.lane and d.run_id = m.run_id and d.ordinal = m.ordinal
           and d.state = 'UNDELIVERED' and d.reason = 'uncertain'))
       and not exists (select 1 from vendor_recalls r where r.environment_id = m.environment_id and r.lane = m.lane
         and r.run_id = m.run_id and r.ordinal = m.ordinal)`,
      values,
    );
    return rows[0]?.count ?? 0;
  }
}

/** Messages of a trigger are adjacent in each lane, because their run ids begin with the trigger's sequence number. */
function fromSelection(selection: RecallSelection): { from: string; values: unknown[] } {
  if ("keys" in selection) {
    const { environmentId, keys } = selection;
    const values = [
      environmentId,
      plainArray(keys.map(({ lane }) => lane)),
      plainArray(keys.map(({ runId }) => runId)),
      plainArray(keys.map(({ ordinal }) => ordinal)),
    ];
    const from = `unnest($2::smallint[], $3::uuid[], $4::smallint[]) as k(lane, run_id, ordinal)
      join messages m on m.environment_id = $1 and m.lane = k.lane and m.run_id = k.run_id and m.ordinal = k.ordinal where true`;
    return { from, values };
  }
  const runIdAt = (end: string): string => `(lpad(to_hex(t.seq), 12, '0') || repeat('${end}', 20))::uuid`;
  const from = `triggers t cross join generate_series(0, ${LANE_COUNT - 1}) as l(lane)
    join messages m on m.environment_id = $1 and m.lane = l.lane and m.run_id between ${runIdAt("0")} and ${runIdAt("f")}
      and m.trigger_id = t.id
    where t.environment_id = $1 and t.id = $2`;
  return { from, values: [selection.environmentId, selection.triggerUuid] };
}
