import { Ctx, FieldResolver, Query, Resolver, Root } from "type-graphql";
import { groupBy } from "../../../platform/group-by.js";
import { scopeOf, scopeWith, type RequestContext } from "../../requests/index.js";
import { Workflow } from "../../workflows/index.js";
import type { StepRow } from "./in-flight.repository.js";
import { Backlog, StepBacklog, WorkflowBacklog } from "./in-flight.schema.js";
import type { InFlight, InFlightService } from "./in-flight.service.js";

const HOURS = 48;

@Resolver(() => Workflow)
export class InFlightResolver {
  readonly #inFlight: InFlightService;

  constructor(inFlight: InFlightService) {
    this.#inFlight = inFlight;
  }

  @Query(() => Backlog, { nullable: true, description: "What is under way now, as of a second ago at most." })
  async backlog(@Ctx() context: RequestContext): Promise<Backlog> {
    return toBacklog(await this.#inFlight.read(scopeOf(context)));
  }

  @FieldResolver(() => [StepBacklog], { description: "What waits in it now, by step and version." })
  async inFlight(@Root() { workflowKey }: Workflow, @Ctx() context: RequestContext): Promise<StepBacklog[]> {
    const { runs } = await this.#inFlight.read(scopeWith(context, "runs.read"));
    return runs.steps.filter((row) => row.workflow_key === workflowKey).map(toStep);
  }
}

/** The counts as the API shows them. */
export function toBacklog({ runs, queues, lagSeconds }: InFlight): Backlog {
  const byHour = new Map(runs.hours.map(({ hour, count }) => [hour, count]));
  const byWorkflow = groupBy(runs.steps, (row) => row.workflow_key);
  return Object.assign(new Backlog(), {
    ...{ dueRunCount: runs.due, waitingRunCount: runs.waiting, lagSeconds },
    ...{ fanningOutTriggerCount: queues.fanning_out, openBatchCount: queues.open_batches },
    queuedMessageCount: queues.queued,
    wakesByHour: Array.from({ length: HOURS }, (_, hour) => byHour.get(hour) ?? 0),
    steps: [...byWorkflow].map(([workflowKey, rows]) =>
      Object.assign(new WorkflowBacklog(), { workflowKey, steps: rows.map(toStep) }),
    ),
  });
}

function toStep(row: StepRow): StepBacklog {
  return Object.assign(new StepBacklog(), {
    ...{ stepRef: row.step_ref, version: row.version, nextAt: row.next_at },
    ...{ waitingRunCount: row.waiting, openBatchCount: row.open_batches },
  });
}
