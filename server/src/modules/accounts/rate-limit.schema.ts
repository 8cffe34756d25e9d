import { Field, Int, ObjectType } from "type-graphql";
import { DateTimeScalar } from "../../platform/graphql/index.js";

@ObjectType("RateLimit", {
  simpleResolvers: true,
  description: "How much this caller may still ask for. Each root field of an operation costs one.",
})
export class RateLimit {
  @Field(() => Int, { description: "Root fields in a minute." })
  limit!: number;

  @Field(() => Int, { description: "How many are left until `resetAt`." })
  remaining!: number;

  @Field(() => DateTimeScalar, { description: "When all of `limit` are there again." })
  resetAt!: Date;
}
