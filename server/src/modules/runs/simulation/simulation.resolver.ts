import { Arg, Ctx, Query, Resolver } from "type-graphql";
import { scopeOf, type RequestContext } from "../../requests/index.js";
import { SimulateInput } from "./simulate-input.schema.js";
import { Simulation } from "./simulate.schema.js";
import { toSimulation } from "./simulation-view.schema.js";
import type { SimulationService } from "./simulation.service.js";

@Resolver()
export class SimulationResolver {
  readonly #simulations: SimulationService;

  constructor(simulations: SimulationService) {
    this.#simulations = simulations;
  }

  @Query(() => Simulation, {
    nullable: true,
    description: "Runs triggers through a workflow under a virtual clock, from what is stored now, and writes nothing.",
  })
  async simulate(
    @Ctx() context: RequestContext,
    @Arg("input", () => SimulateInput, { description: "What happens when." }) input: SimulateInput,
  ): Promise<Simulation> {
    const scope = scopeOf(context);
    return toSimulation(scope, await this.#simulations.simulate(scope, input));
  }
}
