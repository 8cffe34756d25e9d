import { Field, InputType, registerEnumType } from "type-graphql";
import { JsonObjectScalar } from "../../platform/graphql/index.js";
import type { JsonObject } from "../../platform/json.js";

/** Whether archived items are in. */
export const ArchivedFilter = {
  EXCLUDE: "EXCLUDE",
  INCLUDE: "INCLUDE",
  ONLY: "ONLY",
} as const;

export type ArchivedFilter = keyof typeof ArchivedFilter;

registerEnumType(ArchivedFilter, {
  name: "ArchivedFilter",
  description: "Whether archived items are in.",
  valuesConfig: {
    EXCLUDE: { description: "Leave them out." },
    INCLUDE: { description: "Have both." },
    ONLY: { description: "Have nothing else." },
  },
});

@InputType("FeedFilterInput", { description: "Which items; all given parts must hold." })
export class FeedFilterInput {
  @Field(() => Boolean, { nullable: true, description: "Only read (true) or unread (false) ones." })
  isRead?: boolean | null;

  @Field(() => Boolean, { nullable: true, description: "Only seen (true) or unseen (false) ones." })
  isSeen?: boolean | null;

  @Field(() => ArchivedFilter, { defaultValue: ArchivedFilter.EXCLUDE, description: "Whether archived ones are in." })
  archived!: ArchivedFilter;

  @Field(() => [String], { nullable: true, description: "Only from these workflows." })
  workflowKeys?: string[] | null;

  @Field(() => [String], { nullable: true, description: "Only with one of these categories." })
  categories?: string[] | null;

  @Field(() => Boolean, { nullable: true, description: "Only with (true) or without (false) a tenant." })
  hasTenant?: boolean | null;

  @Field(() => JsonObjectScalar, { nullable: true, description: "Only items whose data contains all of this." })
  data?: JsonObject | null;
}
