import { Field, InputType, Int, ObjectType, registerEnumType } from "type-graphql";
import { DateTimeScalar, TimeRangeInput } from "../../platform/graphql/index.js";
import type { StatsCommand } from "./stats.service.js";

/** The width of a bucket; values may be added. */
export const StatsInterval = { HOUR: "HOUR", DAY: "DAY", WEEK: "WEEK" } as const;
export type StatsInterval = keyof typeof StatsInterval;
registerEnumType(StatsInterval, {
  name: "StatsInterval",
  description: "The width of a bucket; values may be added.",
  valuesConfig: {
    HOUR: { description: "An hour of UTC. Counts by hour are kept for 35 days." },
    DAY: {
      description:
        "A day of the time zone. Counts are kept by the hour for 35 days, and by days of UTC for 400: in other zones, older days " +
        "are days of UTC.",
    },
    WEEK: { description: "A week from Monday, of the days above." },
  },
});

/** The time at which a message counts; values may be added. */
export const StatsBasis = { OCCURRED: "OCCURRED", MADE: "MADE" } as const;
export type StatsBasis = keyof typeof StatsBasis;
registerEnumType(StatsBasis, {
  name: "StatsBasis",
  description: "The time at which something counts; values may be added.",
  valuesConfig: {
    OCCURRED: { description: "When it happened: for series of time." },
    MADE: {
      description:
        "When its message was made: for rates, since no more messages of an hour are read than were made in it.",
    },
  },
});

/** What each series is of; values may be added. */
export const StatsGroup = { NONE: "NONE", WORKFLOW: "WORKFLOW", CHANNEL: "CHANNEL", OUTCOME: "OUTCOME" } as const;
export type StatsGroup = keyof typeof StatsGroup;
registerEnumType(StatsGroup, {
  name: "StatsGroup",
  description: "What each series is of; values may be added.",
  valuesConfig: {
    NONE: { description: "Everything: one series." },
    WORKFLOW: { description: "A workflow." },
    CHANNEL: { description: "A channel. Runs have none." },
    OUTCOME: { description: "The outcome of runs, by code (`Run.outcome`). Messages have none." },
  },
});

@InputType("StatsInput", { description: "What to count." })
export class StatsInput implements StatsCommand {
  @Field(() => TimeRangeInput, {
    description:
      "The time, in whole buckets, at most 500. Without an end until now; without a beginning the last 24 hours, 30 days or 13 weeks.",
  })
  range!: TimeRangeInput;

  @Field(() => StatsInterval, { description: "The width of a bucket." })
  interval!: StatsInterval;

  @Field(() => String, { defaultValue: "UTC", description: "The IANA time zone in which days and weeks begin." })
  timezone!: string;

  @Field(() => StatsBasis, { defaultValue: "OCCURRED", description: "The time at which a message counts." })
  basis!: StatsBasis;

  @Field(() => StatsGroup, { defaultValue: "NONE", description: "What each series is of." })
  groupBy!: StatsGroup;

  @Field(() => String, {
    nullable: true,
    description: "Only this workflow, and archived ones that had its key. Counts of an unknown one are 0.",
  })
  workflowKey?: string | null;

  @Field(() => String, {
    nullable: true,
    description: "Only messages of this channel, and no runs. Counts of an unknown one are 0.",
  })
  channelKey?: string | null;
}

@ObjectType("StatsTotals", { simpleResolvers: true, description: "Sums over the whole time." })
export class StatsTotals {
  @Field(() => Int, { description: "Messages made." })
  made!: number;

  @Field(() => Int, { description: "Messages sent." })
  sent!: number;

  @Field(() => Int, { description: "Messages delivered." })
  delivered!: number;

  @Field(() => Int, { description: "Messages that are undelivered." })
  failed!: number;

  @Field(() => Int, { description: "Messages seen." })
  seen!: number;

  @Field(() => Int, { description: "Messages read." })
  read!: number;

  @Field(() => Int, { description: "Messages that somebody interacted with." })
  interacted!: number;

  @Field(() => Int, { description: "Runs that ended." })
  runs!: number;
}

@ObjectType("StatsSeries", {
  simpleResolvers: true,
  description: "The counts of one group, with a value for each bucket.",
})
export class StatsSeries {
  @Field(() => String, {
    nullable: true,
    description:
      "The key of the workflow or channel, or the code of the outcome; null without groups, `*` for all other groups.",
  })
  groupKey!: string | null;

  @Field(() => [Int], { description: "Messages made, without those in sandbox mode." })
  made!: number[];

  @Field(() => [Int], {
    description: "Messages that their provider accepted and that did not bounce since, and messages put into a feed.",
  })
  sent!: number[];

  @Field(() => [Int], { description: "Messages that are known to have arrived, and messages put into a feed." })
  delivered!: number[];

  @Field(() => [Int], { description: "Messages that were given up, bounced or recalled, and are not sent again." })
  failed!: number[];

  @Field(() => [Int], { description: "Messages that were marked as seen. One that is unmarked counts no longer." })
  seen!: number[];

  @Field(() => [Int], { description: "Messages that were marked as read. One that is unmarked counts no longer." })
  read!: number[];

  @Field(() => [Int], { description: "Messages that were interacted with, at the latest interaction." })
  interacted!: number[];

  @Field(() => [Int], { description: "Runs that ended, however they did." })
  runs!: number[];

  @Field(() => StatsTotals, { description: "The sums of the values." })
  totals!: StatsTotals;
}

@ObjectType("Stats", { simpleResolvers: true, description: "Counts over time." })
export class Stats {
  @Field(() => DateTimeScalar, {
    description:
      "Where counts begin: at the environment's creation, at the upgrade to a release that counts, or where counts are no longer " +
      "kept. Values of buckets before it are too low.",
  })
  countedFrom!: Date;

  @Field(() => [DateTimeScalar], { description: "Where the buckets begin, the oldest first." })
  times!: Date[];

  @Field(() => [StatsSeries], {
    description: "The 20 largest groups by messages made, else by runs, the largest first; then one of all others.",
  })
  series!: StatsSeries[];
}
