import { Field, InputType } from "type-graphql";
import { DateTimeScalar } from "./scalars.js";

@InputType("TimeRangeInput", { description: "A time range that includes its start and excludes its end." })
export class TimeRangeInput {
  @Field(() => DateTimeScalar, {
    nullable: true,
    description: "The start. The beginning of the stored data if omitted.",
  })
  from?: Date | null;

  @Field(() => DateTimeScalar, { nullable: true, description: "The end. Open if omitted." })
  to?: Date | null;
}
