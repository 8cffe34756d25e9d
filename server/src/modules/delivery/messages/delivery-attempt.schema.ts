import { Field, Int, ObjectType } from "type-graphql";
import { DateTimeScalar, JsonObjectScalar } from "../../../platform/graphql/index.js";
import { isJsonObject, type JsonObject } from "../../../platform/json.js";
import type { AttemptRow } from "../queue/attempt.repository.js";

@ObjectType("DeliveryAttempt", { simpleResolvers: true, description: "One request to a provider about a message." })
export class DeliveryAttempt {
  @Field(() => Int, { description: "The number of the attempt for its message, from 1." })
  number!: number;

  @Field(() => String, {
    description: "The task of the provider: `send` the message, `replace` an older one with it, or `recall` it.",
  })
  action!: string;

  @Field(() => DateTimeScalar, { description: "When it started." })
  at!: Date;

  @Field(() => String, { description: "The provider of the attempt." })
  providerKey!: string;

  @Field(() => String, {
    description:
      "The outcome: `sent`, or `done` for a recall; `retry`, `refused`, `uncertain`; `sending` until there is an answer.",
  })
  outcome!: string;

  @Field(() => String, { nullable: true, description: "The provider's code, or the server's own." })
  code!: string | null;

  @Field(() => String, { nullable: true, description: "The reason, as text for an operator; null for `sent`." })
  reason!: string | null;

  @Field(() => Int, { nullable: true, description: "Milliseconds until the answer; null if none came." })
  durationMs!: number | null;

  @Field(() => DateTimeScalar, { nullable: true, description: "The time of the next attempt; null if there is none." })
  retryAt!: Date | null;

  @Field(() => Boolean, { description: "Whether the message may have been sent twice." })
  isPossibleDuplicate!: boolean;

  @Field(() => JsonObjectScalar, {
    nullable: true,
    description: "The request without credentials, up to 16 KiB; null if no request was made.",
  })
  request!: JsonObject | null;

  @Field(() => JsonObjectScalar, { nullable: true, description: "The answer, up to 16 KiB." })
  response!: JsonObject | null;
}

export function toAttempt(row: AttemptRow): DeliveryAttempt {
  const { number, action, started_at, answered_at, outcome, code, reason, retry_at, request, response } = row;
  return Object.assign(new DeliveryAttempt(), {
    ...{ number, action, code, reason, at: started_at, retryAt: retry_at },
    providerKey: row.provider_key,
    outcome: outcome ?? "sending",
    durationMs: answered_at && Math.max(0, Math.round(answered_at.getTime() - started_at.getTime())),
    isPossibleDuplicate: row.is_possible_duplicate,
    request: isJsonObject(request) ? request : null,
    response: isJsonObject(response) ? response : null,
  });
}
