import type { Queryable } from "../../../platform/postgres/index.js";
import type { MessageKey } from "../../messages/pure.js";
import type { ReadSync } from "../../workflows/pure.js";

/** A message of a run whose workflow synchronises read state. */
export interface Sibling {
  lane: number;
  run_id: string;
  ordinal: number;
  recipient_key: string;
  channel_id: number;
  position: number;
  read_sync: ReadSync;
}

const SYNCED = "document -> 'settings' ->> 'readSync' in ('read', 'all')";

/** Finds the messages that a mark on others of their run marks too (`settings.readSync`). */
export class SiblingRepository {
  /** Whether any workflow synchronises read state; if none does, no siblings are read. */
  async areSynced(q: Queryable, environmentId: number): Promise<boolean> {
    const rows = await q.query(`select 1 from workflow_versions where environment_id = $1 and ${SYNCED} limit 1`, [
      environmentId,
    ]);
    return rows.length > 0;
  }

  /**
   * All messages of these messages' runs, themselves included, if the workflow synchronises read state; looked up run by
   * run.
   */
  of(q: Queryable, environmentId: number, keys: readonly MessageKey[]): Promise<Sibling[]> {
    return q.query<Sibling>(
      `select m.lane, m.run_id, m.ordinal, m.recipient_key, m.channel_id, m.position,
         v.document -> 'settings' ->> 'readSync' as read_sync
       from (select distinct lane, run_id from unnest($2::smallint[], $3::uuid[]) as k(lane, run_id)) k
       cross join lateral (select * from messages where environment_id = $1 and lane = k.lane and run_id = k.run_id offset 0) m
       join workflow_versions v on v.id = m.version_id
       where ${SYNCED.replace("document", "v.document")}`,
      [environmentId, keys.map((key) => key.lane), keys.map((key) => key.runId)],
    );
  }
}
