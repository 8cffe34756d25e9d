import { Arg, Ctx, Query, Resolver } from "type-graphql";
import { scopeOf, type RequestContext } from "../requests/index.js";
import { Stats, StatsInput, StatsSeries } from "./stats.schema.js";
import type { StatsService } from "./stats.service.js";

@Resolver()
export class StatsResolver {
  readonly #stats: StatsService;

  constructor(stats: StatsService) {
    this.#stats = stats;
  }

  @Query(() => Stats, {
    nullable: true,
    description: "Counts messages and runs over time, exactly and up to now. Deleted messages stay counted.",
  })
  async stats(
    @Ctx() context: RequestContext,
    @Arg("input", () => StatsInput, { description: "What to count." }) input: StatsInput,
  ): Promise<Stats> {
    const { countedFrom, times, series } = await this.#stats.read(scopeOf(context), input, []);
    const shown = series.map((each) => Object.assign(new StatsSeries(), each));
    return Object.assign(new Stats(), { countedFrom, times, series: shown });
  }
}
