import type { JsonObject } from "../../../platform/json.js";
import { plainArray, type Queryable } from "../../../platform/postgres/index.js";
import type { MessageKey } from "../../messages/pure.js";

/** An event of a message that a provider reported. */
export interface MessageEventRow {
  lane: number;
  run_id: string;
  ordinal: number;
  at: Date;
  code: string;
  provider_key: string;
  detail: JsonObject;
}

/** Reads events that providers reported. */
export class MessageEventRepository {
  ofMessages(q: Queryable, environmentId: number, keys: readonly MessageKey[]): Promise<MessageEventRow[]> {
    return q.query(
      `select e.lane, e.run_id, e.ordinal, e.at, e.code, e.provider_key, e.detail
       from unnest($2::smallint[], $3::uuid[], $4::smallint[]) as k(lane, run_id, ordinal) cross join lateral (
         select * from message_events
         where environment_id = $1 and lane = k.lane and run_id = k.run_id and ordinal = k.ordinal offset 0
       ) e`,
      [
        environmentId,
        plainArray(keys.map(({ lane }) => lane)),
        plainArray(keys.map(({ runId }) => runId)),
        plainArray(keys.map(({ ordinal }) => ordinal)),
      ],
    );
  }
}
