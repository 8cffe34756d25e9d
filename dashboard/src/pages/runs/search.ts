import { readLogSearch, textsIn, type LogSearch } from "../../components/log/search.js";
import { OUTCOME_FILTERS, type OutcomeKind } from "../../components/marks/outcome.js";

export interface RunsSearch extends LogSearch {
  readonly outcome?: OutcomeKind;
  /** A user's id, or `collection/objectId`. */
  readonly recipient?: string;
  readonly trigger?: string;
  /** The step at which they wait, and the version that they follow; of the workflow that is named. */
  readonly step?: string;
  readonly version?: string;
  /** Two instants with `~` between them: when waiting runs go on. */
  readonly wakes?: string;
}

export const RUN_OUTCOMES: readonly OutcomeKind[] = [...OUTCOME_FILTERS.map(({ kind }) => kind), "waiting"];

export function readRunsSearch(search: Record<string, unknown>): RunsSearch {
  const outcome = RUN_OUTCOMES.find((kind) => kind === search["outcome"]);
  return {
    ...readLogSearch(search),
    ...(outcome === undefined ? {} : { outcome }),
    ...textsIn(search, ["recipient", "trigger", "step", "version", "wakes"]),
  };
}
