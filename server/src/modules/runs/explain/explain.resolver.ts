import { Arg, Ctx, FieldResolver, Query, Resolver, Root } from "type-graphql";
import { may, scopeOf, type RequestContext } from "../../requests/index.js";
import { toTrigger } from "../../triggers/index.js";
import { toRun } from "../api/run-view.schema.js";
import { Simulation } from "../simulation/simulate.schema.js";
import { toSimulation } from "../simulation/simulation-view.schema.js";
import { verdictOf } from "./case-words.js";
import { ExplainInput, Explanation, ExplanationCase } from "./explain.schema.js";
import type { ExplainService } from "./explain.service.js";
import type { IfNow } from "./if-now.service.js";

@Resolver(() => Explanation)
export class ExplainResolver {
  readonly #explain: ExplainService;
  readonly #ifNow: IfNow;

  constructor(explain: ExplainService, ifNow: IfNow) {
    this.#explain = explain;
    this.#ifNow = ifNow;
  }

  @Query(() => Explanation, {
    nullable: true,
    description: "Why somebody did or did not get something, or would now.",
  })
  async explain(
    @Ctx() context: RequestContext,
    @Arg("input", () => ExplainInput, { description: "Whom and what." }) input: ExplainInput,
  ): Promise<Explanation> {
    const cases = await this.#explain.cases(scopeOf(context), input);
    return Object.assign(new Explanation(), {
      verdict: verdictOf(cases),
      command: input,
      cases: cases.map(({ trigger, run, ...said }) =>
        Object.assign(new ExplanationCase(), said, { trigger: trigger && toTrigger(trigger), run: run && toRun(run) }),
      ),
    });
  }

  @FieldResolver(() => Simulation, {
    nullable: true,
    description:
      "What the committed version would do for them now, by `simulate` with the data of the workflow's latest trigger. Null " +
      "without such a trigger, when its data is no longer valid, and to callers who may not simulate.",
  })
  async now(@Root() { command }: Explanation, @Ctx() context: RequestContext): Promise<Simulation | null> {
    const scope = scopeOf(context);
    const simulated = may(scope, "runs.simulate") ? await this.#ifNow.simulate(scope, command) : null;
    return simulated && toSimulation(scope, simulated);
  }
}
