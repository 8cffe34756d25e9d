import { Ctx, FieldResolver, Resolver, Root } from "type-graphql";
import { loaderOf, may, scopeOf, type RequestContext } from "../../requests/index.js";
import { Message } from "../../messages/index.js";
import type { MessageRow } from "../../messages/pure.js";
import { MessageEvent, toMessageEvent } from "./message-event.schema.js";
import type { MessageEvents } from "./message-events.service.js";

const EVENTS = { loader: "events of messages" };

@Resolver(() => Message)
export class MessageEventResolver {
  constructor(private readonly events: MessageEvents) {}

  @FieldResolver(() => [MessageEvent], {
    name: "events",
    description:
      "Each change since it was created, oldest first, including the reports of its provider. Empty unless a secret key asks. Undone marks are left out.",
  })
  async eventsOf(@Root() message: Message, @Ctx() context: RequestContext): Promise<MessageEvent[]> {
    const scope = scopeOf(context);
    if (!may(scope, "messages.read")) return [];
    const rows = rowsAsked(context);
    rows.set(message.id, message.row);
    const loader = loaderOf(context, EVENTS, (ids: readonly string[]) =>
      this.events.byMessage(
        scope,
        ids.flatMap((id) => rows.get(id) ?? []),
      ),
    );
    return ((await loader.load(message.id)) ?? []).map(toMessageEvent);
  }
}

/** The message rows of one request, because the loader gets only ids. */
const ROWS = new WeakMap<RequestContext, Map<string, MessageRow>>();

function rowsAsked(context: RequestContext): Map<string, MessageRow> {
  const rows = ROWS.get(context) ?? new Map<string, MessageRow>();
  ROWS.set(context, rows);
  return rows;
}
