import { laneOf } from "../../identifiers/index.js";
import type { Queryable } from "../../../platform/postgres/index.js";

/** A layer as its row has it. */
export interface WrittenRow {
  tenant_id: string;
  rules: unknown;
  commercial_subscribed: boolean | null;
  updated_at: Date;
}

/** Reads preferences as they were written, for their editors. */
export class WrittenLayersRepository {
  ofRecipient(q: Queryable, environmentId: number, recipientKey: string, tenantIds: string[]): Promise<WrittenRow[]> {
    return q.query<WrittenRow>(
      `select tenant_id, rules, commercial_subscribed, updated_at from preference_sets
       where environment_id = $1 and lane = $2 and recipient_key = $3 and tenant_id = any($4::text[])`,
      [environmentId, laneOf(environmentId, recipientKey), recipientKey, tenantIds],
    );
  }

  defaults(q: Queryable, environmentId: number, tenantIds: string[]): Promise<WrittenRow[]> {
    return q.query<WrittenRow>(
      `select tenant_id, rules, commercial_subscribed, updated_at from preference_defaults
       where environment_id = $1 and tenant_id = any($2::text[])`,
      [environmentId, tenantIds],
    );
  }
}
