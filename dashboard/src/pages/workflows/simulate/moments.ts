import type { SimulateQuery } from "../../../api/generated/operations.js";
import { personId } from "../../../components/facts/person-id.js";

export type Simulation = NonNullable<SimulateQuery["simulate"]>;
export type SimulatedRun = Simulation["runs"][number];
export type SimulatedMessage = Simulation["messages"][number];

/** What happens to one recipient at one time. */
export interface LaneEntry {
  /** Index of the moment. */
  readonly moment: number;
  readonly kind: "start" | "message" | "wait" | "end" | "other";
  /** The moment at which a wait ends; the last one for a wait without an end. */
  readonly until: number;
  readonly words: string;
}

export interface Lane {
  readonly name: string;
  readonly entries: readonly LaneEntry[];
}

export interface TimeLine {
  /** Distinct times at which something happens, in milliseconds; the time between is folded. */
  readonly moments: readonly number[];
  readonly lanes: readonly Lane[];
}

const KINDS: Readonly<Record<string, LaneEntry["kind"]>> = {
  "run.started": "start",
  "message.made": "message",
  "message.not_sent": "message",
  "delay.waiting": "wait",
  "batch.opened": "wait",
  "batch.joined": "wait",
};

const QUIET = new Set(["preference.allowed", "delay.over"]);

export function nameOf(recipient: SimulatedRun["recipient"]): string {
  return recipient ? (recipient.name ?? personId(recipient)) : "somebody unknown";
}

/** The runs as lanes over the moments at which something happens. */
export function timeLineOf({ runs }: Simulation): TimeLine {
  const times = new Set(runs.flatMap(({ trace }) => trace.map(({ at }) => Date.parse(at))));
  const moments = [...times].sort((left, right) => left - right);
  const lanes = new Map<string, LaneEntry[]>();
  for (const run of runs) {
    const name = nameOf(run.recipient);
    lanes.set(name, [...(lanes.get(name) ?? []), ...entriesOf(run, moments)]);
  }
  return { moments, lanes: [...lanes].map(([name, entries]) => ({ name, entries })) };
}

function entriesOf({ trace }: SimulatedRun, moments: readonly number[]): LaneEntry[] {
  return trace.flatMap(({ at, code, message }, index): LaneEntry[] => {
    if (QUIET.has(code)) return [];
    const moment = moments.indexOf(Date.parse(at));
    const kind = KINDS[code] ?? (code.startsWith("run.") ? "end" : "other");
    const next = trace[index + 1];
    const until = kind !== "wait" ? moment : next ? moments.indexOf(Date.parse(next.at)) : moments.length - 1;
    return [{ moment, kind, until, words: message }];
  });
}
