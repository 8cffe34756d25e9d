import { Arg, Args, Ctx, FieldResolver, Mutation, Query, Resolver, Root } from "type-graphql";
import { InputIssue, PageArgs } from "../../platform/graphql/index.js";
import {
  cursorCodec,
  isStorableInt,
  readPage,
  toConnection,
  type ConnectionOf,
  type Page,
} from "../../platform/paging/index.js";
import { loaderOf, scopeOf, type RequestContext } from "../requests/index.js";
import type { IdempotencyService } from "../idempotency/index.js";
import type { ChannelRow } from "./channel.repository.js";
import {
  Channel,
  ChannelConnection,
  CreateChannelInput,
  CreateChannelPayload,
  DeleteChannelInput,
  DeleteChannelPayload,
  UpdateChannelInput,
  UpdateChannelPayload,
  toChannel,
} from "./channel.schema.js";
import type { ChannelChanges } from "./channel-changes.service.js";
import type { ChannelService } from "./channel.service.js";
import type { ChannelProviderRow } from "./providers/channel-provider.repository.js";
import type { ChannelProviders } from "./providers/channel-providers.service.js";
import { ChannelProvider, Provider, toChannelProvider, toProviders } from "./providers/provider.schema.js";

const CURSOR = cursorCodec("channels", (value): value is [number] => value.length === 1 && isStorableInt(value[0]));

export interface ChannelResolverDeps {
  channels: ChannelService;
  changes: ChannelChanges;
  providers: ChannelProviders;
  idempotency: IdempotencyService;
}

const PROVIDERS = { loader: "providers of channels" };

@Resolver(() => Channel)
export class ChannelResolver {
  readonly #deps: ChannelResolverDeps;

  constructor(deps: ChannelResolverDeps) {
    this.#deps = deps;
  }

  @Query(() => ChannelConnection, { nullable: true, description: "The environment's channels, oldest first." })
  async channels(@Ctx() context: RequestContext, @Args(() => PageArgs) args: PageArgs): Promise<ConnectionOf<Channel>> {
    const scope = scopeOf(context);
    const page = readPage(args, CURSOR);
    const rows = pageOf(await this.#deps.channels.allOf(scope.environmentId), page);
    return toConnection(page, rows, { node: toChannel, key: (row): [number] => [row.id], codec: CURSOR });
  }

  @Mutation(() => CreateChannelPayload, {
    nullable: true,
    description:
      "Creates a channel in the caller's environment. Select `checks` to learn whether its vendors take the settings.",
  })
  async createChannel(
    @Ctx() context: RequestContext,
    @Arg("input", () => CreateChannelInput, { description: "The properties of the new channel." })
    input: CreateChannelInput,
  ): Promise<CreateChannelPayload> {
    const scope = scopeOf(context);
    const call = { scope, operation: "createChannel", key: input.idempotencyKey, input };
    const { response, isReplay } = await this.#deps.idempotency.run(call, async (tx) => {
      await this.#deps.changes.create(tx, scope, input);
      return { channelKey: input.channelKey };
    });
    this.#deps.channels.invalidate(scope.environmentId);
    const row = await this.#deps.channels.byKey(scope, response.channelKey);
    if (!row) throw new Error("A channel vanished after it was made.");
    return Object.assign(new CreateChannelPayload(), { channel: toChannel(row), isReplay });
  }

  @Mutation(() => UpdateChannelPayload, {
    nullable: true,
    description: "Changes a channel. The changes apply at once, also to messages that are not sent yet.",
  })
  async updateChannel(
    @Ctx() context: RequestContext,
    @Arg("input", () => UpdateChannelInput, { description: "The channel, and its changes." })
    input: UpdateChannelInput,
  ): Promise<UpdateChannelPayload> {
    const row = await this.#deps.changes.update(scopeOf(context), input);
    return Object.assign(new UpdateChannelPayload(), { channel: toChannel(row) });
  }

  @Mutation(() => DeleteChannelPayload, {
    nullable: true,
    description: "Deletes a channel and its secrets. Its messages stay; steps that send by it are skipped.",
  })
  async deleteChannel(
    @Ctx() context: RequestContext,
    @Arg("input", () => DeleteChannelInput, { description: "The channel." }) { channelKey }: DeleteChannelInput,
  ): Promise<DeleteChannelPayload> {
    const wasKnown = await this.#deps.changes.delete(scopeOf(context), channelKey);
    return Object.assign(new DeleteChannelPayload(), { channelKey, wasKnown });
  }

  @Query(() => [Provider], {
    nullable: true,
    description: "The providers of this release, once for each channel type.",
  })
  providers(): Provider[] {
    return toProviders(this.#deps.providers.kinds);
  }

  @FieldResolver(() => [ChannelProvider], {
    name: "providers",
    description: "Its providers in order of failover; none for in-app.",
  })
  async providersOfChannel(@Root() { row }: Channel, @Ctx() context: RequestContext): Promise<ChannelProvider[]> {
    return (await this.#providersOf(row, context)).map(toChannelProvider);
  }

  @FieldResolver(() => [InputIssue], { description: "The issues to fix before it can send." })
  async issues(@Root() { row }: Channel, @Ctx() context: RequestContext): Promise<InputIssue[]> {
    const rows = await this.#providersOf(row, context);
    return this.#deps.providers.issuesOf(row.type, rows).map((issue) => Object.assign(new InputIssue(), issue));
  }

  async #providersOf(row: ChannelRow, context: RequestContext): Promise<ChannelProviderRow[]> {
    const { environmentId } = scopeOf(context);
    const loader = loaderOf(context, PROVIDERS, (ids: readonly number[]) =>
      this.#deps.providers.byChannel(environmentId, ids),
    );
    return (await loader.load(row.id)) ?? [];
  }
}

/**
 * Cuts a page from the environment's complete list, which is short: the page's channels in reading order, and one
 * more if there are more.
 */
function pageOf(channels: readonly ChannelRow[], page: Page<readonly [number]>): ChannelRow[] {
  const [after, before] = [page.after?.[0] ?? -Infinity, page.before?.[0] ?? Infinity];
  const between = channels.filter(({ id }) => id > after && id < before);
  if (page.isBackward) between.reverse();
  return between.slice(0, page.size + 1);
}
