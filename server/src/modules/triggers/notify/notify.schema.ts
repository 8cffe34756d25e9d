import { Field, InputType, ObjectType } from "type-graphql";
import { DateTimeScalar, JsonObjectScalar, RequestError } from "../../../platform/graphql/index.js";
import type { JsonObject } from "../../../platform/json.js";
import { RecipientInput } from "../../objects/index.js";
import { TenantInput } from "../../tenants/index.js";
import type { NotifiedRecipient, NotifyCommand, NotifySettings } from "../commands.js";
import { Trigger } from "../trigger.schema.js";

@InputType("NotifySettingsInput", { description: "How to run a trigger." })
export class NotifySettingsInput implements NotifySettings {
  @Field(() => Boolean, {
    defaultValue: false,
    description: "Decide everything, send nothing; each message becomes `NOT_SENT`.",
  })
  sandboxMode!: boolean;

  @Field(() => Boolean, { defaultValue: false, description: "Pass every delay step at once." })
  skipDelays!: boolean;
}

@InputType("NotifyRecipientInput", { description: "One recipient of a `notify` call." })
export class NotifyRecipientInput implements NotifiedRecipient {
  @Field(() => RecipientInput, { description: "The recipient." })
  to!: RecipientInput;

  @Field(() => JsonObjectScalar, {
    nullable: true,
    description: "Merged deeply over the call's data, for this recipient alone.",
  })
  data?: JsonObject | null;
}

@InputType("NotifyInput", { description: "One call of `notify`." })
export class NotifyInput implements NotifyCommand {
  @Field(() => String, { description: "Which workflow." })
  workflowKey!: string;

  @Field(() => [NotifyRecipientInput], {
    description: "Who should hear, up to 10,000; doubles are dropped, objects also reach their subscribers.",
  })
  recipients!: NotifyRecipientInput[];

  @Field(() => RecipientInput, {
    nullable: true,
    description: "Who did it; left out of the object's subscribers, shown in feeds.",
  })
  actor?: RecipientInput | null;

  @Field(() => TenantInput, { nullable: true, description: "The tenant it happened in." })
  tenant?: TenantInput | null;

  @Field(() => JsonObjectScalar, { nullable: true, description: "What happened, for templates and conditions." })
  data?: JsonObject | null;

  @Field(() => String, { nullable: true, description: "Name to cancel this trigger by." })
  cancellationKey?: string | null;

  @Field(() => DateTimeScalar, {
    nullable: true,
    description:
      "When its messages expire: no more are created after this time, and queued ones are given up as `expired`. Messages in feeds stay.",
  })
  expiresAt?: Date | null;

  @Field(() => String, {
    nullable: true,
    description:
      "Repeating the call with this key within 24 hours answers the same and does nothing; with other contents it is an error.",
  })
  idempotencyKey?: string | null;

  @Field(() => NotifySettingsInput, { nullable: true, description: "How to run it." })
  settings?: NotifySettingsInput | null;
}

@ObjectType("NotifyPayload", { simpleResolvers: true, description: "Answer of `notify`." })
export class NotifyPayload {
  @Field(() => Trigger, { description: "The accepted trigger." })
  trigger!: Trigger;

  @Field(() => Boolean, {
    description: "Whether this idempotency key was answered before, and `trigger` is that earlier one.",
  })
  isReplay!: boolean;
}

@InputType("NotifyManyInput", { description: "Many `notify` calls." })
export class NotifyManyInput {
  @Field(() => [NotifyInput], { description: "Up to 100 calls, together up to 10,000 recipients." })
  items!: NotifyInput[];
}

@ObjectType("NotifyResult", {
  simpleResolvers: true,
  description: "What became of one item: a trigger or an error, never both.",
})
export class NotifyResult {
  @Field(() => Trigger, { nullable: true, description: "The accepted trigger." })
  trigger!: Trigger | null;

  @Field(() => Boolean, { description: "Whether this idempotency key was answered before." })
  isReplay!: boolean;

  @Field(() => RequestError, { nullable: true, description: "Why the item was refused." })
  error!: RequestError | null;
}

@ObjectType("NotifyManyPayload", { simpleResolvers: true, description: "Answer of `notifyMany`." })
export class NotifyManyPayload {
  @Field(() => [NotifyResult], { description: "One per item, in the order given." })
  results!: NotifyResult[];
}
