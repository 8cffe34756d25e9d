import { Arg, Args, Ctx, Query, Resolver } from "type-graphql";
import { PageArgs } from "../../../platform/graphql/index.js";
import { cursorCodec, isUuid, readPage, toConnection, type ConnectionOf } from "../../../platform/paging/index.js";
import { scopeOf, type RequestContext } from "../../requests/index.js";
import { type Message, MessageConnection } from "../message.schema.js";
import type { MessageViews } from "../message-views.schema.js";
import { MessageFilterInput } from "./message-filter.schema.js";
import type { ListedMessageKey } from "./message-list.repository.js";
import type { MessageListService } from "./message-list.service.js";

const CURSOR = cursorCodec<ListedMessageKey>(
  "messages",
  (value): value is ListedMessageKey => value.length === 2 && isUuid(value[0]) && isOrdinal(value[1]),
);

/** Whether the value fits a column of that type. */
function isOrdinal(value: unknown): boolean {
  return Number.isInteger(value) && Number(value) >= 0 && Number(value) < 32_768;
}

@Resolver()
export class MessageListResolver {
  readonly #messages: MessageListService;
  readonly #views: MessageViews;

  constructor(messages: MessageListService, views: MessageViews) {
    this.#messages = messages;
    this.#views = views;
  }

  @Query(() => MessageConnection, {
    nullable: true,
    description:
      "The environment's messages, of the latest trigger first. A page scans a bounded number of messages: if a filter skips most of them, see `pageInfo.isCutShort`. Filters by one recipient or one trigger are the fastest.",
  })
  async messages(
    @Ctx() context: RequestContext,
    @Arg("filter", () => MessageFilterInput, { nullable: true, description: "Selects entries. All if omitted." })
    filter: MessageFilterInput | null | undefined,
    @Args(() => PageArgs) args: PageArgs,
  ): Promise<ConnectionOf<Message>> {
    const scope = scopeOf(context);
    const page = readPage(args, CURSOR);
    const { rows, stoppedAt } = await this.#messages.page(scope, filter ?? {}, page);
    return toConnection(page, await this.#views.show(scope, rows), {
      node: (message): Message => message,
      key: ({ row }): ListedMessageKey => [row.run_id, row.ordinal],
      codec: CURSOR,
      stoppedAt,
    });
  }
}
