import { plainArray, textArray, type Tx } from "../../../platform/postgres/index.js";
import type { MessageKey } from "../message-row.js";
import type { NewMessage } from "../message.repository.js";

/** A message that a newer one replaces. */
export interface SupersededMessage extends MessageKey {
  recipientKey: string;
  channelId: number;
  /** The newer one, of the same lane. */
  byRunId: string;
  byOrdinal: number;
}

type KeyedMessage = NewMessage & { supersedeKey: string };

/** Knows the latest message of each recipient, channel and key. Only the owner of the lane writes here. */
export class SupersedingRepository {
  /**
   * Records new messages of one environment as the latest of their keys. Returns the messages that they replace, in
   * this set or before.
   */
  async replace(tx: Tx, messages: readonly KeyedMessage[]): Promise<SupersededMessage[]> {
    const [first] = messages;
    if (!first) return [];
    const superseded: SupersededMessage[] = [];
    const latest = new Map<string, KeyedMessage>();
    for (const message of messages) {
      const name = nameOf(message);
      const older = latest.get(name);
      if (older) superseded.push({ ...older, byRunId: message.runId, byOrdinal: message.ordinal });
      latest.set(name, message);
    }
    const kept = [...latest.values()];
    const values = [
      first.environmentId,
      plainArray(kept.map(({ lane }) => lane)),
      textArray(kept.map(({ recipientKey }) => recipientKey)),
      plainArray(kept.map(({ channelId }) => channelId)),
      textArray(kept.map(({ supersedeKey }) => supersedeKey)),
    ];
    const newer = [plainArray(kept.map(({ runId }) => runId)), plainArray(kept.map(({ ordinal }) => ordinal))];
    const known = await tx.query<SupersededMessage>(
      `select s.lane, s.run_id as "runId", s.ordinal, s.recipient_key as "recipientKey", s.channel_id as "channelId",
         k.run_id as "byRunId", k.ordinal as "byOrdinal"
       from unnest($2::smallint[], $3::text[], $4::int[], $5::text[], $6::uuid[], $7::smallint[])
         as k(lane, recipient_key, channel_id, key, run_id, ordinal)
       join superseding s on s.environment_id = $1 and s.lane = k.lane and s.recipient_key = k.recipient_key
         and s.channel_id = k.channel_id and s.key = k.key`,
      [...values, ...newer],
    );
    await tx.query(
      `insert into superseding (environment_id, lane, recipient_key, channel_id, key, run_id, ordinal, made_at)
       select $1, k.*, $8 from unnest($2::smallint[], $3::text[], $4::int[], $5::text[], $6::uuid[], $7::smallint[]) as k
       on conflict (environment_id, lane, recipient_key, channel_id, key)
       do update set run_id = excluded.run_id, ordinal = excluded.ordinal, made_at = excluded.made_at`,
      [...values, ...newer, new Date(first.at)],
    );
    return [...known, ...superseded];
  }
}

function nameOf({ lane, channelId, recipientKey, supersedeKey }: KeyedMessage): string {
  return `${lane}/${channelId}/${supersedeKey}/${recipientKey}`;
}
