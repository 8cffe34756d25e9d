import { Arg, Ctx, Mutation, Resolver } from "type-graphql";
import { scopeOf, type RequestContext } from "../../requests/index.js";
import type { WorkflowService } from "../../workflows/index.js";
import {
  ArchiveWorkflowInput,
  ArchiveWorkflowPayload,
  ChangeRunsInput,
  ChangeRunsPayload,
} from "./run-changes.schema.js";
import type { RunChanges } from "./run-changes.service.js";

@Resolver()
export class RunChangesResolver {
  readonly #changes: RunChanges;
  readonly #workflows: WorkflowService;

  constructor(changes: RunChanges, workflows: WorkflowService) {
    this.#changes = changes;
    this.#workflows = workflows;
  }

  @Mutation(() => ChangeRunsPayload, {
    nullable: true,
    description: "Ends unfinished runs, or lets them go on now. A dry run counts them first.",
  })
  async changeRuns(
    @Ctx() context: RequestContext,
    @Arg("input", () => ChangeRunsInput, { description: "Which, and how." }) input: ChangeRunsInput,
  ): Promise<ChangeRunsPayload> {
    return Object.assign(new ChangeRunsPayload(), await this.#changes.change(scopeOf(context), input));
  }

  @Mutation(() => ArchiveWorkflowPayload, {
    nullable: true,
    description:
      "Removes a workflow. Later calls of `notify` are refused as for an unknown one, within a second at most. Its runs, " +
      "messages and versions are kept as long as others, and its key is free for another workflow.",
  })
  async archiveWorkflow(
    @Ctx() context: RequestContext,
    @Arg("input", () => ArchiveWorkflowInput, { description: "Which workflow." }) input: ArchiveWorkflowInput,
  ): Promise<ArchiveWorkflowPayload> {
    const scope = scopeOf(context);
    const { workflowKey, cancelsRuns } = input;
    const workflowId = await this.#workflows.archive(scope, workflowKey);
    const cancelledRunCount = cancelsRuns ? await this.#changes.endAll(scope, workflowId) : 0;
    return Object.assign(new ArchiveWorkflowPayload(), { workflowKey, cancelledRunCount });
  }
}
