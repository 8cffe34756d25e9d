import type { Json, JsonObject } from "../../../platform/json.js";
import type { Queryable } from "../../../platform/postgres/index.js";
import type { MessageKey } from "../../messages/pure.js";

/** A message in the local mailbox. */
export interface CaughtRow {
  lane: number;
  runId: string;
  ordinal: number;
  channelId: number;
  at: Date;
  /** Milliseconds since 1970. */
  createdAt: number;
  address: JsonObject | null;
  seed: string;
  isCommercial: boolean;
  content: Json;
}

const COLUMNS = `
  select d.lane, d.run_id as "runId", d.ordinal, d.channel_id as "channelId", a.answered_at as at,
    date_part('epoch', d.created_at) * 1000 as "createdAt", d.address, d.seed,
    coalesce((v.document->'settings'->>'isCommercial')::boolean, false) as "isCommercial", coalesce(m.blocks, c.blocks) as content
  from attempts a
  join deliveries d using (environment_id, lane, run_id, ordinal)
  join messages m using (environment_id, lane, run_id, ordinal)
  join workflow_versions v on v.id = m.version_id
  left join contents c on c.environment_id = m.environment_id and c.id = m.content_id
  where a.environment_id = $1 and a.provider_key = 'mailbox' and a.outcome = 'sent'`;

/** Reads caught messages. No index serves these statements: development environments are small. */
export class MailboxRepository {
  latest(q: Queryable, environmentId: number, count: number): Promise<CaughtRow[]> {
    return q.query(`${COLUMNS} order by a.answered_at desc, a.run_id desc limit $2`, [environmentId, count]);
  }

  async byKey(q: Queryable, environmentId: number, { lane, runId, ordinal }: MessageKey): Promise<CaughtRow | null> {
    const where = "and a.lane = $2 and a.run_id = $3 and a.ordinal = $4 order by a.number desc limit 1";
    const rows = await q.query<CaughtRow>(`${COLUMNS} ${where}`, [environmentId, lane, runId, ordinal]);
    return rows[0] ?? null;
  }
}
