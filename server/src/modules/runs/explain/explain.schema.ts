import { Field, ID, InputType, ObjectType } from "type-graphql";
import { JsonObjectScalar, TimeRangeInput } from "../../../platform/graphql/index.js";
import type { JsonObject } from "../../../platform/json.js";
import { Message } from "../../messages/index.js";
import { RecipientRefInput } from "../../objects/index.js";
import { Trigger } from "../../triggers/index.js";
import { Run } from "../api/run.schema.js";
import type { ExplainCommand } from "./explain.service.js";

@InputType("ExplainInput", { description: "Whose message, and which one was meant." })
export class ExplainInput implements ExplainCommand {
  @Field(() => String, { description: "Which workflow." })
  workflowKey!: string;

  @Field(() => RecipientRefInput, { description: "Whom." })
  recipient!: RecipientRefInput;

  @Field(() => ID, { nullable: true, description: "In which tenant; left out, in any and outside." })
  tenantId?: string | null;

  @Field(() => ID, {
    nullable: true,
    description: "The trigger that is meant; left out, all of the workflow in that time.",
  })
  triggerId?: string | null;

  @Field(() => String, { nullable: true, description: "Only by this channel." })
  channelKey?: string | null;

  @Field(() => TimeRangeInput, {
    nullable: true,
    description: "Around when it was expected; left out, the last 24 hours, or with `triggerId` any time.",
  })
  at?: TimeRangeInput | null;
}

@ObjectType("ExplanationCase", {
  simpleResolvers: true,
  description: "One trigger and what became of it for this recipient.",
})
export class ExplanationCase {
  @Field(() => String, {
    description:
      "Stable code: a trace code; of a message `message.queued`, `sending`, `sent`, `not_seen`, `seen`, `read`, `not_sent`, " +
      "`uncertain`, `undelivered` or `bounced`; without a run `trigger.none`, `trigger.not_addressed`, `trigger.is_actor`, " +
      "`trigger.cancelled`, `trigger.failed` or `trigger.under_way`. Codes may be added.",
  })
  code!: string;

  @Field(() => String, { description: "The sentence a support person would say." })
  message!: string;

  @Field(() => JsonObjectScalar, { description: "The values that decided it." })
  values!: JsonObject;

  @Field(() => [Message], { description: "The messages that it made; of one channel if one is asked about." })
  messages!: Message[];

  @Field(() => Run, { nullable: true, description: "The run; null if none was made." })
  run!: Run | null;

  @Field(() => Trigger, { nullable: true, description: "The trigger; null if there was none, or it is forgotten." })
  trigger!: Trigger | null;
}

@ObjectType("Explanation", { simpleResolvers: true, description: "Why somebody did or did not get something." })
export class Explanation {
  @Field(() => String, {
    description: "The answer in one sentence, about the latest case. It begins with `Yes`, `No` or `Not yet`.",
  })
  verdict!: string;

  @Field(() => [ExplanationCase], {
    description:
      "One case for each trigger that reached them or could have, the latest first, at most 20; one without a trigger if " +
      "there was none.",
  })
  cases!: ExplanationCase[];

  /** By which `now` is simulated; not part of the schema. */
  command!: ExplainCommand;
}
