import { Arg, Ctx, FieldResolver, Mutation, Query, Resolver, Root } from "type-graphql";
import { TimeRangeInput } from "../../../platform/graphql/index.js";
import { messageId } from "../../identifiers/index.js";
import type { ChannelService } from "../../channels/index.js";
import { Message, type MessageViews } from "../../messages/index.js";
import { loaderOf, scopeOf, type RequestContext } from "../../requests/index.js";
import { DeadLetterGroup, OutcomeCount, ResendMessagesInput, ResendMessagesPayload } from "./dead-letter.schema.js";
import type { DeadLetters } from "./dead-letters.service.js";

const EXAMPLES = { loader: "examples of dead letters" };

export interface DeadLetterResolverDeps {
  deadLetters: DeadLetters;
  channels: ChannelService;
  views: MessageViews;
}

@Resolver(() => DeadLetterGroup)
export class DeadLetterResolver {
  readonly #deps: DeadLetterResolverDeps;

  constructor(deps: DeadLetterResolverDeps) {
    this.#deps = deps;
  }

  @Query(() => [DeadLetterGroup], {
    nullable: true,
    description:
      "Given-up messages, grouped by reason, largest first, at most 50 groups. Of more than 50,000 messages, the latest are grouped. `messages(filter: { deliveryStatus: UNDELIVERED })` lists them.",
  })
  async deadLetters(
    @Ctx() context: RequestContext,
    @Arg("at", () => TimeRangeInput, {
      nullable: true,
      description: "Given up within this time. The last 7 days if omitted.",
    })
    at?: TimeRangeInput | null,
  ): Promise<DeadLetterGroup[]> {
    const scope = scopeOf(context);
    const rows = await this.#deps.deadLetters.groups(scope, at ?? {});
    const channels = await this.#deps.channels.byNumbers(
      scope.environmentId,
      rows.map((row) => row.channel_id),
    );
    return rows.map((row) =>
      Object.assign(new DeadLetterGroup(), {
        ...{ row, reason: row.reason, count: row.count, firstAt: row.first_at, lastAt: row.last_at },
        providerKey: row.provider_key,
        channelKey: channels.get(row.channel_id)?.key ?? "",
      }),
    );
  }

  @FieldResolver(() => Message, { nullable: true, description: "The latest message of the group." })
  async example(@Root() { row }: DeadLetterGroup, @Ctx() context: RequestContext): Promise<Message | null> {
    const loader = loaderOf(context, EXAMPLES, (ids: readonly string[]) =>
      this.#deps.views.byIds(scopeOf(context), ids),
    );
    const id = messageId({ lane: row.lane, runId: row.run_id, ordinal: row.ordinal });
    return (await loader.load(id)) ?? null;
  }

  @Mutation(() => ResendMessagesPayload, {
    nullable: true,
    description:
      "Queues given-up messages again, with all attempts and from the channel's first provider. A message that may have been sent, `uncertain`, may arrive twice.",
  })
  async resendMessages(
    @Ctx() context: RequestContext,
    @Arg("input", () => ResendMessagesInput, { description: "The messages." }) input: ResendMessagesInput,
  ): Promise<ResendMessagesPayload> {
    const { leftOut, ...counts } = await this.#deps.deadLetters.resend(scopeOf(context), input);
    const left = leftOut.map((each) => Object.assign(new OutcomeCount(), each));
    return Object.assign(new ResendMessagesPayload(), counts, { leftOut: left });
  }
}
