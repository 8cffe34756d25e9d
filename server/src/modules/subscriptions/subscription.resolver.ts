import { Arg, Ctx, Mutation, Resolver } from "type-graphql";
import { scopeOf, type RequestContext } from "../requests/index.js";
import { SubscribeInput, SubscribePayload, UnsubscribeInput, UnsubscribePayload } from "./subscription.schema.js";
import type { SubscriptionService } from "./subscription.service.js";

@Resolver()
export class SubscriptionResolver {
  readonly #subscriptions: SubscriptionService;

  constructor(subscriptions: SubscriptionService) {
    this.#subscriptions = subscriptions;
  }

  @Mutation(() => SubscribePayload, {
    nullable: true,
    description: "Subscribes recipients to an object, or updates their subscriptions.",
  })
  async subscribe(
    @Ctx() context: RequestContext,
    @Arg("input", () => SubscribeInput, { description: "Who to what." }) input: SubscribeInput,
  ): Promise<SubscribePayload> {
    const changedCount = await this.#subscriptions.subscribe(scopeOf(context), input);
    return Object.assign(new SubscribePayload(), { changedCount });
  }

  @Mutation(() => UnsubscribePayload, { nullable: true, description: "Ends recipients' subscriptions to an object." })
  async unsubscribe(
    @Ctx() context: RequestContext,
    @Arg("input", () => UnsubscribeInput, { description: "Who from what." }) input: UnsubscribeInput,
  ): Promise<UnsubscribePayload> {
    const changedCount = await this.#subscriptions.unsubscribe(scopeOf(context), input);
    return Object.assign(new UnsubscribePayload(), { changedCount });
  }
}
