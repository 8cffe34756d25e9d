import type { Queryable } from "../../../platform/postgres/index.js";

/** The part of an active workflow that preferences need, as it was written, without defaults. */
export interface OfferedRow {
  key: string;
  name: string;
  categories: string[];
  override_preferences: boolean;
  is_commercial: boolean;
  /** Channels of its channel steps, those in branches included; may contain repeats. */
  channel_keys: string[];
}

const COLUMNS = `w.key, v.document ->> 'name' as name,
  coalesce(v.document -> 'categories', '[]') as categories,
  coalesce((v.document #>> '{settings,overridePreferences}')::boolean, false) as override_preferences,
  coalesce((v.document #>> '{settings,isCommercial}')::boolean, false) as is_commercial,
  jsonb_path_query_array(v.document, '$.steps.** ? (@.type == "channel").channelKey') as channel_keys`;

export class OfferRepository {
  /** The first `limit` committed workflows by key, offered or not. */
  committed(q: Queryable, environmentId: number, limit: number): Promise<OfferedRow[]> {
    return q.query<OfferedRow>(
      `select ${COLUMNS} from workflows w join workflow_versions v on v.id = w.committed_version_id
       where w.environment_id = $1 and w.archived_at is null order by w.key limit $2`,
      [environmentId, limit],
    );
  }

  /** The first `limit` workflows that users may be shown, by key. Reads documents whole, so callers remember the answer. */
  offered(q: Queryable, environmentId: number, limit: number): Promise<OfferedRow[]> {
    return q.query<OfferedRow>(
      `select ${COLUMNS}
       from workflows w join workflow_versions v on v.id = w.committed_version_id
       where w.environment_id = $1 and w.is_active and w.archived_at is null
         and coalesce((v.document #>> '{settings,isOffered}')::boolean, true)
       order by w.key limit $2`,
      [environmentId, limit],
    );
  }
}
