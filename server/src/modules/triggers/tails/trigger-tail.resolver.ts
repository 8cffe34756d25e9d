import { Arg, Ctx, FieldResolver, ID, Resolver, Root, Subscription } from "type-graphql";
import type { Tails, TailEvent } from "../../../platform/tails/index.js";
import { uuidId } from "../../identifiers/index.js";
import { scopeOf, type RequestContext } from "../../requests/index.js";
import { TriggerFilterInput } from "../trigger-filter.schema.js";
import type { TriggerFilter } from "../trigger.repository.js";
import { toTrigger } from "../trigger-view.schema.js";
import { Trigger } from "../trigger.schema.js";
import type { TriggerService } from "../trigger.service.js";
import { TRIGGER_TAIL } from "./tell-triggers.js";
import { TriggerTail } from "./trigger-tail.schema.js";

interface Subscribing {
  args: { filter?: TriggerFilter | null };
  context: RequestContext;
}

/** type-graphql calls `subscribe` without the resolver's instance, so the class is created around its dependencies. */
export function createTriggerTailResolver(tails: Tails, triggers: TriggerService): object {
  @Resolver(() => TriggerTail)
  class TriggerTailResolver {
    @Subscription(() => TriggerTail, {
      description: "Triggers as they come and change. At most 50 a second are named; the others are counted.",
      subscribe: ({ args, context }: Subscribing) => {
        const { environmentId } = scopeOf(context);
        const filter = args.filter ?? {};
        const matching = triggers.matcher(environmentId, filter);
        return tails.watch({ environmentId, kind: TRIGGER_TAIL, filterKey: JSON.stringify(filter), matching });
      },
    })
    triggersChanged(
      @Root() event: TailEvent,
      @Arg("filter", () => TriggerFilterInput, { nullable: true, description: "As in `Query.triggers`." })
      _filter: TriggerFilterInput | null | undefined,
    ): TriggerTail {
      const { isReset, omittedCount } = event;
      return Object.assign(new TriggerTail(), { isReset, omittedCount, event });
    }

    @FieldResolver(() => [Trigger], {
      description: "New or changed triggers that match, oldest first, at most 50 in a second.",
    })
    async nodes(@Root() { event }: TriggerTail, @Ctx() context: RequestContext): Promise<Trigger[]> {
      const found = await triggers.load(scopeOf(context), event.names);
      return event.names.flatMap((name) => {
        const trigger = found.get(name);
        return trigger ? [toTrigger(trigger)] : [];
      });
    }

    @FieldResolver(() => [ID], { description: "Changed triggers that do not match, or do not match any more, by id." })
    removedIds(@Root() { event }: TriggerTail): string[] {
      return event.removedNames.map((uuid) => uuidId("trigger", uuid));
    }
  }

  return new TriggerTailResolver();
}
