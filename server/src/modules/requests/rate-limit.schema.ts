import { Field, Int, ObjectType } from "type-graphql";
import { DateTimeScalar } from "../../platform/graphql/index.js";

@ObjectType("RateLimit", {
  simpleResolvers: true,
  description: "The caller's rate limit. Each root field costs one point; large answers and documents cost more.",
})
export class RateLimit {
  @Field(() => Int, { description: "Points per minute." })
  limit!: number;

  @Field(() => Int, { description: "The remaining points until `resetAt`." })
  remaining!: number;

  @Field(() => DateTimeScalar, { description: "When all points of `limit` are available again." })
  resetAt!: Date;
}
