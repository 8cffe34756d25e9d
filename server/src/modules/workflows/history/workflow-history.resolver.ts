import { Arg, Args, Ctx, FieldResolver, Int, Mutation, Query, Resolver, Root } from "type-graphql";
import { PageArgs, readNested, underArgument } from "../../../platform/graphql/index.js";
import {
  cursorCodec,
  isStorableCount,
  readPage,
  toConnection,
  type ConnectionOf,
} from "../../../platform/paging/index.js";
import { scopeOf, type RequestContext } from "../../requests/index.js";
import { toWorkflow } from "../workflow.resolver.js";
import { Workflow } from "../workflow.schema.js";
import type { VersionKey } from "./version.repository.js";
import { toAuthor, toVersion } from "./version-view.schema.js";
import {
  Author,
  CheckWorkflowInput,
  DiscardWorkflowDraftInput,
  DiscardWorkflowDraftPayload,
  RevertWorkflowInput,
  RevertWorkflowPayload,
  WorkflowCheck,
  WorkflowVersion,
  WorkflowVersionConnection,
} from "./version.schema.js";
import type { WorkflowHistory } from "./workflow-history.service.js";

const CURSOR = cursorCodec("versions", (value): value is VersionKey => {
  return value.length === 1 && isStorableCount(value[0]);
});

@Resolver(() => Workflow)
export class WorkflowHistoryResolver {
  readonly #history: WorkflowHistory;

  constructor(history: WorkflowHistory) {
    this.#history = history;
  }

  @FieldResolver(() => Author, {
    nullable: true,
    description: "Who saved the draft last; null without a draft, and for what Carillon made itself.",
  })
  draftSavedBy(@Root() workflow: Workflow): Author | null {
    return toAuthor(workflow.row.draft_author);
  }

  @FieldResolver(() => WorkflowVersionConnection, { description: "Its committed versions, the latest first." })
  async versions(
    @Root() workflow: Workflow,
    @Ctx() context: RequestContext,
    @Args(() => PageArgs) args: PageArgs,
  ): Promise<ConnectionOf<WorkflowVersion>> {
    const page = readPage(args, CURSOR);
    // A promoted workflow is one of another environment.
    const scope = { ...scopeOf(context), environmentId: workflow.row.environment_id };
    const rows = await readNested(context, () => this.#history.page(scope, workflow.row.id, page));
    return toConnection(page, rows, { node: toVersion, key: (row): VersionKey => [row.number], codec: CURSOR });
  }

  @FieldResolver(() => WorkflowVersion, {
    nullable: true,
    description:
      "One of its committed versions, such as the one that a run follows; null if there is none of that number.",
  })
  async version(
    @Root() workflow: Workflow,
    @Ctx() context: RequestContext,
    @Arg("number", () => Int, { description: "1, 2, 3, …" }) number: number,
  ): Promise<WorkflowVersion | null> {
    const ref = { workflowId: workflow.row.id, number };
    const [row] = await readNested(context, () => this.#history.byRefs(scopeOf(context), [ref]));
    return row ? toVersion(row) : null;
  }

  @Query(() => WorkflowCheck, {
    nullable: true,
    description: "Checks a document as `saveWorkflow` would, and stores nothing.",
  })
  async checkWorkflow(
    @Ctx() context: RequestContext,
    @Arg("input", () => CheckWorkflowInput, { description: "The document." }) input: CheckWorkflowInput,
  ): Promise<WorkflowCheck> {
    const { issues, warnings } = await this.#history.check(scopeOf(context), input.document);
    return Object.assign(new WorkflowCheck(), { issues: underArgument(issues), warnings: underArgument(warnings) });
  }

  @Mutation(() => DiscardWorkflowDraftPayload, {
    nullable: true,
    description: "Deletes a workflow's draft. A workflow that was never committed is deleted with it.",
  })
  async discardWorkflowDraft(
    @Ctx() context: RequestContext,
    @Arg("input", () => DiscardWorkflowDraftInput, { description: "Which workflow." }) input: DiscardWorkflowDraftInput,
  ): Promise<DiscardWorkflowDraftPayload> {
    const row = await this.#history.discard(scopeOf(context), input.workflowKey);
    return Object.assign(new DiscardWorkflowDraftPayload(), { workflow: row && toWorkflow(row) });
  }

  @Mutation(() => RevertWorkflowPayload, {
    nullable: true,
    description:
      "Commits the document of an earlier version as a new version. Refused with all issues if it is no longer valid, such as when a channel that it names was deleted.",
  })
  async revertWorkflow(
    @Ctx() context: RequestContext,
    @Arg("input", () => RevertWorkflowInput, { description: "The workflow and the version to restore." })
    input: RevertWorkflowInput,
  ): Promise<RevertWorkflowPayload> {
    const { workflowKey, ...command } = input;
    const row = await this.#history.revert(scopeOf(context), workflowKey, command);
    return Object.assign(new RevertWorkflowPayload(), { workflow: toWorkflow(row) });
  }
}
