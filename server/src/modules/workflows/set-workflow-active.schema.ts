import { Field, InputType, ObjectType } from "type-graphql";
import { Workflow } from "./workflow.schema.js";

@InputType("SetWorkflowActiveInput", { description: "A workflow to switch on or off." })
export class SetWorkflowActiveInput {
  @Field(() => String, { description: "Which workflow." })
  workflowKey!: string;

  @Field(() => Boolean, { description: "Whether triggers are accepted." })
  isActive!: boolean;
}

@ObjectType("SetWorkflowActivePayload", { simpleResolvers: true, description: "Answer of `setWorkflowActive`." })
export class SetWorkflowActivePayload {
  @Field(() => Workflow, { description: "The workflow as it is now." })
  workflow!: Workflow;
}
