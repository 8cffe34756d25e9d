import { Field, InputType, Int, ObjectType } from "type-graphql";
import { RecipientRefInput } from "../objects/index.js";
import type { CancelCommand } from "./commands.js";

@InputType("CancelInput", { description: "Which runs to cancel." })
export class CancelInput implements CancelCommand {
  @Field(() => String, { description: "Workflow of the triggers." })
  workflowKey!: string;

  @Field(() => String, { description: "Their `cancellationKey`." })
  cancellationKey!: string;

  @Field(() => [RecipientRefInput], { nullable: true, description: "Only these recipients' runs; left out, all." })
  recipients?: RecipientRefInput[] | null;
}

@ObjectType("CancelPayload", { simpleResolvers: true, description: "Answer of `cancel`." })
export class CancelPayload {
  @Field(() => Int, {
    description: "Runs ended now; those not yet made by a trigger still fanning out are prevented and not counted.",
  })
  cancelledRunCount!: number;
}
