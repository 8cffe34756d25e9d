import { Field, InputType, registerEnumType } from "type-graphql";
import { DateTimeScalar, JsonObjectScalar } from "../../../platform/graphql/index.js";
import type { JsonObject } from "../../../platform/json.js";

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

/** Whether snoozed items are in. */
export const SnoozedFilter = {
  EXCLUDE: "EXCLUDE",
  INCLUDE: "INCLUDE",
  ONLY: "ONLY",
} as const;

export type SnoozedFilter = keyof typeof SnoozedFilter;

registerEnumType(SnoozedFilter, {
  name: "SnoozedFilter",
  description: "Whether items are in that were snoozed and have not returned yet.",
  valuesConfig: {
    EXCLUDE: { description: "Leave them out." },
    INCLUDE: { description: "Have both." },
    ONLY: { description: "Have nothing else." },
  },
});

/** Whether pinned items are in. */
export const PinnedFilter = {
  INCLUDE: "INCLUDE",
  EXCLUDE: "EXCLUDE",
  ONLY: "ONLY",
} as const;

export type PinnedFilter = keyof typeof PinnedFilter;

registerEnumType(PinnedFilter, {
  name: "PinnedFilter",
  description: "How a filter treats pinned items.",
  valuesConfig: {
    INCLUDE: { description: "Have both." },
    EXCLUDE: { description: "Leave them out." },
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

  @Field(() => SnoozedFilter, {
    defaultValue: SnoozedFilter.EXCLUDE,
    description: "Whether the items are snoozed.",
  })
  snoozed!: SnoozedFilter;

  @Field(() => PinnedFilter, {
    defaultValue: PinnedFilter.INCLUDE,
    description: "How pinned items are treated; `INCLUDE` if omitted.",
  })
  pinned!: PinnedFilter;

  @Field(() => [String], { nullable: true, description: "Only from these workflows." })
  workflowKeys?: string[] | null;

  @Field(() => [String], { nullable: true, description: "Only with one of these categories." })
  categories?: string[] | null;

  @Field(() => Boolean, { nullable: true, description: "Only with (true) or without (false) a tenant." })
  hasTenant?: boolean | null;

  @Field(() => JsonObjectScalar, { nullable: true, description: "Only items whose data contains all of this." })
  data?: JsonObject | null;

  @Field(() => DateTimeScalar, { nullable: true, description: "Only messages created at this instant or later." })
  createdFrom?: Date | null;

  @Field(() => DateTimeScalar, { nullable: true, description: "Only messages created before this instant." })
  createdBefore?: Date | null;
}
