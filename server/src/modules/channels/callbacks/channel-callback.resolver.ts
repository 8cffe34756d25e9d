import { Arg, Ctx, FieldResolver, Mutation, Resolver, Root } from "type-graphql";
import { loaderOf, scopeOf, type RequestContext } from "../../requests/index.js";
import { Channel, toChannel } from "../channel.schema.js";
import type { ChannelProviders } from "../providers/channel-providers.service.js";
import { RotateCallbackSecretInput, RotateCallbackSecretPayload } from "./channel-callback.schema.js";
import type { ChannelCallbacks } from "./channel-callbacks.service.js";

const CALLED_BACK = { loader: "whether providers of channels call back" };

@Resolver(() => Channel)
export class ChannelCallbackResolver {
  readonly #callbacks: ChannelCallbacks;
  readonly #providers: ChannelProviders;

  constructor(callbacks: ChannelCallbacks, providers: ChannelProviders) {
    this.#callbacks = callbacks;
    this.#providers = providers;
  }

  @FieldResolver(() => String, {
    nullable: true,
    description:
      "The URL to which its providers send their callbacks; null if none of them sends any. The URL contains a secret: whoever knows it can report what became of messages.",
  })
  async callbackUrl(@Root() { row }: Channel, @Ctx() context: RequestContext): Promise<string | null> {
    const { environmentId } = scopeOf(context);
    const loader = loaderOf(context, CALLED_BACK, (ids: readonly number[]) =>
      this.#providers.thatCallBack(environmentId, ids),
    );
    return (await loader.load(row.id)) ? this.#callbacks.urlOf(row) : null;
  }

  @Mutation(() => RotateCallbackSecretPayload, {
    nullable: true,
    description: "Gives a channel a new callback URL. The old URL is accepted for 24 more hours.",
  })
  async rotateCallbackSecret(
    @Ctx() context: RequestContext,
    @Arg("input", () => RotateCallbackSecretInput, { description: "The channel." })
    { channelKey }: RotateCallbackSecretInput,
  ): Promise<RotateCallbackSecretPayload> {
    const row = await this.#callbacks.rotate(scopeOf(context), channelKey);
    return Object.assign(new RotateCallbackSecretPayload(), { channel: toChannel(row) });
  }
}
