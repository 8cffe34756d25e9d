import { Arg, Ctx, FieldResolver, ID, Resolver, Root, Subscription } from "type-graphql";
import type { Tails, TailEvent } from "../../../platform/tails/index.js";
import { messageId } from "../../identifiers/index.js";
import { scopeOf, type RequestContext } from "../../requests/index.js";
import type { MessageQuery } from "../list/message-filter.js";
import { MessageFilterInput } from "../list/message-filter.schema.js";
import type { MessageListService } from "../list/message-list.service.js";
import { Message } from "../message.schema.js";
import type { MessageViews } from "../message-views.schema.js";
import { MessageTail } from "./message-tail.schema.js";
import { MESSAGE_TAIL, messageOfName } from "./tell-messages.js";

interface Subscribing {
  args: { filter?: MessageQuery | null };
  context: RequestContext;
}

export interface MessageTailDeps {
  messages: MessageListService;
  views: MessageViews;
}

/** type-graphql calls `subscribe` without the resolver's instance, so the class is created around its dependencies. */
export function createMessageTailResolver(tails: Tails, { messages, views }: MessageTailDeps): object {
  const idsOf = (names: readonly string[]): string[] =>
    names.flatMap((name) => {
      const key = messageOfName(name);
      return key ? [messageId(key)] : [];
    });

  @Resolver(() => MessageTail)
  class MessageTailResolver {
    @Subscription(() => MessageTail, {
      description: "Messages as they come and change. At most 50 a second are named; the others are counted.",
      subscribe: ({ args, context }: Subscribing) => {
        const { environmentId } = scopeOf(context);
        const filter = args.filter ?? {};
        const matching = messages.matcher(environmentId, filter);
        return tails.watch({ environmentId, kind: MESSAGE_TAIL, filterKey: JSON.stringify(filter), matching });
      },
    })
    messagesChanged(
      @Root() event: TailEvent,
      @Arg("filter", () => MessageFilterInput, { nullable: true, description: "As in `Query.messages`." })
      _filter: MessageFilterInput | null | undefined,
    ): MessageTail {
      const { isReset, omittedCount } = event;
      return Object.assign(new MessageTail(), { isReset, omittedCount, event });
    }

    @FieldResolver(() => [Message], {
      description: "New or changed messages that match, of the oldest trigger first, at most 50 in a second.",
    })
    async nodes(@Root() { event }: MessageTail, @Ctx() context: RequestContext): Promise<Message[]> {
      const ids = idsOf(event.names);
      const found = await views.byIds(scopeOf(context), ids);
      return ids.flatMap((id) => found.get(id) ?? []);
    }

    @FieldResolver(() => [ID], { description: "Changed messages that do not match, or do not match any more, by id." })
    removedIds(@Root() { event }: MessageTail): string[] {
      return idsOf(event.removedNames);
    }
  }

  return new MessageTailResolver();
}
