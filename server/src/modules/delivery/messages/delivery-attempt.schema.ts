import { Field, Int, ObjectType } from "type-graphql";
import { DateTimeScalar, JsonObjectScalar } from "../../../platform/graphql/index.js";
import { isJsonObject, type JsonObject } from "../../../platform/json.js";
import type { AttemptRow } from "../queue/attempt.repository.js";

@ObjectType("DeliveryAttempt", { simpleResolvers: true, description: "One attempt to send." })
export class DeliveryAttempt {
  @Field(() => Int, { description: "Its number, from 1." })
  number!: number;

  @Field(() => DateTimeScalar, { description: "When it began." })
  at!: Date;

  @Field(() => String, { description: "The provider that was asked." })
  providerKey!: string;

  @Field(() => String, {
    description: "How it went: `sent`, `retry`, `refused`, `uncertain`; `sending` while no answer came.",
  })
  outcome!: string;

  @Field(() => String, { nullable: true, description: "The provider's code, or the server's own." })
  code!: string | null;

  @Field(() => String, { nullable: true, description: "Why, in words for an operator; null for `sent`." })
  reason!: string | null;

  @Field(() => Int, { nullable: true, description: "Milliseconds until the answer; null if none came." })
  durationMs!: number | null;

  @Field(() => DateTimeScalar, { nullable: true, description: "When it is tried again; null if it is not." })
  retryAt!: Date | null;

  @Field(() => Boolean, { description: "Whether it may have been sent a second time." })
  isPossibleDuplicate!: boolean;

  @Field(() => JsonObjectScalar, {
    nullable: true,
    description: "What was asked, credentials left out, up to 16 KiB; null if nothing left Carillon.",
  })
  request!: JsonObject | null;

  @Field(() => JsonObjectScalar, { nullable: true, description: "What came back, up to 16 KiB." })
  response!: JsonObject | null;
}

export function toAttempt(row: AttemptRow): DeliveryAttempt {
  const { number, started_at, answered_at, outcome, code, reason, retry_at, request, response } = row;
  return Object.assign(new DeliveryAttempt(), {
    ...{ number, code, reason, at: started_at, retryAt: retry_at },
    providerKey: row.provider_key,
    outcome: outcome ?? "sending",
    durationMs: answered_at && Math.max(0, Math.round(answered_at.getTime() - started_at.getTime())),
    isPossibleDuplicate: row.is_possible_duplicate,
    request: isJsonObject(request) ? request : null,
    response: isJsonObject(response) ? response : null,
  });
}
