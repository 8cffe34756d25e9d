import type { JsonObject } from "../../../platform/json.js";
import type { Tx } from "../../../platform/postgres/index.js";
import type { MessageKey } from "../message-row.js";
import type { Mark } from "./engagement.js";
import { markSql, namesParameters, type Undo } from "./mark-sql.js";

/** A mark with its values. */
export interface MarkValues<Kind extends Mark | Undo = Mark | Undo> {
  mark: Kind;
  at: Date;
  /** Kept with interactions. */
  metadata: JsonObject | null;
  /** For SNOOZED: when the message returns. */
  until?: Date;
  /** For UNDONE: the instant of the undone marks. */
  markedAt?: Date;
}

/** Marks messages without a feed. */
export class MessageMarksRepository {
  /** Locks the messages first, in key order, since there is no feed row to lock. Messages in feeds are ignored. */
  async applyOutside(
    tx: Tx,
    environmentId: number,
    keys: readonly MessageKey[],
    { mark, at, metadata, markedAt: undone }: MarkValues,
  ): Promise<void> {
    const markedAt = "$7::timestamptz";
    const { needs, sets } = markSql(mark, { at: "$5::timestamptz", metadata: "$6::jsonb", until: "null", markedAt });
    await tx.query(
      `with chosen as (
        select m.lane, m.run_id, m.ordinal from messages m
        where m.environment_id = $1 and (m.lane, m.run_id, m.ordinal) in (select * from unnest($2::smallint[], $3::uuid[], $4::smallint[]))
        and m.position = 0 and ${namesParameters("$6::jsonb", markedAt)} and ${needs}
        order by m.lane, m.run_id, m.ordinal for update of m
      )
      update messages m set updated_at = $5, ${sets} from chosen o
      where m.environment_id = $1 and m.lane = o.lane and m.run_id = o.run_id and m.ordinal = o.ordinal`,
      [
        environmentId,
        keys.map((key) => key.lane),
        keys.map((key) => key.runId),
        keys.map((key) => key.ordinal),
        at,
        metadata && JSON.stringify(metadata),
        undone ?? null,
      ],
    );
  }
}
