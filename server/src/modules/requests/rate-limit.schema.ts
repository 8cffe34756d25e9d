import { Field, Int, ObjectType } from "type-graphql";
import { DateTimeScalar } from "../../platform/graphql/index.js";

@ObjectType("RateLimit", {
  simpleResolvers: true,
  description: "The caller's rate limit. Each root field costs one point; large answers and documents cost more.",
})
export class RateLimit {
  @Field(() => Int, { description: "Points in a minute." })
  limit!: number;

  @Field(() => Int, { description: "How many are left until `resetAt`." })
  remaining!: number;

  @Field(() => DateTimeScalar, { description: "When all of `limit` are there again." })
  resetAt!: Date;
}
