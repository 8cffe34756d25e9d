import { Ctx, FieldResolver, Resolver, Root } from "type-graphql";
import { OutcomeCount } from "../../delivery/index.js";
import { loaderOf, scopeWith, type RequestContext } from "../../requests/index.js";
import { Trigger } from "../../triggers/index.js";
import { OUTCOMES_SCAN_MAX, type TriggerOutcomes } from "./trigger-outcomes.service.js";

const OUTCOMES = { loader: "outcomes of triggers" };

@Resolver(() => Trigger)
export class TriggerOutcomesResolver {
  readonly #outcomes: TriggerOutcomes;

  constructor(outcomes: TriggerOutcomes) {
    this.#outcomes = outcomes;
  }

  @FieldResolver(() => [OutcomeCount], {
    description:
      `How its runs ended so far or what they wait for, by outcome code, the most frequent first. Its first ${OUTCOMES_SCAN_MAX} ` +
      "runs are counted. Runs made by earlier releases have no code here.",
  })
  async outcomes(@Root() { uuid }: Trigger, @Ctx() context: RequestContext): Promise<OutcomeCount[]> {
    const scope = scopeWith(context, "runs.read");
    const rows = await loaderOf(context, OUTCOMES, (ids) => this.#outcomes.of(scope, ids)).load(uuid);
    return (rows ?? []).map(({ code, count }) => Object.assign(new OutcomeCount(), { code, count }));
  }
}
