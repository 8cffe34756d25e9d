import { Arg, Args, Ctx, FieldResolver, ID, Query, Resolver, Root } from "type-graphql";
import { PageArgs, readNested } from "../../../platform/graphql/index.js";
import {
  cursorCodec,
  isStorableCount,
  isAgeKey,
  readPage,
  toConnection,
  type ConnectionOf,
} from "../../../platform/paging/index.js";
import { messageId, parseUuidId } from "../../../platform/ids/index.js";
import { loaderOf, scopeOf, scopeWith, type RequestContext } from "../../requests/index.js";
import { Message, type MessageViews } from "../../messages/index.js";
import type { RecipientService } from "../../objects/index.js";
import { Trigger } from "../../triggers/index.js";
import { Recipient } from "../../users/index.js";
import { countMessages } from "./describe-trace.js";
import { RunFilterInput } from "./run-filter.schema.js";
import type { RunReadRow } from "./run-row.js";
import type { RunKey } from "./run.repository.js";
import { Run, RunConnection, TraceEntry } from "./run.schema.js";
import type { RunService } from "./run.service.js";
import { toRun, toTrace } from "./run-view.schema.js";

const MESSAGES_MAX = 50;

const MESSAGES = { loader: "messages of runs" };

function isRunKey(value: readonly unknown[]): value is RunKey {
  return value.length === 3 && isStorableCount(value[0]) && isAgeKey(value.slice(1));
}

const CURSOR = cursorCodec<RunKey>("runs", isRunKey);
const CURSOR_OF_TRIGGER = cursorCodec<RunKey>("runs of a trigger", isRunKey);

const keyOf = (row: RunReadRow): RunKey => [row.trigger_seq, row.created_at.toISOString(), row.id];

@Resolver(() => Run)
export class RunResolver {
  readonly #runs: RunService;
  readonly #recipients: RecipientService;
  readonly #messages: MessageViews;

  constructor(service: RunService, recipients: RecipientService, messages: MessageViews) {
    this.#runs = service;
    this.#recipients = recipients;
    this.#messages = messages;
  }

  @Query(() => Run, { nullable: true, description: "One run by its global id, with every decision it took." })
  async run(
    @Ctx() context: RequestContext,
    @Arg("id", () => ID, { description: "The run's id." }) id: string,
  ): Promise<Run | null> {
    const [row] = await this.#runs.byIds(scopeOf(context), [id]);
    return row ? toRun(row) : null;
  }

  @Query(() => RunConnection, {
    nullable: true,
    description: "The environment's runs, of the latest trigger first, for as long as they are kept.",
  })
  async runs(
    @Ctx() context: RequestContext,
    @Arg("filter", () => RunFilterInput, { nullable: true, description: "Which ones; left out, all." })
    filter: RunFilterInput | null | undefined,
    @Args(() => PageArgs) args: PageArgs,
  ): Promise<ConnectionOf<Run>> {
    const scope = scopeOf(context);
    const page = readPage(args, CURSOR);
    const { rows, stoppedAt } = await this.#runs.page(scope, filter ?? {}, page);
    return toConnection(page, rows, { node: toRun, key: keyOf, codec: CURSOR, stoppedAt });
  }

  @FieldResolver(() => Recipient, { nullable: true, description: "Whom it is for; null if deleted." })
  recipient(@Root() run: Run, @Ctx() context: RequestContext): Promise<Recipient | null> {
    return this.#recipients.show(context, run.row.recipient_key);
  }

  @FieldResolver(() => [Message], { description: "What it has sent so far, at most one per channel step." })
  async messages(@Root() run: Run, @Ctx() context: RequestContext): Promise<Message[]> {
    const scope = scopeWith(context, "messages.read");
    const count = Math.min(MESSAGES_MAX, countMessages(run.row.trace));
    const ids = Array.from({ length: count }, (_, index) =>
      messageId({ lane: run.row.lane, runId: run.row.id, ordinal: index + 1 }),
    );
    const found = await loaderOf(context, MESSAGES, (keys) => this.#messages.byIds(scope, keys)).loadMany(ids);
    return found.flatMap((each) => {
      if (each instanceof Error) throw each;
      return each ?? [];
    });
  }

  @FieldResolver(() => [TraceEntry], { description: "Every decision, in order." })
  trace(@Root() run: Run): TraceEntry[] {
    return toTrace(run.row.trace);
  }
}

@Resolver(() => Trigger)
export class TriggerRunsResolver {
  readonly #runs: RunService;

  constructor(service: RunService) {
    this.#runs = service;
  }

  @FieldResolver(() => RunConnection, { description: "Its runs, oldest first." })
  async runs(
    @Root() trigger: Trigger,
    @Args(() => PageArgs) args: PageArgs,
    @Ctx() context: RequestContext,
  ): Promise<ConnectionOf<Run>> {
    const page = readPage(args, CURSOR_OF_TRIGGER);
    const uuid = parseUuidId("trigger", trigger.id);
    const scope = scopeWith(context, "runs.read");
    const rows = uuid === null ? [] : await readNested(context, () => this.#runs.ofTrigger(scope, uuid, page));
    return toConnection(page, rows, { node: toRun, key: keyOf, codec: CURSOR_OF_TRIGGER });
  }
}
