import { Field, Float, Int, ObjectType } from "type-graphql";
import { DateTimeScalar } from "../../../platform/graphql/index.js";

@ObjectType("StepBacklog", { simpleResolvers: true, description: "What waits at one step." })
export class StepBacklog {
  @Field(() => Int, { description: "Open batches there." })
  openBatchCount!: number;

  @Field(() => String, { description: "The step." })
  stepRef!: string;

  @Field(() => Int, { description: "The version that the waiting runs follow." })
  version!: number;

  @Field(() => Int, { description: "Runs that wait there." })
  waitingRunCount!: number;

  @Field(() => DateTimeScalar, {
    nullable: true,
    description: "When the first of them goes on; null if they wait for no time.",
  })
  nextAt!: Date | null;
}

@ObjectType("WorkflowBacklog", { simpleResolvers: true, description: "What waits in one workflow." })
export class WorkflowBacklog {
  @Field(() => [StepBacklog], { description: "By step and version, the most runs first." })
  steps!: StepBacklog[];

  @Field(() => String, { description: "The workflow." })
  workflowKey!: string;
}

@ObjectType("Backlog", {
  simpleResolvers: true,
  description:
    "What is under way in the environment. Of more than 100,000 unfinished runs those of the latest triggers are counted.",
})
export class Backlog {
  @Field(() => Int, { description: "Runs that are due and have not gone on yet." })
  dueRunCount!: number;

  @Field(() => Int, { description: "Triggers whose runs are not all made." })
  fanningOutTriggerCount!: number;

  @Field(() => Float, { description: "How late the run that is due for longest is, in seconds; 0 if none is due." })
  lagSeconds!: number;

  @Field(() => Int, { description: "Open batches." })
  openBatchCount!: number;

  @Field(() => Int, { description: "Messages queued to providers." })
  queuedMessageCount!: number;

  @Field(() => [Int], { description: "Runs that go on in each of the next 48 hours, from now." })
  wakesByHour!: number[];

  @Field(() => Int, { description: "Runs that wait." })
  waitingRunCount!: number;

  @Field(() => [WorkflowBacklog], { description: "What waits, by workflow and step." })
  steps!: WorkflowBacklog[];
}
