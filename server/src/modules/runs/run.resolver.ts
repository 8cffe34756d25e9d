import { Arg, Args, Ctx, FieldResolver, ID, Query, Resolver, Root } from "type-graphql";
import { cursorCodec, PageArgs, readPage, toConnection, type ConnectionOf } from "../../platform/graphql/index.js";
import { messageId, parseUuidId } from "../../platform/ids/index.js";
import { requireSecret, scopeOf, type RequestContext, type Scope } from "../accounts/index.js";
import type { FeedReadService } from "../feeds/index.js";
import { toItem } from "../feeds/index.js";
import { Message } from "../messages/index.js";
import type { RecipientService } from "../objects/index.js";
import { Trigger } from "../triggers/index.js";
import { Recipient } from "../users/index.js";
import type { RunKey } from "./run.repository.js";
import { Run, RunConnection, TraceEntry } from "./run.schema.js";
import type { RunService } from "./run.service.js";
import { toRun, toTrace } from "./run-view.schema.js";

const MESSAGES_MAX = 50;

const runs = cursorCodec<RunKey>(
  "runs",
  (value): value is RunKey => value.length === 2 && value.every((part) => typeof part === "string"),
);

function secretScope(context: RequestContext): Scope {
  const scope = scopeOf(context);
  requireSecret(scope);
  return scope;
}

@Resolver(() => Run)
export class RunResolver {
  readonly #runs: RunService;
  readonly #recipients: RecipientService;
  readonly #feeds: FeedReadService;

  constructor(service: RunService, recipients: RecipientService, feeds: FeedReadService) {
    this.#runs = service;
    this.#recipients = recipients;
    this.#feeds = feeds;
  }

  @Query(() => Run, { nullable: true, description: "One run by its global id, with every decision it took." })
  async run(
    @Ctx() context: RequestContext,
    @Arg("id", () => ID, { description: "The run's id." }) id: string,
  ): Promise<Run | null> {
    const [row] = await this.#runs.byIds(secretScope(context), [id]);
    return row ? toRun(row) : null;
  }

  @FieldResolver(() => Recipient, { nullable: true, description: "Whom it is for; null if deleted." })
  recipient(@Root() run: Run, @Ctx() context: RequestContext): Promise<Recipient | null> {
    return this.#recipients.load(context, run.row.recipient_key);
  }

  @FieldResolver(() => [Message], { description: "What it has sent so far, at most one per channel step." })
  async messages(@Root() run: Run, @Ctx() context: RequestContext): Promise<Message[]> {
    const scope = secretScope(context);
    const count = Math.min(MESSAGES_MAX, run.row.trace.filter(([, , code]) => code.startsWith("message.")).length);
    const ids = Array.from({ length: count }, (_, index) =>
      messageId({ lane: run.row.lane, runId: run.row.id, ordinal: index + 1 }),
    );
    const found = await this.#feeds.messages(scope, ids);
    return ids.flatMap((id) => {
      const each = found.get(id);
      return each ? [toItem(each.row, each)] : [];
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
    const page = readPage(args, runs);
    const uuid = parseUuidId("trigger", trigger.id);
    const rows = uuid === null ? [] : await this.#runs.ofTrigger(secretScope(context), uuid, page);
    return toConnection(page, rows, { node: toRun, key: (row): RunKey => [row.created_key, row.id], codec: runs });
  }
}
