import { Arg, Ctx, FieldResolver, Mutation, Resolver, Root } from "type-graphql";
import { Channel, toChannel } from "../../channels/index.js";
import { loaderOf, scopeOf, type RequestContext } from "../../requests/index.js";
import { ProviderBreaker, ResumeChannelInput, ResumeChannelPayload } from "./breaker.schema.js";
import { breakerOfChannel, type Breaker, type BreakerService } from "./breaker.service.js";

const BREAKERS = { loader: "breakers of channels" };

@Resolver(() => Channel)
export class BreakerResolver {
  constructor(private readonly breakers: BreakerService) {}

  @FieldResolver(() => String, {
    description:
      "Whether sending is paused because its providers fail: `closed` (no), `open` (yes), `half_open` (one message is being tried).",
  })
  async breaker(@Root() channel: Channel, @Ctx() context: RequestContext): Promise<string> {
    return breakerOfChannel(await this.#breakersOf(channel, context));
  }

  @FieldResolver(() => [ProviderBreaker], {
    name: "breakers",
    description: "The same for each of its providers, in order of failover, with the reason.",
  })
  async breakersOfChannel(@Root() channel: Channel, @Ctx() context: RequestContext): Promise<ProviderBreaker[]> {
    return (await this.#breakersOf(channel, context)).map((each) => Object.assign(new ProviderBreaker(), each));
  }

  @Mutation(() => ResumeChannelPayload, {
    nullable: true,
    description: "Resumes sending through a channel that was paused because its provider failed.",
  })
  async resumeChannel(
    @Ctx() context: RequestContext,
    @Arg("input", () => ResumeChannelInput, { description: "The channel." }) { channelKey }: ResumeChannelInput,
  ): Promise<ResumeChannelPayload> {
    const { channel, resumedCount } = await this.breakers.resume(scopeOf(context), channelKey);
    return Object.assign(new ResumeChannelPayload(), { channel: toChannel(channel), resumedCount });
  }

  async #breakersOf({ row }: Channel, context: RequestContext): Promise<Breaker[]> {
    const { environmentId } = scopeOf(context);
    const loader = loaderOf(context, BREAKERS, (ids: readonly number[]) => this.breakers.byChannel(environmentId, ids));
    return (await loader.load(row.id)) ?? [];
  }
}
