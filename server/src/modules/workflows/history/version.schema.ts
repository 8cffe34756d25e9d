import { Field, ID, InputType, Int, ObjectType } from "type-graphql";
import { connectionType, DateTimeScalar, InputIssue, JsonObjectScalar, Node } from "../../../platform/graphql/index.js";
import type { JsonObject } from "../../../platform/json.js";
import { Workflow } from "../workflow.schema.js";
import type { HistoryRow } from "./version.repository.js";
import type { StoredAuthor } from "./author.js";

@ObjectType("Author", {
  simpleResolvers: true,
  description: "The member or key that made a change, as it was named at that time.",
})
export class Author {
  stored!: StoredAuthor;

  @Field(() => String, {
    description: "Name to show: the key's name or its last four characters, or what the member is called.",
  })
  name!: string;
}

@ObjectType("WorkflowVersion", {
  implements: [Node],
  simpleResolvers: true,
  description: "A committed state of a workflow. It never changes.",
})
export class WorkflowVersion extends Node {
  row!: HistoryRow;

  @Field(() => ID, { description: "Global id." })
  override id!: string;

  @Field(() => Int, { description: "1, 2, 3, …" })
  number!: number;

  @Field(() => JsonObjectScalar, { description: "The whole document, as it was written." })
  document!: JsonObject;

  @Field(() => String, { nullable: true, description: "What changed and why." })
  message!: string | null;

  @Field(() => Author, {
    nullable: true,
    description: "Who committed it; null for what Carillon made itself, such as the demo.",
  })
  author!: Author | null;

  @Field(() => DateTimeScalar, { description: "When." })
  committedAt!: Date;

  @Field(() => Int, { nullable: true, description: "The version that it brought back; null if it brought back none." })
  revertOf!: number | null;

  @Field(() => String, {
    nullable: true,
    description: "The environment and version that it was promoted from, such as `staging@12`; null if it was not.",
  })
  promotedFrom!: string | null;
}

export const WorkflowVersionConnection = connectionType<WorkflowVersion>("WorkflowVersion", () => WorkflowVersion, {
  one: "a version",
  many: "versions",
});

@InputType("CheckWorkflowInput", { description: "A document to check." })
export class CheckWorkflowInput {
  @Field(() => JsonObjectScalar, { description: "The whole document; nothing is stored." })
  document!: JsonObject;
}

@ObjectType("WorkflowCheck", {
  simpleResolvers: true,
  description: "What is wrong with a document, and what looks wrong. Paths begin with `input.document`.",
})
export class WorkflowCheck {
  @Field(() => [InputIssue], { description: "Reasons why it cannot be saved; empty if it can." })
  issues!: InputIssue[];

  @Field(() => [InputIssue], {
    description:
      "Valid parts that are probably mistakes, as in the answer of `saveWorkflow`; empty where there are issues.",
  })
  warnings!: InputIssue[];
}

@InputType("DiscardWorkflowDraftInput", { description: "Which workflow's draft to delete." })
export class DiscardWorkflowDraftInput {
  @Field(() => String, { description: "Which workflow; one that was never committed is deleted." })
  workflowKey!: string;
}

@ObjectType("DiscardWorkflowDraftPayload", {
  simpleResolvers: true,
  description: "Answer of `discardWorkflowDraft`.",
})
export class DiscardWorkflowDraftPayload {
  @Field(() => Workflow, { nullable: true, description: "The workflow as committed; null if it was deleted." })
  workflow!: Workflow | null;
}

@InputType("RevertWorkflowInput", { description: "The version to bring back." })
export class RevertWorkflowInput {
  @Field(() => String, { description: "Which workflow." })
  workflowKey!: string;

  @Field(() => Int, {
    description:
      "The version whose document becomes the new version. The draft is kept, unless it equals that document.",
  })
  version!: number;

  @Field(() => String, { nullable: true, description: "Why, for the history." })
  message?: string | null;
}

@ObjectType("RevertWorkflowPayload", { simpleResolvers: true, description: "Answer of `revertWorkflow`." })
export class RevertWorkflowPayload {
  @Field(() => Workflow, {
    description: "The workflow with its new version, or unchanged if that document is the committed one already.",
  })
  workflow!: Workflow;
}
