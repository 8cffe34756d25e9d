import type { DueSource } from "./due-source.js";

/** Fan-outs with recipients that were not reached yet. A fan-out that cannot be read fails together with its trigger. */
export const dueFanouts: DueSource = {
  name: "new",
  table: "fanouts",
  isDue: () => "not is_done",
  dueAt: null,
  order: "environment_id, lane",
  isTakenTogether: true,
  backlog: {
    name: "fanouts",
    help: "Parts of triggers, by lane, whose recipients were not all reached.",
    sql: `select coalesce(sum(p.count), 0)::int as count, min(t.accepted_at) as oldest from (
       select environment_id, count(*) as count, min(trigger_seq) as seq from fanouts where not is_done group by 1
     ) p left join triggers t on t.environment_id = p.environment_id and t.seq = p.seq`,
  },
  take: (set, budget) => set.begin(budget),
  async head(tx, [environmentId, lane]) {
    const rows = await tx.query<{ trigger_id: string }>(
      `select trigger_id from fanouts where environment_id = $1 and lane = $2 and not is_done
       order by trigger_seq, source limit 1`,
      [environmentId, lane],
    );
    return rows[0]?.trigger_id ?? null;
  },
  abandon: async () => [],
};
