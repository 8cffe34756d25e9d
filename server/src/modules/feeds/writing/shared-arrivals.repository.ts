import { plainArray, textArray, type Tx } from "../../../platform/postgres/index.js";
import {
  insertSharedMessages,
  sharedMessageValues,
  type NewMessage,
  type SharedMessages,
} from "../../messages/index.js";
import { ADD_ARRIVALS, arrivalsOfTenants } from "../feed-writer.repository.js";

/** The changed feeds of one lane, as `FeedHints` publishes them. */
export interface LaneHints {
  lane: number;
  /** JSON: the list of changed feeds. */
  payload: string;
}

/** Stores messages that are the same for many recipients. The keys of the recipients stay in Postgres' own form. */
export class SharedArrivals {
  /**
   * Gives the messages the next places of their recipients' feeds, as `FeedWriter.arrive` does for single messages. The feeds of
   * `others`, which arrive later in the transaction, are locked as well: all feeds of a set are locked in the order of their keys.
   */
  async store(tx: Tx, shared: SharedMessages, others: readonly NewMessage[]): Promise<LaneHints[]> {
    const { messages, recipients } = shared;
    const [first] = messages;
    if (!first || recipients.length === 0) return [];
    const later = others.filter(({ deliveryStatus, channelType }) => {
      return deliveryStatus === "DELIVERED" && channelType === first.channelType;
    });
    const hasTenant = first.tenantId !== null;
    const values = [
      first.environmentId,
      plainArray(recipients.map(({ lane }) => lane)),
      textArray(recipients.map(({ keys }) => keys)),
      textArray(recipients.map(({ upTo }) => upTo)),
      (hasTenant ? arrivalsOfTenants([...messages.keys()], messages) : null) ?? "{}",
      ...sharedMessageValues(shared),
    ];
    if (later.length === 0) return tx.query<LaneHints>(ARRIVE_ALONE, values);
    return tx.query<LaneHints>(ARRIVE_WITH_OTHERS, [
      ...values,
      plainArray(later.map(({ lane }) => lane)),
      textArray(later.map(({ recipientKey }) => recipientKey)),
      plainArray(later.map(({ channelId }) => channelId)),
    ]);
  }
}

/** The number of the first of `sharedMessageValues`; the channel is its third, and the number of messages its ninth. */
const FIRST = 6;
const CHANNEL = `$${FIRST + 2}`;
const COUNT = `$${FIRST + 8}`;
/** The number of the first parameter behind `sharedMessageValues`. */
const LATER = FIRST + 15;

const SHARING = `select p.lane, k.key, ${CHANNEL}::int as channel, ${COUNT}::int as count, $5::jsonb as tenants
  from unnest($2::smallint[], $3::text[], $4::text[]) as p(lane, keys, up_to) cross join lateral unnest(p.keys::text[]) as k(key)
  where p.up_to is null or k.key <= p.up_to`;

/** `given`: the name of the rows to insert. `among`: which of the written feeds get the messages. */
const arrive = (given: string, among: string): string => `arrived as (
   insert into feeds (environment_id, lane, recipient_key, channel_id, version, total, unread, unseen, tenants)
   select $1::int, r.lane, r.key, r.channel, r.count, r.count, r.count, r.count, r.tenants from ${given} r
   order by r.lane, r.key, r.channel
   ${ADD_ARRIVALS}
   returning lane, recipient_key, channel_id, version
 ), made as (${insertSharedMessages(`(select * from arrived ${among}) a`, FIRST)})
 select lane, '[' || string_agg('[' || $1::int || ',' || to_json(recipient_key)::text || ',' || channel_id || ',' || version || ']', ',') || ']'
   as payload
 from arrived ${among} group by lane`;

const ARRIVE_ALONE = `with given as (${SHARING}), ${arrive("given", "")}`;

/** A feed of `others` is written with a count of 0, unless it gets the shared messages too. */
const ARRIVE_WITH_OTHERS = `with given as materialized (
   select lane, key, channel, sum(count)::int as count,
     case when sum(count) > 0 then $5::jsonb else '{}' end as tenants from (
     ${SHARING}
     union all select o.*, 0, null
       from unnest($${LATER}::smallint[], $${LATER + 1}::text[], $${LATER + 2}::int[]) as o(lane, key, channel)
   ) g group by lane, key, channel
 ), ${arrive("given", `where channel_id = ${CHANNEL} and recipient_key not in (select key from given where count = 0 and channel = ${CHANNEL})`)}`;
