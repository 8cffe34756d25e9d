import { Field, InputType, Int, ObjectType } from "type-graphql";
import { Workflow } from "../workflow.schema.js";
import type { PromoteCommand } from "./promotion.service.js";

@InputType("PromoteWorkflowInput", { description: "What to promote, and where to." })
export class PromoteWorkflowInput implements PromoteCommand {
  @Field(() => String, {
    description:
      "Which workflow. What its document names and the target lacks, such as channels, is refused as issues.",
  })
  workflowKey!: string;

  @Field(() => Int, { nullable: true, description: "The version of this environment; left out, the committed one." })
  version?: number | null;

  @Field(() => String, {
    nullable: true,
    description:
      "The key of the target; left out, the environment's `promotesTo`. Secret keys promote there only; owners and admins " +
      "with a session for all environments, anywhere.",
  })
  toEnvironmentKey?: string | null;

  @Field(() => Int, {
    nullable: true,
    description:
      "The target's committed version that was compared with, null for none; another one meanwhile is a `CONFLICT`. Left " +
      "out, nothing is compared.",
  })
  expectedVersion?: number | null;

  @Field(() => String, { nullable: true, description: "Why, for the history of the target." })
  message?: string | null;
}

@ObjectType("PromoteWorkflowPayload", { simpleResolvers: true, description: "Answer of `promoteWorkflow`." })
export class PromoteWorkflowPayload {
  @Field(() => Workflow, { description: "The workflow in the target environment." })
  workflow!: Workflow;
}
