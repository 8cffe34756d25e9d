import { Arg, Args, Ctx, Mutation, Query, Resolver } from "type-graphql";
import { PageArgs, underArgument } from "../../platform/graphql/index.js";
import { cursorCodec, isStorableText, readPage, toConnection, type ConnectionOf } from "../../platform/paging/index.js";
import type { Json } from "../../platform/json.js";
import { uuidId } from "../identifiers/index.js";
import { scopeOf, type RequestContext } from "../requests/index.js";
import type { WorkflowKey, WorkflowRow } from "./workflow.repository.js";
import {
  CommitWorkflowInput,
  CommitWorkflowPayload,
  SaveWorkflowInput,
  SaveWorkflowPayload,
  SetWorkflowActiveInput,
  SetWorkflowActivePayload,
  Workflow,
  WorkflowConnection,
} from "./workflow.schema.js";
import type { WorkflowService } from "./workflow.service.js";

const CURSOR = cursorCodec("workflows", (value): value is WorkflowKey => {
  return value.length === 1 && isStorableText(value[0]);
});

export function toWorkflow(row: WorkflowRow): Workflow {
  const document = row.draft ?? row.committed ?? {};
  return Object.assign(new Workflow(), {
    row,
    id: uuidId("workflow", row.public_id),
    workflowKey: row.key,
    name: typeof document.name === "string" ? document.name : row.key,
    categories: isTextList(document.categories) ? document.categories : [],
    document,
    committedDocument: row.committed,
    committedVersion: row.number,
    hasDraft: row.draft !== null,
    draftRevision: row.draft_revision,
    isActive: row.is_active,
    updatedAt: row.updated_at,
  });
}

function isTextList(value: Json | undefined): value is string[] {
  return Array.isArray(value) && value.every((each) => typeof each === "string");
}

@Resolver()
export class WorkflowResolver {
  readonly #workflows: WorkflowService;

  constructor(workflows: WorkflowService) {
    this.#workflows = workflows;
  }

  @Query(() => Workflow, { nullable: true, description: "One workflow, draft and committed version." })
  async workflow(
    @Ctx() context: RequestContext,
    @Arg("workflowKey", () => String, { description: "Its key." }) workflowKey: string,
  ): Promise<Workflow | null> {
    const row = await this.#workflows.byKey(scopeOf(context), workflowKey);
    return row && toWorkflow(row);
  }

  @Query(() => WorkflowConnection, { nullable: true, description: "The environment's workflows, by key." })
  async workflows(
    @Ctx() context: RequestContext,
    @Args(() => PageArgs) args: PageArgs,
  ): Promise<ConnectionOf<Workflow>> {
    const scope = scopeOf(context);
    const page = readPage(args, CURSOR);
    const rows = await this.#workflows.page(scope, page);
    return toConnection(page, rows, { node: toWorkflow, key: (row): WorkflowKey => [row.key], codec: CURSOR });
  }

  @Mutation(() => SaveWorkflowPayload, {
    nullable: true,
    description: "Stores a workflow's draft; refused with all issues when the document is not valid.",
  })
  async saveWorkflow(
    @Ctx() context: RequestContext,
    @Arg("input", () => SaveWorkflowInput, { description: "The document." }) input: SaveWorkflowInput,
  ): Promise<SaveWorkflowPayload> {
    const { workflow, isUnchanged, warnings } = await this.#workflows.save(
      scopeOf(context),
      input.document,
      input.draftRevision,
    );
    return Object.assign(new SaveWorkflowPayload(), {
      workflow: toWorkflow(workflow),
      isUnchanged,
      warnings: underArgument(warnings),
    });
  }

  @Mutation(() => CommitWorkflowPayload, {
    nullable: true,
    description: "Makes the draft the version that new triggers use.",
  })
  async commitWorkflow(
    @Ctx() context: RequestContext,
    @Arg("input", () => CommitWorkflowInput, { description: "Which workflow, and why." }) input: CommitWorkflowInput,
  ): Promise<CommitWorkflowPayload> {
    const { workflowKey, message = null, draftRevision } = input;
    const { workflow, isUnchanged, warnings } = await this.#workflows.commit(
      scopeOf(context),
      workflowKey,
      message,
      draftRevision,
    );
    return Object.assign(new CommitWorkflowPayload(), {
      workflow: toWorkflow(workflow),
      isUnchanged,
      warnings: underArgument(warnings),
    });
  }

  @Mutation(() => SetWorkflowActivePayload, {
    nullable: true,
    description:
      "Switches a workflow on or off, with immediate effect and for every version. While it is off, triggers are refused.",
  })
  async setWorkflowActive(
    @Ctx() context: RequestContext,
    @Arg("input", () => SetWorkflowActiveInput, { description: "The workflow, and whether it should be active." })
    input: SetWorkflowActiveInput,
  ): Promise<SetWorkflowActivePayload> {
    const row = await this.#workflows.setActive(scopeOf(context), input.workflowKey, input.isActive);
    return Object.assign(new SetWorkflowActivePayload(), { workflow: toWorkflow(row) });
  }
}
