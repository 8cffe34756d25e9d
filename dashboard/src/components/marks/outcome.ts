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

/** The kind of an outcome where only its code is known, such as in counts of runs that ended. */
export function kindOfCode(code: string): OutcomeKind {
  return kindOf("", code);
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
