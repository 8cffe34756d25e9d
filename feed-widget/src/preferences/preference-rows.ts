import type { ChannelType } from "@carillon/client";
import type { PreferenceChoice } from "@carillon/client/preferences";
import type { PreferenceLabels } from "./preference-labels.js";

/** One row of the table: everything, a category or a workflow, with a choice for some of the columns. */
export interface PreferenceRow {
  readonly key: string;
  readonly name: string;
  readonly choices: readonly PreferenceChoice[];
}

export interface PreferenceTable {
  readonly columns: readonly ChannelType[];
  readonly everything: readonly PreferenceRow[];
  readonly categories: readonly PreferenceRow[];
  readonly workflows: readonly PreferenceRow[];
}

const ORDER: readonly ChannelType[] = ["IN_APP", "EMAIL", "PUSH", "SMS", "CHAT", "WEBHOOK"];

/** The choices as a table, in the order in which the server names them. */
export function preferenceTable(choices: readonly PreferenceChoice[]): PreferenceTable {
  const rows = new Map<string, PreferenceRow>();
  for (const choice of choices) {
    const key = JSON.stringify([choice.workflowKey, choice.category]);
    rows.set(key, { key, name: choice.name, choices: [...(rows.get(key)?.choices ?? []), choice] });
  }
  const about = (isMeant: (choice: PreferenceChoice) => boolean): PreferenceRow[] =>
    [...rows.values()].filter(({ choices: [first] }) => first !== undefined && isMeant(first));
  return {
    columns: ORDER.filter((type) => choices.some(({ channelType }) => channelType === type)),
    everything: about(({ workflowKey, category }) => workflowKey === null && category === null),
    categories: about(({ category }) => category !== null),
    workflows: about(({ workflowKey }) => workflowKey !== null),
  };
}

/** Why a choice is fixed, or what else decides; null for a free choice. */
export function reasonOf(choice: PreferenceChoice, labels: PreferenceLabels): string | null {
  const { isAllowed, isFixed, code, rule } = choice;
  if (isAllowed === null) return labels.conditional;
  if (!isFixed) return null;
  if (isAllowed) return labels.alwaysOn;
  if (code === "preference.commercial_off") return labels.offByCommercial;
  if (rule?.source !== "RECIPIENT") return labels.setByOthers;
  if (code === "preference.category_off") return labels.offByCategory(rule.category ?? "");
  return labels.offByEverything;
}

export interface PreferenceNote {
  readonly text: string;
  readonly channelTypes: readonly ChannelType[];
}

/** The reasons of a row, each once, with its columns. */
export function notesOf({ choices }: PreferenceRow, labels: PreferenceLabels): PreferenceNote[] {
  const notes = new Map<string, ChannelType[]>();
  for (const choice of choices) {
    const text = reasonOf(choice, labels);
    if (text !== null) notes.set(text, [...(notes.get(text) ?? []), choice.channelType]);
  }
  return [...notes].map(([text, channelTypes]) => ({ text, channelTypes }));
}
