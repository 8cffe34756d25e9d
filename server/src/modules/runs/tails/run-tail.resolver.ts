import { Arg, Ctx, FieldResolver, ID, Resolver, Root, Subscription } from "type-graphql";
import { Polled, type TailEvent } from "../../../platform/tails/index.js";
import type { Runtime } from "../../../platform/runtime/index.js";
import { laneId } from "../../identifiers/index.js";
import { scopeOf, type RequestContext } from "../../requests/index.js";
import { RunFilterInput } from "../api/run-filter.schema.js";
import { Run } from "../api/run.schema.js";
import type { RunQuery, RunService } from "../api/run.service.js";
import { toRun } from "../api/run-view.schema.js";
import { toBacklog } from "../in-flight/in-flight.resolver.js";
import { Backlog } from "../in-flight/in-flight.schema.js";
import type { InFlightService } from "../in-flight/in-flight.service.js";
import { RUN_TAIL } from "../../triggers/index.js";
import { runOfName } from "./run-name.js";
import { RunTail } from "./run-tail.schema.js";

const BACKLOG_EVERY_MS = 1000;

interface Subscribing {
  args: { filter?: RunQuery | null };
  context: RequestContext;
}

export interface RunTailDeps {
  runs: RunService;
  inFlight: InFlightService;
}

/** type-graphql calls `subscribe` without the resolver's instance, so the class is created around its dependencies. */
export function createRunTailResolver({ tails }: Runtime, { runs, inFlight }: RunTailDeps): object {
  const idsOf = (names: readonly string[]): string[] =>
    names.flatMap((name) => {
      const run = runOfName(name);
      return run ? [laneId("run", run.lane, run.id)] : [];
    });

  @Resolver(() => RunTail)
  class RunTailResolver {
    @Subscription(() => RunTail, {
      description: "Runs as they come and change. At most 50 a second are named; the others are counted.",
      subscribe: ({ args, context }: Subscribing) => {
        const { environmentId } = scopeOf(context);
        const filter = args.filter ?? {};
        const matching = runs.matcher(environmentId, filter);
        return tails.watch({ environmentId, kind: RUN_TAIL, filterKey: JSON.stringify(filter), matching });
      },
    })
    runsChanged(
      @Root() event: TailEvent,
      @Arg("filter", () => RunFilterInput, { nullable: true, description: "As in `Query.runs`." })
      _filter: RunFilterInput | null | undefined,
    ): RunTail {
      const { isReset, omittedCount } = event;
      return Object.assign(new RunTail(), { isReset, omittedCount, event });
    }

    @FieldResolver(() => [Run], {
      description: "New or changed runs that match, of the oldest trigger first, at most 50 in a second.",
    })
    async nodes(@Root() { event }: RunTail, @Ctx() context: RequestContext): Promise<Run[]> {
      const rows = await runs.byIds(scopeOf(context), idsOf(event.names));
      const byId = new Map(rows.map((row) => [laneId("run", row.lane, row.id), row]));
      return idsOf(event.names).flatMap((id) => {
        const row = byId.get(id);
        return row ? [toRun(row)] : [];
      });
    }

    @FieldResolver(() => [ID], { description: "Changed runs that do not match, or do not match any more, by id." })
    removedIds(@Root() { event }: RunTail): string[] {
      return idsOf(event.removedNames);
    }

    @Subscription(() => Backlog, {
      description: "What is under way: the first answer comes at once, then one a second while it changes.",
      subscribe: ({ context }: Subscribing) => {
        const scope = scopeOf(context);
        return new Polled(BACKLOG_EVERY_MS, async () => toBacklog(await inFlight.read(scope)));
      },
    })
    backlogChanged(@Root() backlog: Backlog): Backlog {
      return backlog;
    }
  }

  return new RunTailResolver();
}
