import { plainArray, textArray, type Queryable } from "../../../platform/postgres/index.js";
import type { DeliveryStatus } from "../../messages/index.js";
import type { MessageKey } from "../../messages/pure.js";
import type { DeliveryKey } from "../queue/delivery-row.js";

/** A delivery that replies to the message of an earlier step of its run. */
export interface Reply extends DeliveryKey {
  stepRef: string;
}

/** The message that a delivery replies to. The key is the key of the reply. */
export interface EarlierRow extends MessageKey {
  state: DeliveryStatus;
  /** Null if the vendor has no threads, or did not take the message. */
  thread: string | null;
  /** The provider that sent it; null if it was not sent, or if only a callback reports that it was. */
  providerKey: string | null;
}

/** The message that a delivery replaces. The key is the key of the newer delivery. */
export interface OlderRow extends EarlierRow {
  vendorId: string | null;
  olderRunId: string;
  olderOrdinal: number;
  /** Whether it has the same address, and was not recalled since. */
  isThere: boolean;
}

/** SQL for the provider that sent a delivery, from its attempts; null for none. */
export const SENT_BY = (delivery: string): string => `(
  select a.provider_key from attempts a where a.environment_id = ${delivery}.environment_id and a.lane = ${delivery}.lane
    and a.run_id = ${delivery}.run_id and a.ordinal = ${delivery}.ordinal and a.outcome = 'sent' order by a.number desc limit 1)`;

/** Finds the messages that deliveries reply to or replace. */
export class EarlierRepository {
  /** The parents of replies of one environment. A step creates a message per connection; a reply belongs to the one with its address. */
  parents(q: Queryable, replies: readonly Reply[]): Promise<EarlierRow[]> {
    return q.query(
      `select k.lane, k.run_id as "runId", k.ordinal, p.state, p.thread, ${SENT_BY("p")} as "providerKey"
       from unnest($2::smallint[], $3::uuid[], $4::smallint[], $5::text[]) as k(lane, run_id, ordinal, step_ref)
       join deliveries d on d.environment_id = $1 and d.lane = k.lane and d.run_id = k.run_id and d.ordinal = k.ordinal
       join messages m on m.environment_id = $1 and m.lane = k.lane and m.run_id = k.run_id and m.step_ref = k.step_ref
       join deliveries p on p.environment_id = $1 and p.lane = m.lane and p.run_id = m.run_id and p.ordinal = m.ordinal
       where p.address is not distinct from d.address`,
      [
        replies[0]?.environmentId ?? 0,
        plainArray(replies.map(({ lane }) => lane)),
        plainArray(replies.map(({ runId }) => runId)),
        plainArray(replies.map(({ ordinal }) => ordinal)),
        textArray(replies.map(({ stepRef }) => stepRef)),
      ],
    );
  }

  /** The messages that these deliveries of one environment replace. */
  older(q: Queryable, deliveries: readonly DeliveryKey[]): Promise<OlderRow[]> {
    return q.query(
      `select k.lane, k.run_id as "runId", k.ordinal, o.state, o.thread, o.vendor_id as "vendorId", ${SENT_BY("o")} as "providerKey",
         o.run_id as "olderRunId", o.ordinal as "olderOrdinal",
         o.address is not distinct from d.address and not exists (
           select 1 from vendor_recalls r where r.environment_id = $1 and r.lane = o.lane and r.run_id = o.run_id
             and r.ordinal = o.ordinal and r.state <> 'REPLACED') as "isThere"
       from unnest($2::smallint[], $3::uuid[], $4::smallint[]) as k(lane, run_id, ordinal)
       join deliveries d on d.environment_id = $1 and d.lane = k.lane and d.run_id = k.run_id and d.ordinal = k.ordinal
       join deliveries o on o.environment_id = $1 and o.lane = d.lane and o.run_id = d.replaces_run_id and o.ordinal = d.replaces_ordinal`,
      [
        deliveries[0]?.environmentId ?? 0,
        plainArray(deliveries.map(({ lane }) => lane)),
        plainArray(deliveries.map(({ runId }) => runId)),
        plainArray(deliveries.map(({ ordinal }) => ordinal)),
      ],
    );
  }

  /** Makes waiting messages of the same run due now, as first attempts. Returns their number. */
  async wake(q: Queryable, { environmentId, lane, runId, ordinal }: DeliveryKey, now: number): Promise<number> {
    const rows = await q.query(
      `update deliveries set due_at = $5, due_kind = 0, leased_until = null where environment_id = $1 and lane = $2 and run_id = $3 and ordinal > $4
         and state = 'QUEUED' and due_kind = 2 returning 1`,
      [environmentId, lane, runId, ordinal, new Date(now)],
    );
    return rows.length;
  }
}
