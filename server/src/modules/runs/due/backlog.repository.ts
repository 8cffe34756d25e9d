import type { Database } from "../../../platform/postgres/index.js";
import { FEW_ROWS } from "./due-lanes.repository.js";
import { DUE_SOURCES } from "./due-sources.js";

/** Counts of due work, by the backlog's names. */
export interface BacklogCounts {
  counts: Record<string, number>;
  oldestAt: Date | null;
}

const NAMES = DUE_SOURCES.map(({ backlog }) => backlog.name);
const READ = `with ${DUE_SOURCES.map(({ backlog }) => `of_${backlog.name} as (${backlog.sql})`).join(", ")}
  select ${NAMES.map((name) => `of_${name}.count as "${name}"`).join(", ")},
    least(${NAMES.map((name) => `of_${name}.oldest`).join(", ")}) as oldest_at
  from ${NAMES.map((name) => `of_${name}`).join(", ")}`;

export class BacklogRepository {
  /**
   * Reads all environments, since the backlog concerns the operator of the process. It uses the partial indexes of due work,
   * as the sweep does.
   */
  async read(database: Database, now: Date): Promise<BacklogCounts> {
    const [row] = await database.transaction(
      (tx) => tx.query<{ oldest_at: Date | null; [name: string]: unknown }>(READ, [now]),
      FEW_ROWS,
    );
    const counts = Object.fromEntries(NAMES.map((name) => [name, Number(row?.[name] ?? 0)]));
    return { counts, oldestAt: row?.oldest_at ?? null };
  }
}
