import { badInput } from "../../platform/errors/index.js";
import type { Queryable } from "../../platform/postgres/index.js";
import type { Runtime } from "../../platform/runtime/index.js";

export interface ChannelRow {
  id: number;
  environment_id: number;
  key: string;
  type: string;
  name: string;
  is_default: boolean;
}

const CACHE_MS = 5000;

/** Channels are few and change rarely: each process keeps an environment's list for a few seconds. */
export class ChannelService {
  readonly #runtime: Runtime;
  readonly #lists = new Map<number, { channels: ChannelRow[]; readUntil: number }>();

  constructor(runtime: Runtime) {
    this.#runtime = runtime;
  }

  async ensure(q: Queryable, channel: Omit<ChannelRow, "id">): Promise<void> {
    await q.query(
      `insert into channels (public_id, environment_id, key, type, name, is_default, created_at)
       values ($1, $2, $3, $4, $5, $6, $7) on conflict (environment_id, key) do nothing`,
      [
        this.#runtime.newUuid(),
        channel.environment_id,
        channel.key,
        channel.type,
        channel.name,
        channel.is_default,
        new Date(this.#runtime.clock.now()),
      ],
    );
    this.#lists.delete(channel.environment_id);
  }

  async allOf(environmentId: number): Promise<ChannelRow[]> {
    const now = this.#runtime.clock.now();
    const known = this.#lists.get(environmentId);
    if (known && known.readUntil > now) return known.channels;
    const channels = await this.#runtime.database.query<ChannelRow>(
      "select id, environment_id, key, type, name, is_default from channels where environment_id = $1 order by id",
      [environmentId],
    );
    this.#lists.set(environmentId, { channels, readUntil: now + CACHE_MS });
    return channels;
  }

  /** The in-app channel with this key, or the environment's default one. */
  async inApp(environmentId: number, key: string | null | undefined, path: string[]): Promise<ChannelRow> {
    const inApp = (await this.allOf(environmentId)).filter((channel) => channel.type === "IN_APP");
    const found = key == null ? (inApp.find((each) => each.is_default) ?? inApp[0]) : inApp.find((each) => each.key === key);
    if (found) return found;
    const known = inApp.map((channel) => `"${channel.key}"`).join(", ") || "none";
    throw badInput([{ path, code: "unknown_channel", message: `No such in-app channel; there are: ${known}.` }]);
  }
}
