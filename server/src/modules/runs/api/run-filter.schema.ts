import { Field, InputType } from "type-graphql";
import { RecipientRefInput } from "../../objects/index.js";
import { RunStatus } from "./run.schema.js";

@InputType("RunFilterInput", { description: "Selects runs. All given fields must match." })
export class RunFilterInput {
  @Field(() => String, { nullable: true, description: "Only of this workflow." })
  workflowKey?: string | null;

  @Field(() => RecipientRefInput, { nullable: true, description: "Only for this recipient." })
  recipient?: RecipientRefInput | null;

  @Field(() => RunStatus, { nullable: true, description: "Only with this status." })
  status?: RunStatus | null;
}
