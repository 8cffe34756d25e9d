import { Field, InputType } from "type-graphql";
import { DateTimeScalar } from "./scalars.js";

@InputType("TimeRangeInput", { description: "A span of time; the start belongs to it, the end does not." })
export class TimeRangeInput {
  @Field(() => DateTimeScalar, { nullable: true, description: "From when; left out, as far as is kept." })
  from?: Date | null;

  @Field(() => DateTimeScalar, { nullable: true, description: "Until when; left out, now and on." })
  to?: Date | null;
}
