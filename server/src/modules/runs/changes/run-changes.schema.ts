import { Field, ID, InputType, Int, ObjectType, registerEnumType } from "type-graphql";
import { RunFilterInput } from "../api/run-filter.schema.js";
import { COUNT_MAX, type ChangeRunsCommand } from "./run-changes.service.js";

/** What to do with unfinished runs; values may be added. */
export const RunAction = { CANCEL: "CANCEL", WAKE: "WAKE" } as const;

export type RunAction = keyof typeof RunAction;

registerEnumType(RunAction, {
  name: "RunAction",
  description: "What to do with unfinished runs; values may be added.",
  valuesConfig: {
    CANCEL: { description: "End them, with the outcome `run.cancelled`." },
    WAKE: {
      description:
        "Let those that wait for a time or a batch go on now, as if that time had come. A batch closes for all its runs. Runs " +
        "that wait for an outside effect stay as they are.",
    },
  },
});

@InputType("ChangeRunsInput", { description: "Which unfinished runs to change, and how." })
export class ChangeRunsInput implements ChangeRunsCommand {
  @Field(() => RunAction, { description: "What to do." })
  action!: RunAction;

  @Field(() => RunFilterInput, {
    nullable: true,
    description: "The matching runs, the latest trigger's first; either this or `ids`. An empty filter means all.",
  })
  filter?: RunFilterInput | null;

  @Field(() => [ID], { nullable: true, description: "Up to 100 by id; finished and unknown ones are passed over." })
  ids?: string[] | null;

  @Field(() => Boolean, { defaultValue: false, description: "Only count how many it would be." })
  isDryRun!: boolean;
}

@ObjectType("ChangeRunsPayload", { simpleResolvers: true, description: "Answer of `changeRuns`." })
export class ChangeRunsPayload {
  @Field(() => Int, {
    description: `How many runs were, or would be, changed; a dry run counts to ${COUNT_MAX} at most.`,
  })
  changedCount!: number;

  @Field(() => Int, {
    description: "The number of further matches: one call looks at 20,000 runs. Repeat the call to continue.",
  })
  remainingCount!: number;
}

@InputType("ArchiveWorkflowInput", { description: "Which workflow to archive." })
export class ArchiveWorkflowInput {
  @Field(() => String, { description: "Which workflow." })
  workflowKey!: string;

  @Field(() => Boolean, {
    defaultValue: false,
    description:
      "Whether its unfinished runs end now, as `run.cancelled`; else each ends when it would go on, as `run.workflow_inactive`.",
  })
  cancelsRuns!: boolean;
}

@ObjectType("ArchiveWorkflowPayload", { simpleResolvers: true, description: "Answer of `archiveWorkflow`." })
export class ArchiveWorkflowPayload {
  @Field(() => Int, { description: "How many runs ended." })
  cancelledRunCount!: number;

  @Field(() => String, { description: "Its key, which another workflow may have now." })
  workflowKey!: string;
}
