import { Arg, Args, Ctx, Extensions, ID, Mutation, Query, Resolver } from "type-graphql";
import { AppError, badInput } from "../../platform/errors/index.js";
import {
  ErrorCode,
  inMutations,
  InputIssue,
  PageArgs,
  RequestError,
  shorten,
  SHARES_STATEMENTS,
  underArgumentOf,
} from "../../platform/graphql/index.js";
import {
  cursorCodec,
  isStorableCount,
  readPage,
  toConnection,
  type ConnectionOf,
} from "../../platform/paging/index.js";
import { scopeOf, type RequestContext, type Scope } from "../requests/index.js";
import { CancelInput, CancelPayload } from "./cancel.schema.js";
import type { CancelService } from "./cancel.service.js";
import { RECIPIENTS_MAX } from "./notify/check-notify.js";
import {
  NotifyInput,
  NotifyManyInput,
  NotifyManyPayload,
  NotifyPayload,
  NotifyResult,
} from "./notify/notify.schema.js";
import type { Accepted, NotifyService } from "./notify/notify.service.js";
import { TriggerFilterInput } from "./trigger-filter.schema.js";
import type { TriggerKey } from "./trigger.repository.js";
import { toFreshTrigger, toTrigger } from "./trigger-view.schema.js";
import { Trigger, TriggerConnection } from "./trigger.schema.js";
import type { CountedTrigger, TriggerService } from "./trigger.service.js";

const ITEMS_MAX = 100;

const CURSOR = cursorCodec<TriggerKey>(
  "triggers",
  (value): value is TriggerKey => value.length === 1 && isStorableCount(value[0]),
);

@Resolver()
export class TriggerResolver {
  readonly #notify: NotifyService;
  readonly #cancel: CancelService;
  readonly #triggers: TriggerService;

  constructor(notify: NotifyService, cancel: CancelService, triggers: TriggerService) {
    this.#notify = notify;
    this.#cancel = cancel;
    this.#triggers = triggers;
  }

  @Query(() => Trigger, { nullable: true, description: "One accepted `notify` call." })
  async trigger(
    @Ctx() context: RequestContext,
    @Arg("id", () => ID, { description: "The trigger's id." }) id: string,
  ): Promise<Trigger | null> {
    const found = await this.#triggers.byId(scopeOf(context), id);
    return found && toTrigger(found);
  }

  @Query(() => TriggerConnection, {
    nullable: true,
    description: "The environment's triggers, latest first, for as long as they are kept.",
  })
  async triggers(
    @Ctx() context: RequestContext,
    @Arg("filter", () => TriggerFilterInput, { nullable: true, description: "Selects entries. All if omitted." })
    filter: TriggerFilterInput | null | undefined,
    @Args(() => PageArgs) args: PageArgs,
  ): Promise<ConnectionOf<Trigger>> {
    const scope = scopeOf(context);
    const page = readPage(args, CURSOR);
    const { rows, stoppedAt } = await this.#triggers.page(scope, filter ?? {}, page);
    const key = ({ row }: CountedTrigger): TriggerKey => [row.seq];
    return toConnection(page, rows, { node: toTrigger, key, codec: CURSOR, stoppedAt });
  }

  @Mutation(() => NotifyPayload, {
    nullable: true,
    description: "Starts a workflow for recipients; once answered, the trigger is stored and will be processed.",
  })
  @Extensions(SHARES_STATEMENTS)
  async notify(
    @Ctx() context: RequestContext,
    @Arg("input", () => NotifyInput, { description: "What happened, and who should hear." }) input: NotifyInput,
  ): Promise<NotifyPayload> {
    const scope = scopeOf(context);
    const accepted = await this.#notify.notify(scope, input, (work) => inMutations(context, work));
    const [trigger] = await this.#accepted(scope, [accepted]);
    return Object.assign(new NotifyPayload(), { trigger, isReplay: accepted.isReplay });
  }

  @Mutation(() => NotifyManyPayload, {
    nullable: true,
    description: "Many `notify` calls in one, each accepted or refused on its own.",
  })
  async notifyMany(
    @Ctx() context: RequestContext,
    @Arg("input", () => NotifyManyInput, { description: "The calls." }) input: NotifyManyInput,
  ): Promise<NotifyManyPayload> {
    const scope = scopeOf(context);
    const count = input.items.length;
    const total = input.items.reduce((sum, item) => sum + item.recipients.length, 0);
    const path = ["items"];
    if (count < 1 || count > ITEMS_MAX) {
      throw badInput([{ path, code: "out_of_range", message: `Give 1 to ${ITEMS_MAX} calls; these are ${count}.` }]);
    }
    if (total > RECIPIENTS_MAX) {
      const message = `Together at most ${RECIPIENTS_MAX} recipients; these are ${total}.`;
      throw badInput([{ path, code: "out_of_range", message }]);
    }
    const outcomes = await this.#notify.notifyMany(scope, input.items, path);
    const accepted = outcomes.filter((outcome): outcome is Accepted => !(outcome instanceof AppError));
    const triggers = await this.#accepted(scope, accepted);
    const byOutcome = new Map(accepted.map((outcome, index) => [outcome, triggers[index]]));
    const results = outcomes.map((outcome) =>
      outcome instanceof AppError ? refusedResult(outcome) : acceptedResult(outcome, byOutcome.get(outcome)),
    );
    return Object.assign(new NotifyManyPayload(), { results });
  }

  @Mutation(() => CancelPayload, {
    nullable: true,
    description: "Ends the unfinished runs of earlier triggers; later triggers are untouched.",
  })
  async cancel(
    @Ctx() context: RequestContext,
    @Arg("input", () => CancelInput, { description: "Which runs." }) input: CancelInput,
  ): Promise<CancelPayload> {
    const cancelledRunCount = await this.#cancel.cancel(scopeOf(context), input);
    return Object.assign(new CancelPayload(), { cancelledRunCount });
  }

  /**
   * Replays in their present state. If that cannot be read, in the state when they were accepted: the caller must know that
   * they are stored.
   */
  async #accepted(scope: Scope, accepted: readonly Accepted[]): Promise<Trigger[]> {
    const replayed = accepted.filter(({ isReplay }) => isReplay).map(({ triggerId }) => triggerId);
    const found = await this.#triggers.load(scope, replayed).catch(() => new Map<string, never>());
    return accepted.map((each) => {
      const trigger = found.get(each.triggerId);
      return trigger ? toTrigger(trigger) : toFreshTrigger(each);
    });
  }
}

function acceptedResult({ isReplay }: Accepted, trigger: Trigger | undefined): NotifyResult {
  return Object.assign(new NotifyResult(), { trigger, isReplay, error: null });
}

function refusedResult(refusal: AppError): NotifyResult {
  const { code, message, issues } = underArgumentOf(refusal);
  const error = Object.assign(new RequestError(), {
    code: ErrorCode[code],
    message: shorten(message),
    issues: issues.map((issue) => Object.assign(new InputIssue(), issue, { message: shorten(issue.message) })),
  });
  return Object.assign(new NotifyResult(), { trigger: null, isReplay: false, error });
}
