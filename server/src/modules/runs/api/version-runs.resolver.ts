import { Ctx, FieldResolver, Int, Resolver, Root } from "type-graphql";
import { loaderOf, scopeOf, type RequestContext } from "../../requests/index.js";
import { WorkflowVersion } from "../../workflows/index.js";
import { UNFINISHED_SCAN_MAX, type RunService, type VersionCounts } from "./run.service.js";

const COUNTS = { loader: "unfinished runs of versions" };

@Resolver(() => WorkflowVersion)
export class VersionRunsResolver {
  readonly #runs: RunService;

  constructor(runs: RunService) {
    this.#runs = runs;
  }

  @FieldResolver(() => Int, {
    description: `How many unfinished runs still follow it. At most ${UNFINISHED_SCAN_MAX} unfinished runs of the workflow are counted, those of the latest triggers; when there are more, the number is a lower bound.`,
  })
  async unfinishedRunCount(@Root() { row }: WorkflowVersion, @Ctx() context: RequestContext): Promise<number> {
    const scope = scopeOf(context);
    const loader = loaderOf<VersionCounts, number>(context, COUNTS, (workflowIds) =>
      this.#runs.unfinishedByVersion(scope, workflowIds),
    );
    return (await loader.load(row.workflow_id))?.get(row.id) ?? 0;
  }
}
