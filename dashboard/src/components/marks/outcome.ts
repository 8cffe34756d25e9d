/** What became of a run, in the few kinds that people tell apart. */
export type OutcomeKind =
  "sent" | "opted-out" | "held-back" | "merged" | "waiting" | "cancelled" | "failed" | "nothing";

export interface OutcomeWords {
  readonly kind: OutcomeKind;
  readonly label: string;
}

const LABELS: Readonly<Record<OutcomeKind, string>> = {
  sent: "Sent",
  "opted-out": "Opted out",
  "held-back": "Held back",
  merged: "Merged",
  waiting: "Waiting",
  cancelled: "Cancelled",
  failed: "Failed",
  nothing: "Nothing sent",
};

const KINDS: Readonly<Record<string, OutcomeKind>> = {
  "message.made": "sent",
  "batch.merged": "merged",
  "run.cancelled": "cancelled",
  "run.failed": "failed",
  "effect.failed": "failed",
  "run.completed": "nothing",
  "branch.none": "nothing",
};

/** How many runs ended with each kind of outcome, the most frequent first, of counts by outcome code. Kinds without runs are left out. */
export function runsByKind(
  series: readonly { readonly groupKey: string | null; readonly totals: { readonly runs: number } }[],
): ReadonlyMap<OutcomeKind, number> {
  const counts = new Map<OutcomeKind, number>();
  for (const { groupKey, totals } of series) {
    if (totals.runs === 0) continue;
    const kind = kindOf("", groupKey ?? "");
    counts.set(kind, (counts.get(kind) ?? 0) + totals.runs);
  }
  return new Map([...counts].sort(([, left], [, right]) => right - left));
}

/** The kinds with the outcome codes that belong to them, for filters. */
export const OUTCOME_FILTERS: readonly { readonly kind: OutcomeKind; readonly codes: readonly string[] }[] = [
  { kind: "sent", codes: ["message.made"] },
  {
    kind: "opted-out",
    codes: [
      ...["workflow", "category", "channel", "channel_type", "everything", "commercial"].map(
        (what) => `preference.${what}_off`,
      ),
    ],
  },
  {
    kind: "held-back",
    codes: [
      ...["run.conditions_not_met", "run.workflow_inactive", "run.frequency_reached", "throttle.stopped"],
      ...["channel.*", "step.conditions_not_met", "message.expired", "message.not_sent"],
    ],
  },
  { kind: "merged", codes: ["batch.merged"] },
  { kind: "cancelled", codes: ["run.cancelled"] },
  { kind: "failed", codes: ["run.failed", "effect.failed"] },
];

export function labelOf(kind: OutcomeKind): string {
  return LABELS[kind];
}

/** The kind of an outcome, by the run's status and the code of the decision. */
export function outcomeWords(status: string, code: string): OutcomeWords {
  const kind = kindOf(status, code);
  return { kind, label: LABELS[kind] };
}

function kindOf(status: string, code: string): OutcomeKind {
  if (status === "WAITING" || status === "PENDING") return "waiting";
  const known = KINDS[code];
  if (known) return known;
  return /^preference\..*_off$/.test(code) ? "opted-out" : "held-back";
}
