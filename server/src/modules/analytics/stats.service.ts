import { badInput, type InputIssue } from "../../platform/errors/index.js";
import { groupBy } from "../../platform/group-by.js";
import type { Runtime } from "../../platform/runtime/index.js";
import type { Scope } from "../requests/index.js";
import { KEPT_DAYS, KEPT_HOURLY_DAYS, STAT_NAMES, type StatKind } from "../statistics/index.js";
import { isTimeZone } from "../timing/index.js";
import { bucketCount, bucketEdges, type StatsIntervalName } from "./stat-buckets.js";
import type { StatsGroupName, StatsRepository, StatsRow } from "./stats.repository.js";

export interface StatsCommand {
  range: { from?: Date | null; to?: Date | null };
  interval: StatsIntervalName;
  timezone: string;
  basis: "OCCURRED" | "MADE";
  groupBy: StatsGroupName;
  workflowKey?: string | null;
  channelKey?: string | null;
}

/** Counts of one group: a value for each bucket. */
export type Series = { groupKey: string | null; totals: Record<StatKind, number> } & Record<StatKind, number[]>;

export interface Counts {
  countedFrom: Date;
  times: Date[];
  series: Series[];
}

const BUCKETS_MAX = 500;
const SERIES_MAX = 20;
const DAY_MS = 86_400_000;
const OTHERS = "*";
const UTC_NAMES = new Set(["utc", "etc/utc", "gmt", "etc/gmt"]);

/** Counts over time, from sums that are kept: no message and no run is read. */
export class StatsService {
  readonly #runtime: Runtime;
  readonly #rows: StatsRepository;

  constructor(runtime: Runtime, rows: StatsRepository) {
    this.#runtime = runtime;
    this.#rows = rows;
  }

  async read({ environmentId }: Scope, command: StatsCommand, path: string[]): Promise<Counts> {
    const { database, clock } = this.#runtime;
    const now = clock.now();
    // The end is excluded, and this moment counts.
    const to = command.range.to?.getTime() ?? now + 1;
    const request = { ...command, from: command.range.from?.getTime() ?? null, to };
    const issues = checkCommand(command, request, path);
    if (issues.length > 0) throw badInput(issues);
    const edges = bucketEdges(request).map((edge) => new Date(edge));
    const rows = await this.#rows.read(database, environmentId, {
      ...{ edges, hoursFrom: hoursFrom(command, now), isCohort: command.basis === "MADE", groupBy: command.groupBy },
      ...{ workflowKey: command.workflowKey ?? null, channelKey: command.channelKey ?? null },
    });
    const begun = (await this.#rows.countedFrom(database, environmentId))?.getTime() ?? now;
    const keptDays = command.interval === "HOUR" ? KEPT_HOURLY_DAYS : KEPT_DAYS;
    return {
      countedFrom: new Date(Math.max(begun, now - keptDays * DAY_MS)),
      times: edges.slice(0, -1),
      series: seriesOf(rows, edges.length - 1, command.groupBy !== "NONE"),
    };
  }
}

/** From when sums by hour are read: those by day are fewer, but begin at midnight of UTC. */
function hoursFrom({ interval, timezone }: StatsCommand, now: number): Date {
  if (interval === "HOUR") return new Date(0);
  if (UTC_NAMES.has(timezone.toLowerCase())) return new Date(now + KEPT_DAYS * DAY_MS);
  const oldest = now - (KEPT_HOURLY_DAYS - 1) * DAY_MS;
  return new Date(oldest - (oldest % DAY_MS));
}

function checkCommand(command: StatsCommand, request: Parameters<typeof bucketCount>[0], path: string[]): InputIssue[] {
  const issues: InputIssue[] = [];
  if (!isTimeZone(command.timezone)) {
    issues.push({
      path: [...path, "timezone"],
      code: "unknown_timezone",
      message: 'There is no such IANA time zone; an example is "Europe/Berlin".',
    });
  }
  if (request.from !== null && request.from >= request.to) {
    issues.push({ path: [...path, "range"], code: "out_of_range", message: "The time ends before it begins." });
  }
  const count = bucketCount(request);
  if (count > BUCKETS_MAX) {
    const message = `A time of at most ${BUCKETS_MAX} buckets can be counted; this one has ${count}. Choose wider ones.`;
    issues.push({ path: [...path, "range"], code: "out_of_range", message });
  }
  return issues;
}

/** The largest groups, and one of all others. Without groups, one. */
function seriesOf(rows: readonly StatsRow[], buckets: number, isGrouped: boolean): Series[] {
  if (!isGrouped) return [sumOf(null, rows, buckets)];
  const groups = [...groupBy(rows, ({ groupKey }) => groupKey)]
    .filter(([groupKey]) => groupKey !== "")
    .map(([groupKey, its]) => sumOf(groupKey, its, buckets))
    .sort((left, right) => sizeOf(right) - sizeOf(left) || ((left.groupKey ?? "") < (right.groupKey ?? "") ? -1 : 1));
  const chosen = groups.slice(0, SERIES_MAX);
  const names = new Set(chosen.map(({ groupKey }) => groupKey));
  const others = rows.filter(({ groupKey }) => groupKey !== "" && !names.has(groupKey));
  return others.length > 0 ? [...chosen, sumOf(OTHERS, others, buckets)] : chosen;
}

function sizeOf({ totals: { made, runs } }: Series): number {
  return made > 0 ? made : runs;
}

function sumOf(groupKey: string | null, rows: readonly StatsRow[], buckets: number): Series {
  const column = (kind: StatKind): number[] => {
    const values = Array.from({ length: buckets }, () => 0);
    for (const row of rows) values[row.bucket] = (values[row.bucket] ?? 0) + row[kind];
    return values;
  };
  const [made, sent, delivered, failed] = [column("made"), column("sent"), column("delivered"), column("failed")];
  const [seen, read, interacted, runs] = [column("seen"), column("read"), column("interacted"), column("runs")];
  const columns: Record<StatKind, number[]> = { made, sent, delivered, failed, seen, read, interacted, runs };
  const total = (kind: StatKind): number => columns[kind].reduce((sum, value) => sum + value, 0);
  const totals: Record<StatKind, number> = {
    made: 0,
    sent: 0,
    delivered: 0,
    failed: 0,
    seen: 0,
    read: 0,
    interacted: 0,
    runs: 0,
  };
  for (const kind of STAT_NAMES) totals[kind] = total(kind);
  return { groupKey, totals, ...columns };
}
