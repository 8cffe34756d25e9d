import { resolveMoment, type Moment } from "../../timing/index.js";
import { readValue, type CompiledTime } from "../../workflows/pure.js";
import type { RunView } from "../engine/types.js";

/** When a step's time is, for this run and now. */
export function momentOf({ spec, until }: CompiledTime, view: RunView): Moment {
  const lookUp = (): ReturnType<typeof readValue> =>
    until === null ? undefined : readValue(until, view.conditionScope(), () => view.templateScope());
  return resolveMoment(spec, view.now, view.facts.zone, lookUp);
}
