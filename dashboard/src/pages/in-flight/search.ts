import { textsIn } from "../../components/log/search.js";

/** Which of the waiting runs are meant; without any part all of them. */
export interface InFlightSearch {
  readonly workflow?: string;
  /** Of the workflow: the version that they follow, and the step at which they wait. */
  readonly version?: string;
  readonly step?: string;
  /** Two instants with `~` between them: when they go on. */
  readonly wakes?: string;
}

export function readInFlightSearch(search: Record<string, unknown>): InFlightSearch {
  const { workflow, version, step, wakes } = textsIn(search, ["workflow", "version", "step", "wakes"]);
  const ofWorkflow = {
    ...(version === undefined ? {} : { version }),
    ...(step === undefined ? {} : { step }),
  };
  return {
    ...(workflow === undefined ? {} : { workflow, ...ofWorkflow }),
    ...(wakes === undefined ? {} : { wakes }),
  };
}
