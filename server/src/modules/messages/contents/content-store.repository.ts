import type { JsonObject } from "../../../platform/json.js";
import type { Queryable } from "../../../platform/postgres/index.js";
import type { MessageContent } from "../../templates/index.js";
import { storedContent } from "./stored-content.js";

/** The content that items of one trigger and step share. */
export interface NewContent {
  environmentId: number;
  id: string;
  content: MessageContent | null;
  data: JsonObject;
  actorKeys: string[];
  at: number;
}

const KNOWN_MAX = 50_000;

/**
 * Writes contents once, in the transaction of the set that uses them: a set that fails leaves none behind, and no second
 * connection is needed while the set holds the first. Two sets that write the same content at the same moment wait for each
 * other, so each writes them in the order of their ids; after the first commit of a broadcast nobody waits.
 */
export class ContentStore {
  readonly #database: () => Queryable;
  /** Ids that are committed. */
  readonly #known = new Set<string>();

  constructor(database: () => Queryable) {
    this.#database = database;
  }

  /** Returns the ids that were inserted, to be cached once they are committed. */
  async ensure(contents: readonly NewContent[], q: Queryable = this.#database()): Promise<string[]> {
    const fresh = contents.filter((content) => !this.#known.has(content.id));
    if (fresh.length === 0) return [];
    await q.query(
      `insert into contents (environment_id, id, blocks, data, actor_keys, created_at)
       select c.environment_id, c.id, c.blocks, c.data, c.actor_keys, to_timestamp(c.at / 1000.0)
       from unnest($1::int[], $2::uuid[], $3::jsonb[], $4::jsonb[], $5::float8[], $6::jsonb[]) as r(environment_id, id, blocks, data, at, keys)
       cross join lateral (select r.environment_id, r.id, r.blocks, r.data, r.at,
         array(select jsonb_array_elements_text(r.keys)) as actor_keys) c
       order by c.id on conflict do nothing`,
      [
        fresh.map((each) => each.environmentId),
        fresh.map((each) => each.id),
        fresh.map(({ content }) => content && JSON.stringify(storedContent(content))),
        fresh.map((each) => JSON.stringify(each.data)),
        fresh.map((each) => each.at),
        fresh.map((each) => JSON.stringify(each.actorKeys)),
      ],
    );
    return fresh.map((content) => content.id);
  }

  remember(ids: readonly string[]): void {
    if (this.#known.size > KNOWN_MAX) this.#known.clear();
    for (const id of ids) this.#known.add(id);
  }
}
