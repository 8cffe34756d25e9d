import type { Queryable } from "../../platform/postgres/index.js";
import type { ChannelType } from "./channel-type.js";

export interface ChannelRow {
  id: number;
  public_id: string;
  environment_id: number;
  key: string;
  type: ChannelType;
  name: string;
  is_default: boolean;
}

export type NewChannel = Omit<ChannelRow, "id"> & { at: Date };

const COLUMNS = "id, public_id, environment_id, key, type, name, is_default";

export class ChannelRepository {
  /** Whether there was no channel with this key before. */
  async insert(q: Queryable, channel: NewChannel): Promise<boolean> {
    const rows = await q.query(
      `insert into channels (public_id, environment_id, key, type, name, is_default, created_at)
       values ($1, $2, $3, $4, $5, $6, $7) on conflict (environment_id, key) do nothing returning id`,
      [
        channel.public_id,
        channel.environment_id,
        channel.key,
        channel.type,
        channel.name,
        channel.is_default,
        channel.at,
      ],
    );
    return rows.length > 0;
  }

  allOf(q: Queryable, environmentId: number): Promise<ChannelRow[]> {
    return q.query<ChannelRow>(`select ${COLUMNS} from channels where environment_id = $1 order by id`, [
      environmentId,
    ]);
  }

  /** Serialises those who make channels in one environment, so that only one becomes the default. */
  async lockEnvironment(q: Queryable, environmentId: number): Promise<void> {
    await q.query("select id from environments where id = $1 for update", [environmentId]);
  }
}
