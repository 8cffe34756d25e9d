import { Ctx, FieldResolver, Resolver, Root } from "type-graphql";
import type { Runtime } from "../../../platform/runtime/index.js";
import { OutcomeCount } from "../../delivery/index.js";
import { loaderOf, scopeWith, type RequestContext } from "../../requests/index.js";
import { Trigger } from "../../triggers/index.js";
import { OUTCOMES_SCAN_MAX, TriggerOutcomesRepository, type OutcomeRow } from "./trigger-outcomes.repository.js";

const OUTCOMES = { loader: "outcomes of triggers" };

@Resolver(() => Trigger)
export class TriggerOutcomesResolver {
  readonly #runtime: Runtime;
  readonly #outcomes = new TriggerOutcomesRepository();

  constructor(runtime: Runtime) {
    this.#runtime = runtime;
  }

  @FieldResolver(() => [OutcomeCount], {
    description:
      `How its runs ended so far or what they wait for, by outcome code, the most frequent first. Its first ${OUTCOMES_SCAN_MAX} ` +
      "runs are counted. Runs made by earlier releases have no code here.",
  })
  async outcomes(@Root() { uuid }: Trigger, @Ctx() context: RequestContext): Promise<OutcomeCount[]> {
    const { environmentId } = scopeWith(context, "runs.read");
    const load = async (ids: readonly string[]): Promise<Map<string, OutcomeRow[]>> => {
      const rows = await this.#outcomes.of(this.#runtime.database, environmentId, ids);
      const found = new Map<string, OutcomeRow[]>();
      for (const row of rows) found.set(row.trigger_id, [...(found.get(row.trigger_id) ?? []), row]);
      return found;
    };
    const rows = (await loaderOf(context, OUTCOMES, load).load(uuid)) ?? [];
    return rows.map(({ code, count }) => Object.assign(new OutcomeCount(), { code, count }));
  }
}
