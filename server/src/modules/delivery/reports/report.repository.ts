import type { JsonObject } from "../../../platform/json.js";
import { jsonList, plainArray, textArray, type Queryable, type Tx } from "../../../platform/postgres/index.js";
import type { MessageKey } from "../../messages/pure.js";
import type { DeliveryKey } from "../queue/delivery-row.js";
import { STATES_BY_RANK, type Proof, type StoredEvent } from "./report.js";

/** A delivery that a report is about. */
export interface ReportedDelivery extends DeliveryKey {
  channelId: number;
  recipientKey: string;
  address: JsonObject | null;
  vendorId: string | null;
}

/** The key of a message event. */
export interface EventName extends DeliveryKey {
  replayKey: string;
}

const COLUMNS = `d.environment_id as "environmentId", d.lane, d.run_id as "runId", d.ordinal, d.channel_id as "channelId",
  d.recipient_key as "recipientKey", d.address, d.vendor_id as "vendorId"`;
const RANKS = `array[${STATES_BY_RANK.map((state) => `'${state}'`).join(", ")}]`;
const rank = (state: string): string => `array_position(${RANKS}, ${state}::text)`;

/**
 * Locks deliveries in key order, then changes those whose state is lower. No attempt follows: `due_at` becomes null.
 */
const PROVE = `
  with r as (
    select * from unnest($1::int[], $2::smallint[], $3::uuid[], $4::smallint[], $5::text[], $6::text[], $7::text[])
      as r(environment_id, lane, run_id, ordinal, state, reason, vendor_id)
  ), chosen as (
    select d.environment_id, d.lane, d.run_id, d.ordinal, r.state, r.reason, r.vendor_id from r
    join deliveries d using (environment_id, lane, run_id, ordinal)
    where ${rank("d.state")} < ${rank("r.state")}
    order by d.environment_id, d.lane, d.run_id, d.ordinal for update of d
  )
  update deliveries d set state = c.state::delivery_status, reason = c.reason, due_at = null, is_uncertain = false,
    vendor_id = coalesce(d.vendor_id, c.vendor_id), updated_at = $8
  from chosen c where d.environment_id = c.environment_id and d.lane = c.lane and d.run_id = c.run_id and d.ordinal = c.ordinal`;

const INSERT_EVENTS = `
  insert into message_events (environment_id, lane, run_id, ordinal, replay_key, at, code, provider_key, detail)
  select * from rows from (
    unnest($1::int[], $2::smallint[], $3::uuid[], $4::smallint[], $5::text[], $6::timestamptz[], $7::text[], $8::text[]),
    jsonb_array_elements($9::jsonb)
  ) as r(environment_id, lane, run_id, ordinal, replay_key, at, code, provider_key, detail)
  where exists (select 1 from messages m where m.environment_id = r.environment_id and m.lane = r.lane
    and m.run_id = r.run_id and m.ordinal = r.ordinal)
  on conflict do nothing`;

/** The deliveries and the events of reports. */
export class ReportRepository {
  /** Of one environment. */
  byKeys(q: Queryable, environmentId: number, keys: readonly MessageKey[]): Promise<ReportedDelivery[]> {
    return q.query(
      `select ${COLUMNS} from unnest($2::smallint[], $3::uuid[], $4::smallint[]) as k(lane, run_id, ordinal) cross join lateral (
         select * from deliveries where environment_id = $1 and lane = k.lane and run_id = k.run_id and ordinal = k.ordinal
         offset 0
       ) d`,
      [environmentId, ...messageArrays(keys)],
    );
  }

  byVendorIds(
    q: Queryable,
    { environmentId, channelId }: { environmentId: number; channelId: number },
    vendorIds: readonly string[],
  ): Promise<ReportedDelivery[]> {
    return q.query(
      `select ${COLUMNS} from deliveries d
       where d.environment_id = $1 and d.channel_id = $2 and d.vendor_id = any($3::text[])`,
      [environmentId, channelId, vendorIds],
    );
  }

  /** The latest message to each of these recipients through this channel. Ids of runs begin with the number of their trigger. */
  latestTo(
    q: Queryable,
    { environmentId, channelId }: { environmentId: number; channelId: number },
    recipients: readonly { lane: number; recipientKey: string }[],
  ): Promise<ReportedDelivery[]> {
    return q.query(
      `select ${COLUMNS} from unnest($3::smallint[], $4::text[]) as k(lane, recipient_key) cross join lateral (
         select s.* from messages m join deliveries s using (environment_id, lane, run_id, ordinal)
         where m.environment_id = $1 and m.lane = k.lane and m.recipient_key = k.recipient_key and m.channel_id = $2
         order by m.run_id desc, m.ordinal desc limit 1
       ) d`,
      [
        environmentId,
        channelId,
        plainArray(recipients.map(({ lane }) => lane)),
        textArray(recipients.map(({ recipientKey }) => recipientKey)),
      ],
    );
  }

  /** The events that are already stored. */
  known(q: Queryable, names: readonly EventName[]): Promise<EventName[]> {
    return q.query(
      `select environment_id as "environmentId", lane, run_id as "runId", ordinal, replay_key as "replayKey"
       from unnest($1::int[], $2::smallint[], $3::uuid[], $4::smallint[], $5::text[])
         as k(environment_id, lane, run_id, ordinal, replay_key)
       join message_events using (environment_id, lane, run_id, ordinal, replay_key)`,
      [...keyArrays(names), textArray(names.map(({ replayKey }) => replayKey))],
    );
  }

  /** Events of messages that were deleted meanwhile are skipped. */
  async insertEvents(q: Queryable, events: readonly StoredEvent[]): Promise<void> {
    await q.query(INSERT_EVENTS, [
      ...keyArrays(events.map(({ delivery }) => delivery)),
      textArray(events.map(({ replayKey }) => replayKey)),
      textArray(events.map(({ at }) => new Date(at).toISOString())),
      textArray(events.map(({ code }) => code)),
      textArray(events.map(({ providerKey }) => providerKey)),
      jsonList(events.map(({ detail }) => detail)),
    ]);
  }

  /** Whether the recipient of a message replied after this time. */
  async answeredAfter(q: Queryable, { environmentId, lane, runId, ordinal }: DeliveryKey, at: Date): Promise<boolean> {
    const rows = await q.query(
      `select 1 from message_events where environment_id = $1 and lane = $2 and run_id = $3 and ordinal = $4
       and code = 'engagement.replied' and at > $5 limit 1`,
      [environmentId, lane, runId, ordinal, at],
    );
    return rows.length > 0;
  }

  async prove(tx: Tx, proofs: readonly Proof[], now: number): Promise<void> {
    await tx.query(PROVE, [
      ...keyArrays(proofs.map(({ delivery }) => delivery)),
      textArray(proofs.map(({ state }) => state)),
      textArray(proofs.map(({ reason }) => reason)),
      textArray(proofs.map(({ vendorId }) => vendorId)),
      new Date(now),
    ]);
  }
}

function keyArrays(keys: readonly DeliveryKey[]): string[] {
  return [plainArray(keys.map(({ environmentId }) => environmentId)), ...messageArrays(keys)];
}

function messageArrays(keys: readonly MessageKey[]): string[] {
  return [
    plainArray(keys.map(({ lane }) => lane)),
    plainArray(keys.map(({ runId }) => runId)),
    plainArray(keys.map(({ ordinal }) => ordinal)),
  ];
}
