import type { BacklogQuery, RunFilterInput } from "../../api/generated/operations.js";
import { spanWords } from "../../components/facts/time-words.js";
import type { InFlightSearch } from "./search.js";

export type Backlog = NonNullable<BacklogQuery["backlog"]>;

const HOUR_MS = 3_600_000;

/** The API's filter for the runs that are meant. */
export function selectionFilter({ workflow, version, step, wakes }: InFlightSearch): RunFilterInput {
  const [from = null, to = null] = wakes?.split("~") ?? [];
  return {
    ...(workflow === undefined ? {} : { workflowKey: workflow }),
    ...(version === undefined ? {} : { version: Number(version) || 0 }),
    ...(step === undefined ? {} : { stepRef: step }),
    ...(wakes === undefined ? {} : { wakesAt: { from, to } }),
  };
}

/** Such as `at step wait of digest, version 2, going on Fri 14:00 – 15:00`; empty for all. */
export function selectionWords({ workflow, version, step, wakes }: InFlightSearch): string {
  return [
    ...(step === undefined ? [] : [`at ${step}`]),
    ...(workflow === undefined ? [] : [`of ${workflow}${version === undefined ? "" : ` version ${version}`}`]),
    ...(wakes === undefined ? [] : [`going on ${spanWords(wakes)}`]),
  ].join(" ");
}

/** How many runs are meant, as the backlog counts them; null where it counts them together with others. */
export function selectionCount(backlog: Backlog, search: InFlightSearch): number | null {
  const { workflow, version, step, wakes } = search;
  if (wakes !== undefined) return workflow === undefined ? wakesIn(backlog, wakes) : null;
  if (workflow === undefined) return backlog.waitingRunCount;
  const steps = backlog.steps.find(({ workflowKey }) => workflowKey === workflow)?.steps ?? [];
  return steps
    .filter((each) => version === undefined || String(each.version) === version)
    .filter((each) => step === undefined || each.stepRef === step)
    .reduce((sum, each) => sum + each.waitingRunCount, 0);
}

function wakesIn({ wakesByHour }: Backlog, wakes: string): number | null {
  const hour = hourOf(wakes, Date.now());
  return hour === null ? null : (wakesByHour[hour] ?? null);
}

/** The hour from `now` as two instants, cut to the second so that a link is short. */
export function spanOf(hour: number, now: number): string {
  const instant = (at: number): string => new Date(Math.floor(at / 1000) * 1000).toISOString().replace(".000", "");
  return `${instant(now + hour * HOUR_MS)}~${instant(now + (hour + 1) * HOUR_MS)}`;
}

/** Which of the hours from `now` a span means by now; null for none of them. */
export function hourOf(wakes: string | undefined, now: number): number | null {
  const from = Date.parse(wakes?.split("~")[0] ?? "");
  const hour = Math.round((from - now) / HOUR_MS);
  return Number.isNaN(hour) || hour < 0 ? null : hour;
}
