import { Field, Int, ObjectType } from "type-graphql";
import type { TailEvent } from "../../../platform/tails/index.js";

@ObjectType("RunTail", { description: "What came and changed in the runs since the event before." })
export class RunTail {
  @Field(() => Boolean, {
    description:
      "Whether some were missed: ask for a page again. The first event says so too, since only what is read after it is complete.",
  })
  isReset!: boolean;

  @Field(() => Int, { description: "How many more match and are not named one by one." })
  omittedCount!: number;

  /** By which the fields are loaded; not part of the schema. */
  event!: TailEvent;
}
