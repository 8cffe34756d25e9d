import { Arg, Ctx, Query, Resolver } from "type-graphql";
import { TimeRangeInput } from "../../../platform/graphql/index.js";
import { scopeOf, type RequestContext } from "../../requests/index.js";
import { DeliveryHealth } from "./delivery-health.schema.js";
import type { DeliveryHealthService } from "./delivery-health.service.js";

@Resolver()
export class DeliveryHealthResolver {
  constructor(private readonly health: DeliveryHealthService) {}

  @Query(() => [DeliveryHealth], {
    nullable: true,
    description:
      "How sending goes, one for each provider of each channel. Attempts are counted by whole minutes and kept for a week.",
  })
  async deliveryHealth(
    @Ctx() context: RequestContext,
    @Arg("range", () => TimeRangeInput, {
      nullable: true,
      description: "Attempts within this time; left out, the last hour.",
    })
    range?: TimeRangeInput | null,
  ): Promise<DeliveryHealth[]> {
    const found = await this.health.ofEnvironment(scopeOf(context), range ?? {});
    return found.map((each) => Object.assign(new DeliveryHealth(), each));
  }
}
