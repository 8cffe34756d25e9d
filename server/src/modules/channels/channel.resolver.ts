import { Arg, Args, Ctx, Mutation, Query, Resolver } from "type-graphql";
import { PageArgs } from "../../platform/graphql/index.js";
import {
  cursorCodec,
  isStorableInt,
  readPage,
  toConnection,
  type ConnectionOf,
  type Page,
} from "../../platform/paging/index.js";
import { uuidId } from "../../platform/ids/index.js";
import { scopeOf, type RequestContext } from "../requests/index.js";
import type { IdempotencyService } from "../idempotency/index.js";
import type { ChannelRow } from "./channel.repository.js";
import { Channel, ChannelConnection, CreateChannelInput, CreateChannelPayload } from "./channel.schema.js";
import type { ChannelService } from "./channel.service.js";

const CURSOR = cursorCodec("channels", (value): value is [number] => value.length === 1 && isStorableInt(value[0]));

export function toChannel(row: ChannelRow): Channel {
  const { key, type, name, is_default } = row;
  const id = uuidId("channel", row.public_id);
  return Object.assign(new Channel(), { id, channelKey: key, type, name, isDefault: is_default });
}

@Resolver()
export class ChannelResolver {
  readonly #channels: ChannelService;
  readonly #idempotency: IdempotencyService;

  constructor(channels: ChannelService, idempotency: IdempotencyService) {
    this.#channels = channels;
    this.#idempotency = idempotency;
  }

  @Query(() => ChannelConnection, { nullable: true, description: "The environment's channels, oldest first." })
  async channels(@Ctx() context: RequestContext, @Args(() => PageArgs) args: PageArgs): Promise<ConnectionOf<Channel>> {
    const scope = scopeOf(context);
    const page = readPage(args, CURSOR);
    const rows = pageOf(await this.#channels.allOf(scope.environmentId), page);
    return toConnection(page, rows, { node: toChannel, key: (row): [number] => [row.id], codec: CURSOR });
  }

  @Mutation(() => CreateChannelPayload, { nullable: true, description: "Makes a channel in the caller's environment." })
  async createChannel(
    @Ctx() context: RequestContext,
    @Arg("input", () => CreateChannelInput, { description: "What channel." }) input: CreateChannelInput,
  ): Promise<CreateChannelPayload> {
    const scope = scopeOf(context);
    const call = { scope, operation: "createChannel", key: input.idempotencyKey, input };
    const { response, isReplay } = await this.#idempotency.run(call, async (tx) => {
      await this.#channels.create(tx, scope, input);
      return { channelKey: input.channelKey };
    });
    this.#channels.invalidate(scope.environmentId);
    const row = await this.#channels.byKey(scope, response.channelKey);
    if (!row) throw new Error("A channel vanished after it was made.");
    return Object.assign(new CreateChannelPayload(), { channel: toChannel(row), isReplay });
  }
}

/** The environment's few channels are all at hand: a page of them, in the order of reading, and one more if there is more. */
function pageOf(channels: readonly ChannelRow[], page: Page<readonly [number]>): ChannelRow[] {
  const [after, before] = [page.after?.[0] ?? -Infinity, page.before?.[0] ?? Infinity];
  const between = channels.filter(({ id }) => id > after && id < before);
  if (page.isBackward) between.reverse();
  return between.slice(0, page.size + 1);
}
