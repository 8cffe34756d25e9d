import pg from "pg";

/**
 * Counts the statements that this process sends to Postgres, including begin and commit. Pools in `uncounted` are
 * left out.
 */
export function countStatements(bench, uncounted = []) {
  const { query } = pg.Client.prototype;
  const isUncounted = new WeakSet();
  for (const pool of uncounted) pool.on("connect", (client) => isUncounted.add(client));
  const counter = { count: 0, byText: new Map() };
  pg.Client.prototype.query = function counted(...given) {
    if (!isUncounted.has(this)) {
      counter.count += 1;
      const text = typeof given[0] === "string" ? given[0] : given[0]?.text;
      counter.byText.set(text, (counter.byText.get(text) ?? 0) + 1);
    }
    return query.apply(this, given);
  };
  return bench.owns(counter, () => {
    pg.Client.prototype.query = query;
  });
}
