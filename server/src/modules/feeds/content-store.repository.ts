import type { JsonObject } from "../../platform/json.js";
import type { Queryable } from "../../platform/postgres/index.js";
import type { FeedBlock } from "../templates/index.js";

/** What items of one trigger and step share. */
export interface NewContent {
  environmentId: number;
  id: string;
  blocks: readonly FeedBlock[] | null;
  data: JsonObject;
  actorKeys: string[];
  at: number;
}

const KNOWN_MAX = 50_000;

/**
 * Writes contents once, in statements of their own outside the lane's transaction: two lanes that write the same content
 * would otherwise wait for each other. One left behind by a set that failed is harmless; its id is the next attempt's too.
 */
export class ContentStore {
  readonly #q: () => Queryable;
  readonly #known = new Set<string>();

  constructor(q: () => Queryable) {
    this.#q = q;
  }

  async ensure(contents: readonly NewContent[]): Promise<void> {
    const fresh = contents.filter((content) => !this.#known.has(content.id));
    if (fresh.length === 0) return;
    await this.#q().query(
      `insert into contents (environment_id, id, blocks, data, actor_keys, created_at)
       select c.environment_id, c.id, c.blocks, c.data, c.actor_keys, to_timestamp(c.at / 1000.0)
       from unnest($1::int[], $2::uuid[], $3::jsonb[], $4::jsonb[], $5::float8[], $6::jsonb[]) as r(environment_id, id, blocks, data, at, keys)
       cross join lateral (select r.environment_id, r.id, r.blocks, r.data, r.at,
         array(select jsonb_array_elements_text(r.keys)) as actor_keys) c
       order by c.id on conflict do nothing`,
      [
        fresh.map((each) => each.environmentId),
        fresh.map((each) => each.id),
        fresh.map((each) => (each.blocks === null ? null : JSON.stringify(each.blocks))),
        fresh.map((each) => JSON.stringify(each.data)),
        fresh.map((each) => each.at),
        fresh.map((each) => JSON.stringify(each.actorKeys)),
      ],
    );
    if (this.#known.size > KNOWN_MAX) this.#known.clear();
    for (const content of fresh) this.#known.add(content.id);
  }
}
