import { timed } from "./measure.mjs";

const CONNECTIONS = 2;
const COPIED = ["runs", "messages"];

/**
 * The time that Postgres alone needs for the rows of a fan-out. The tables have the same columns, indexes and
 * settings as the real ones. They are filled lane by lane, one transaction per lane, on two connections, from copies
 * that were made before the measurement. The feeds exist already and are updated.
 */
export class FanOutFloor {
  #pool;
  #environmentId;

  constructor(pool, environmentId) {
    this.#pool = pool;
    this.#environmentId = environmentId;
  }

  static async create(pool, environmentId) {
    await pool.query("create schema floor");
    for (const table of [...COPIED, "feeds"]) {
      await pool.query(`create table floor.${table} (like ${table} including all)`);
    }
    await pool.query("alter table floor.feeds set (fillfactor = 70)");
    await pool.query("alter table floor.messages set (fillfactor = 90)");
    return new FanOutFloor(pool, environmentId);
  }

  /** Milliseconds to insert the rows of this trigger. */
  async measure(triggerId) {
    await this.#stage(triggerId);
    const lanes = (await this.#pool.query("select distinct lane from floor.staged_runs order by lane")).rows.map(
      (row) => row.lane,
    );
    const ms = await timed(() => Promise.all(Array.from({ length: CONNECTIONS }, () => this.#work(lanes))));
    await this.#pool.query("drop table floor.staged_runs, floor.staged_messages, floor.staged_feeds");
    return ms;
  }

  async #stage(triggerId) {
    for (const table of COPIED) {
      await this.#pool.query(
        `create unlogged table floor.staged_${table} as select * from ${table} where trigger_id = '${triggerId}'`,
      );
      await this.#pool.query(`create index on floor.staged_${table} (lane)`);
    }
    await this.#pool.query("create unlogged table floor.staged_feeds as select * from feeds");
    await this.#pool.query("create index on floor.staged_feeds (lane)");
    await this.#pool.query("analyze floor.staged_runs, floor.staged_messages, floor.staged_feeds");
    await this.#pool.query("insert into floor.feeds select * from floor.staged_feeds on conflict do nothing");
    await this.#pool.query("checkpoint");
  }

  async #work(lanes) {
    const client = await this.#pool.connect();
    const run = (name, text, values) => client.query({ name: `floor_${name}`, text, values });
    try {
      for (let lane = lanes.shift(); lane !== undefined; lane = lanes.shift()) {
        await client.query("begin");
        for (const table of COPIED) {
          await run(table, `insert into floor.${table} select * from floor.staged_${table} where lane = $1`, [lane]);
        }
        await run(
          "feeds",
          `update floor.feeds f set version = s.version, total = s.total, unread = s.unread, unseen = s.unseen, tenants = s.tenants
           from floor.staged_feeds s where s.lane = $2 and f.environment_id = $1 and f.lane = $2
           and f.recipient_key = s.recipient_key and f.channel_id = s.channel_id`,
          [this.#environmentId, lane],
        );
        await client.query("commit");
      }
    } finally {
      client.release();
    }
  }
}
