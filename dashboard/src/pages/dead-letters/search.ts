import { isRange, type Range } from "../../components/log/ranges.js";

/** What the address of the page may say. */
export interface DeadLettersSearch {
  readonly range?: Range;
  readonly tab?: "suppressions";
}

/** Messages are given up hours after they were made, so a day is too short to begin with. */
export const DEFAULT_DEAD_RANGE: Range = "7d";

export function readDeadLettersSearch({ range, tab }: Record<string, unknown>): DeadLettersSearch {
  return {
    ...(isRange(range) && range !== DEFAULT_DEAD_RANGE ? { range } : {}),
    ...(tab === "suppressions" ? { tab } : {}),
  };
}
