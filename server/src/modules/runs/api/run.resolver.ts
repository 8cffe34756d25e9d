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
import { messageId, parseUuidId } from "../../identifiers/index.js";
import { loaderOf, scopeOf, scopeWith, type RequestContext } from "../../requests/index.js";
import { Message, type MessageViews } from "../../messages/index.js";
import type { RecipientService } from "../../objects/index.js";
import { Tenant, toTenant, type TenantService } from "../../tenants/index.js";
import { toTrigger, Trigger, type TriggerService } from "../../triggers/index.js";
import { Recipient } from "../../users/index.js";
import { countMessages } from "./describe-trace.js";
import { RunFilterInput } from "./run-filter.schema.js";
import type { RunReadRow } from "./run-row.js";
import type { RunKey } from "./run.repository.js";
import { Run, RunConnection, TraceEntry } from "./run.schema.js";
import type { RunService } from "./run.service.js";
import { toOutcome, toRun, toTrace } from "./run-view.schema.js";

const MESSAGES_MAX = 50;

const MESSAGES = { loader: "messages of runs" };
const TENANTS = { loader: "tenants of runs" };
const TRIGGERS = { loader: "triggers of runs" };

/** What the fields of a run show beside the run itself. */
export interface RunViewDeps {
  recipients: RecipientService;
  messages: MessageViews;
  tenants: TenantService;
  triggers: TriggerService;
}

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
  readonly #tenants: TenantService;
  readonly #triggers: TriggerService;

  constructor(service: RunService, { recipients, messages, tenants, triggers }: RunViewDeps) {
    this.#runs = service;
    this.#recipients = recipients;
    this.#messages = messages;
    this.#tenants = tenants;
    this.#triggers = triggers;
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
    @Arg("filter", () => RunFilterInput, { nullable: true, description: "Selects entries. All if omitted." })
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

  @FieldResolver(() => TraceEntry, {
    description: "The decision that made the run's result: why it sent nothing, what it sent, or what it waits for.",
  })
  outcome(@Root() run: Run): TraceEntry {
    return toOutcome(run.row);
  }

  @FieldResolver(() => Trigger, {
    nullable: true,
    description: "The trigger of the run; null once retention has deleted it.",
  })
  async trigger(@Root() run: Run, @Ctx() context: RequestContext): Promise<Trigger | null> {
    const scope = scopeWith(context, "triggers.read");
    const found = await loaderOf(context, TRIGGERS, (ids) => this.#triggers.load(scope, ids)).load(run.row.trigger_id);
    return found && toTrigger(found);
  }

  @FieldResolver(() => Tenant, { nullable: true, description: "The tenant of its trigger." })
  async tenant(@Root() run: Run, @Ctx() context: RequestContext): Promise<Tenant | null> {
    const { tenant_id: tenantId } = run.row;
    if (tenantId === null) return null;
    const scope = scopeOf(context);
    const row = await loaderOf(context, TENANTS, (ids) => this.#tenants.load(scope, ids)).load(tenantId);
    return row && toTenant(scope, row);
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
