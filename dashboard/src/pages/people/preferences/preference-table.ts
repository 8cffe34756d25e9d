import type { ChoicesFragment } from "../../../api/generated/operations.js";
import { CHANNEL_TYPES, type ChannelTypeName } from "../../../components/facts/channel-type.js";

export type Choice = ChoicesFragment["choices"][number];

export interface PreferenceRow {
  readonly key: string;
  readonly name: string;
  readonly kind: "everything" | "category" | "workflow";
  /** By channel type; none where the row does not use the type. */
  readonly cells: ReadonlyMap<string, Choice>;
}

export interface PreferenceTable {
  readonly types: readonly ChannelTypeName[];
  readonly rows: readonly PreferenceRow[];
}

/** The choices as rows by what they are about and columns by the type of the channel. */
export function preferenceTable(choices: readonly Choice[]): PreferenceTable {
  const rows = new Map<string, { row: Omit<PreferenceRow, "cells">; cells: Map<string, Choice> }>();
  for (const choice of choices) {
    const kind = choice.workflowKey !== null ? "workflow" : choice.category !== null ? "category" : "everything";
    const key = `${kind} ${choice.workflowKey ?? choice.category ?? ""}`;
    const name = kind === "everything" ? "Everything" : choice.name;
    const entry = rows.get(key) ?? { row: { key, name, kind }, cells: new Map<string, Choice>() };
    entry.cells.set(choice.channelType, choice);
    rows.set(key, entry);
  }
  return {
    types: CHANNEL_TYPES.filter((type) => choices.some(({ channelType }) => channelType === type)),
    rows: [...rows.values()].map(({ row, cells }) => ({ ...row, cells })),
  };
}

const REASONS: Readonly<Record<string, string>> = {
  "preference.allowed": "nothing forbids it",
  "preference.overridden": "the workflow ignores preferences",
  "preference.commercial_off": "not subscribed to commercial messages",
  "preference.workflow_off": "a rule about the workflow",
  "preference.category_off": "a rule about the category",
  "preference.channel_off": "a rule about the channel",
  "preference.channel_type_off": "a rule about the kind of channel",
  "preference.everything_off": "a rule about everything",
};

const LAYERS: Readonly<Record<string, string>> = {
  RECIPIENT: "the recipient’s own",
  TENANT: "a default of the tenant",
  ENVIRONMENT: "a default of the environment",
};

/** Why a cell says what it says, such as `a rule about the category, the user’s own`. */
export function reasonOf({ code, rule, isAllowed }: Choice): string {
  const reason = isAllowed === null ? "a condition decides each time" : (REASONS[code] ?? code);
  const layer = rule ? LAYERS[rule.source] : undefined;
  return code === "preference.allowed" && rule
    ? `allowed by ${layer ?? "a rule"}`
    : layer
      ? `${reason}, ${layer}`
      : reason;
}
