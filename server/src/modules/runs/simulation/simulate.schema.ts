import { Field, Int, ObjectType } from "type-graphql";
import { DateTimeScalar } from "../../../platform/graphql/index.js";
import { MessageContent, type MessageContentView } from "../../delivery/index.js";
import { FeedBlock } from "../../feeds/index.js";
import { Recipient } from "../../users/index.js";
import { RunStatus, TraceEntry } from "../api/run.schema.js";

@ObjectType("SimulatedMessage", { simpleResolvers: true, description: "A message that would be made." })
export class SimulatedMessage {
  @Field(() => DateTimeScalar, { description: "When." })
  at!: Date;

  @Field(() => Recipient, { nullable: true, description: "For whom, as given or stored; null if unknown." })
  recipient!: Recipient | null;

  @Field(() => String, { description: "By which step." })
  stepRef!: string;

  @Field(() => String, { description: "By which channel." })
  channelKey!: string;

  @Field(() => Int, { description: "How many activities it tells of." })
  activityCount!: number;

  @Field(() => [FeedBlock], { description: "As it would read." })
  blocks!: FeedBlock[];

  @Field(() => MessageContent, { description: "The content that it would have, for any channel." })
  content!: MessageContentView;
}

@ObjectType("SimulatedRun", { simpleResolvers: true, description: "A run that would take place." })
export class SimulatedRun {
  @Field(() => Recipient, { nullable: true, description: "For whom; null if unknown." })
  recipient!: Recipient | null;

  @Field(() => RunStatus, { description: "How it would stand at the end of the story." })
  status!: RunStatus;

  @Field(() => [TraceEntry], { description: "Every decision, in order." })
  trace!: TraceEntry[];
}

@ObjectType("Simulation", { simpleResolvers: true, description: "What would happen." })
export class Simulation {
  @Field(() => [SimulatedMessage], { description: "Messages in the order they would be made." })
  messages!: SimulatedMessage[];

  @Field(() => [SimulatedRun], { description: "Runs in the order they would start." })
  runs!: SimulatedRun[];
}
