import { Arg, Args, Ctx, ID, Mutation, Query, Resolver } from "type-graphql";
import { AppError, badInput } from "../../platform/errors/index.js";
import {
  cursorCodec,
  ErrorCode,
  InputIssue,
  PageArgs,
  readPage,
  RequestError,
  shorten,
  toConnection,
  type ConnectionOf,
} from "../../platform/graphql/index.js";
import { secretScopeOf, type RequestContext, type Scope } from "../accounts/index.js";
import { CancelInput, CancelPayload } from "./cancel.schema.js";
import type { CancelService } from "./cancel.service.js";
import { RECIPIENTS_MAX } from "./check-notify.js";
import { NotifyInput, NotifyManyInput, NotifyManyPayload, NotifyPayload, NotifyResult } from "./notify.schema.js";
import type { Accepted, NotifyService } from "./notify.service.js";
import { TriggerFilterInput } from "./trigger-filter.schema.js";
import type { TriggerKey } from "./trigger.repository.js";
import { toFreshTrigger, toTrigger } from "./trigger-view.schema.js";
import { Trigger, TriggerConnection } from "./trigger.schema.js";
import type { TriggerService } from "./trigger.service.js";

const ITEMS_MAX = 100;

const CURSOR = cursorCodec<TriggerKey>(
  "triggers",
  (value): value is TriggerKey => value.length === 1 && Number.isSafeInteger(value[0]),
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
    const found = await this.#triggers.byId(secretScopeOf(context), id);
    return found && toTrigger(found);
  }

  @Query(() => TriggerConnection, {
    nullable: true,
    description: "The environment's triggers, latest first, as long as they are kept.",
  })
  async triggers(
    @Ctx() context: RequestContext,
    @Arg("filter", () => TriggerFilterInput, { nullable: true, description: "Which ones; left out, all." })
    filter: TriggerFilterInput | null | undefined,
    @Args(() => PageArgs) args: PageArgs,
  ): Promise<ConnectionOf<Trigger>> {
    const scope = secretScopeOf(context);
    const page = readPage(args, CURSOR);
    const found = await this.#triggers.page(scope, filter ?? {}, page);
    return toConnection(page, found, { node: toTrigger, key: ({ row }): TriggerKey => [row.seq], codec: CURSOR });
  }

  @Mutation(() => NotifyPayload, {
    nullable: true,
    description: "Starts a workflow for recipients; once answered, the trigger is stored and will be processed.",
  })
  async notify(
    @Ctx() context: RequestContext,
    @Arg("input", () => NotifyInput, { description: "What happened, and who should hear." }) input: NotifyInput,
  ): Promise<NotifyPayload> {
    const scope = secretScopeOf(context);
    const accepted = await this.#notify.notify(scope, input);
    const trigger = await this.#accepted(scope, accepted);
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
    const scope = secretScopeOf(context);
    const count = input.items.length;
    const total = input.items.reduce((sum, item) => sum + item.recipients.length, 0);
    const path = ["input", "items"];
    if (count < 1 || count > ITEMS_MAX) {
      throw badInput([{ path, code: "out_of_range", message: `Give 1 to ${ITEMS_MAX} calls; these are ${count}.` }]);
    }
    if (total > RECIPIENTS_MAX) {
      const message = `Together at most ${RECIPIENTS_MAX} recipients; these are ${total}.`;
      throw badInput([{ path, code: "out_of_range", message }]);
    }
    const outcomes = await this.#notify.notifyMany(scope, input.items, path);
    const results = await Promise.all(outcomes.map((outcome) => this.#resultOf(scope, outcome)));
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
    const cancelledRunCount = await this.#cancel.cancel(secretScopeOf(context), input);
    return Object.assign(new CancelPayload(), { cancelledRunCount });
  }

  async #resultOf(scope: Scope, outcome: Accepted | AppError): Promise<NotifyResult> {
    if (!(outcome instanceof AppError)) {
      const trigger = await this.#accepted(scope, outcome);
      return Object.assign(new NotifyResult(), { trigger, isReplay: outcome.isReplay, error: null });
    }
    const issues = outcome.issues.map((issue) =>
      Object.assign(new InputIssue(), issue, { message: shorten(issue.message) }),
    );
    const { code } = outcome;
    const message = shorten(outcome.message);
    const refused = Object.assign(new RequestError(), { code: ErrorCode[code], message, issues });
    return Object.assign(new NotifyResult(), { trigger: null, isReplay: false, error: refused });
  }

  async #accepted(scope: Scope, accepted: Accepted): Promise<Trigger> {
    if (!accepted.isReplay) return toFreshTrigger(accepted);
    const found = (await this.#triggers.load(scope, [accepted.triggerId])).get(accepted.triggerId);
    return found ? toTrigger(found) : toFreshTrigger(accepted);
  }
}
