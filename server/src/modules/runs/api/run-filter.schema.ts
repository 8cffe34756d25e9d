import { Field, ID, InputType, Int } from "type-graphql";
import { TimeRangeInput } from "../../../platform/graphql/index.js";
import { RecipientRefInput } from "../../objects/index.js";
import { RunStatus } from "./run.schema.js";

@InputType("RunFilterInput", { description: "Selects runs. All given fields must match." })
export class RunFilterInput {
  @Field(() => String, { nullable: true, description: "Only those of this workflow, by key." })
  workflowKey?: string | null;

  @Field(() => RecipientRefInput, { nullable: true, description: "Only those of this recipient." })
  recipient?: RecipientRefInput | null;

  @Field(() => RunStatus, { nullable: true, description: "Only those with this status." })
  status?: RunStatus | null;

  @Field(() => [RunStatus], {
    nullable: true,
    description: "Only with one of these statuses; together with `status` both must hold.",
  })
  statuses?: RunStatus[] | null;

  @Field(() => [String], {
    nullable: true,
    description:
      "Only with one of these outcome codes, at most 50; a trailing `*` stands for any, as in `preference.*`. Runs made by " +
      "earlier releases have no code here.",
  })
  outcomeCodes?: string[] | null;

  @Field(() => ID, { nullable: true, description: "Only those of this trigger, by its global id." })
  triggerId?: string | null;

  @Field(() => TimeRangeInput, { nullable: true, description: "Only runs made within this time." })
  createdAt?: TimeRangeInput | null;

  @Field(() => ID, { nullable: true, description: "Only runs of triggers of this tenant, by your id." })
  tenantId?: string | null;

  @Field(() => Boolean, {
    nullable: true,
    description: "Only runs that made a message (true) or none so far (false), by their decisions.",
  })
  hasMessages?: boolean | null;

  @Field(() => String, { nullable: true, description: "Only runs that wait at this step; needs `workflowKey`." })
  stepRef?: string | null;

  @Field(() => TimeRangeInput, {
    nullable: true,
    description: "Only waiting runs that go on within this time; those in a batch go on when it closes.",
  })
  wakesAt?: TimeRangeInput | null;

  @Field(() => Int, {
    nullable: true,
    description: "Only runs that follow this version of the workflow; needs `workflowKey`.",
  })
  version?: number | null;
}
