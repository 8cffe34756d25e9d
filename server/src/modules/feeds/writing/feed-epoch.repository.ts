import type { Tx } from "../../../platform/postgres/index.js";

/** Epochs of feeds come from one sequence, at each upsert of a feed; so it hands out far less than one a microsecond. */
export class FeedEpochRepository {
  /**
   * Moves all feeds to an epoch later than any that was ever used, including the history that was lost when this database
   * was restored: the epoch is the clock in microseconds, which the sequence cannot have reached. Returns the number of
   * feeds.
   * Locks the whole table, because writers lock rows in another order than this update. The lock mode conflicts with `for
   * update`, the first lock that every writer takes, so no deadlock is possible.
   */
  async moveAll(tx: Tx, now: number): Promise<number> {
    await tx.query("set local statement_timeout = 0");
    await tx.query("lock table feeds in exclusive mode");
    await tx.query("select setval('feed_epoch_seq', greatest(nextval('feed_epoch_seq'), $1::bigint))", [
      Math.floor(now) * 1000,
    ]);
    const [moved] = await tx.query<{ count: number }>(
      `with moved as (update feeds set epoch = (select last_value from feed_epoch_seq) returning 1)
       select count(*)::int as count from moved`,
    );
    return moved?.count ?? 0;
  }
}
