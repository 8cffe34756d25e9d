import { Arg, Ctx, Mutation, Resolver } from "type-graphql";
import { readNested } from "../../../platform/graphql/index.js";
import { scopeOf, type RequestContext, type Scope } from "../../requests/index.js";
import { MarkMessagesInput, type Message, type MessageViews } from "../../messages/index.js";
import { canonicalMessageId, type FeedMarkService, type Marked } from "../marking/feed-mark.service.js";
import { MarkMessagesPayload } from "./feed-marks.schema.js";
import type { FeedReadService } from "../reading/feed-read.service.js";
import type { FeedSnoozeService } from "../snooze/feed-snooze.service.js";
import { toFeed, toItem } from "./feed-view.schema.js";
import type { FeedPinService } from "../pins/feed-pin.service.js";
import { PinMessagesInput, PinMessagesPayload, UnpinMessagesInput, UnpinMessagesPayload } from "./pin.schema.js";
import {
  SnoozeMessagesInput,
  SnoozeMessagesPayload,
  UnsnoozeMessagesInput,
  UnsnoozeMessagesPayload,
} from "./snooze.schema.js";

export interface MessageMarksDeps {
  views: MessageViews;
  reads: FeedReadService;
  marks: FeedMarkService;
  snoozes: FeedSnoozeService;
  pins: FeedPinService;
}

/** Mutations of messages by id. */
@Resolver()
export class MessageMarksResolver {
  readonly #deps: MessageMarksDeps;

  constructor(deps: MessageMarksDeps) {
    this.#deps = deps;
  }

  @Mutation(() => MarkMessagesPayload, { nullable: true, description: "Marks messages, in app or not, by id." })
  async markMessages(
    @Ctx() context: RequestContext,
    @Arg("input", () => MarkMessagesInput, { description: "Which, and how." }) input: MarkMessagesInput,
  ): Promise<MarkMessagesPayload> {
    const marked = await this.#deps.marks.markMessages(scopeOf(context), input);
    return Object.assign(new MarkMessagesPayload(), await this.#answer(context, input.ids, marked));
  }

  @Mutation(() => SnoozeMessagesPayload, {
    nullable: true,
    description:
      "Removes items from their feeds and counts until a time. Within a few seconds of that time, each returns once as new: at the top of its feed, with a new position, neither seen nor read. Marks keep a snoozed item snoozed, except that archiving ends the snooze; snoozing an archived item unarchives it. Only items of in-app feeds can be snoozed; other ids are returned as missing. `settings.readSync` does not affect the run's other messages.",
  })
  async snoozeMessages(
    @Ctx() context: RequestContext,
    @Arg("input", () => SnoozeMessagesInput, { description: "The items, and the time of their return." })
    input: SnoozeMessagesInput,
  ): Promise<SnoozeMessagesPayload> {
    const marked = await this.#deps.snoozes.snooze(scopeOf(context), input.ids, input.until);
    return Object.assign(new SnoozeMessagesPayload(), await this.#answer(context, input.ids, marked));
  }

  @Mutation(() => UnsnoozeMessagesPayload, {
    nullable: true,
    description: "Returns snoozed items before their time, with their old position and state.",
  })
  async unsnoozeMessages(
    @Ctx() context: RequestContext,
    @Arg("input", () => UnsnoozeMessagesInput, { description: "The items." }) input: UnsnoozeMessagesInput,
  ): Promise<UnsnoozeMessagesPayload> {
    const marked = await this.#deps.snoozes.unsnooze(scopeOf(context), input.ids);
    return Object.assign(new UnsnoozeMessagesPayload(), await this.#answer(context, input.ids, marked));
  }

  @Mutation(() => PinMessagesPayload, {
    nullable: true,
    description:
      "Pins items of in-app feeds, for clients that show pinned items at the top. Positions and counts do not change. A feed has at most 50 pinned items, including snoozed ones: a call that would exceed this is refused as a whole. Pinning an archived item unarchives it, and archiving unpins. A snoozed item stays pinned and returns pinned. Ids of other messages are returned as missing.",
  })
  async pinMessages(
    @Ctx() context: RequestContext,
    @Arg("input", () => PinMessagesInput, { description: "The items." }) input: PinMessagesInput,
  ): Promise<PinMessagesPayload> {
    const marked = await this.#deps.pins.pin(scopeOf(context), input.ids);
    return Object.assign(new PinMessagesPayload(), await this.#answer(context, input.ids, marked));
  }

  @Mutation(() => UnpinMessagesPayload, {
    nullable: true,
    description: "Unpins items. Items that are not pinned do not change.",
  })
  async unpinMessages(
    @Ctx() context: RequestContext,
    @Arg("input", () => UnpinMessagesInput, { description: "The items." }) input: UnpinMessagesInput,
  ): Promise<UnpinMessagesPayload> {
    const marked = await this.#deps.pins.unpin(scopeOf(context), input.ids);
    return Object.assign(new UnpinMessagesPayload(), await this.#answer(context, input.ids, marked));
  }

  async #answer(context: RequestContext, ids: readonly string[], marked: Marked): Promise<MarkMessagesPayload> {
    const scope = scopeOf(context);
    const { reads } = this.#deps;
    const found = new Map((await this.#shown(scope, marked)).map((message) => [message.id, message]));
    const messages: Message[] = [];
    const missingIds: string[] = [];
    for (const id of ids) {
      const each = found.get(canonicalMessageId(id) ?? "");
      if (each) messages.push(each);
      else missingIds.push(id);
    }
    const looks = await reads.readersOf(scope, marked.feeds, (read) => readNested(context, read));
    return { messages, feeds: looks.map(toFeed), missingIds };
  }

  /** Messages in a feed whose row is known are shown as its items; others by their own channel. */
  async #shown(scope: Scope, { messages, feeds }: Marked): Promise<Message[]> {
    const items = await this.#deps.reads.placed(
      scope,
      messages.filter((row) => row.position > 0),
      feeds,
    );
    const others = messages.filter((row) => row.position === 0);
    return [...items.map((item) => toItem(item.row, item)), ...(await this.#deps.views.show(scope, others))];
  }
}
