import type { JsonObject } from "../../../platform/json.js";
import { plainArray, type Queryable } from "../../../platform/postgres/index.js";
import type { DeliveryStatus } from "../../messages/index.js";
import type { MessageKey } from "../../messages/pure.js";

/** A delivery as it is shown. */
export interface DeliveryStateRow {
  lane: number;
  run_id: string;
  ordinal: number;
  state: DeliveryStatus;
  reason: string | null;
  address: JsonObject | null;
  /** When its state last changed. */
  updated_at: Date;
}

/** Reads deliveries by the keys of their messages. */
export class DeliveryStateRepository {
  byKeys(q: Queryable, environmentId: number, keys: readonly MessageKey[]): Promise<DeliveryStateRow[]> {
    return q.query(
      `select d.lane, d.run_id, d.ordinal, d.state, d.reason, d.address, d.updated_at
       from unnest($2::smallint[], $3::uuid[], $4::smallint[]) as k(lane, run_id, ordinal) cross join lateral (
         select * from deliveries where environment_id = $1 and lane = k.lane and run_id = k.run_id and ordinal = k.ordinal
         offset 0
       ) d`,
      [
        environmentId,
        plainArray(keys.map(({ lane }) => lane)),
        plainArray(keys.map(({ runId }) => runId)),
        plainArray(keys.map(({ ordinal }) => ordinal)),
      ],
    );
  }
}
