import { Field, ID, Int, ObjectType, registerEnumType } from "type-graphql";
import { connectionType, DateTimeScalar, Node } from "../../platform/graphql/index.js";

/** Status of a trigger; values may be added. */
export const TriggerStatus = {
  ACCEPTED: "ACCEPTED",
  RUNNING: "RUNNING",
  COMPLETED: "COMPLETED",
  CANCELLED: "CANCELLED",
  FAILED: "FAILED",
} as const;

export type TriggerStatus = keyof typeof TriggerStatus;

registerEnumType(TriggerStatus, {
  name: "TriggerStatus",
  description: "Where a trigger stands; values may be added.",
  valuesConfig: {
    ACCEPTED: { description: "Stored; not all runs are made yet." },
    RUNNING: { description: "All runs are made; some are unfinished." },
    COMPLETED: { description: "Every run is finished." },
    CANCELLED: { description: "Cancelled before any run finished." },
    FAILED: { description: "Could not be fanned out; `explain` says why." },
  },
});

/** What called a trigger; values may be added. */
export const TriggerSource = { API: "API" } as const;

export type TriggerSource = keyof typeof TriggerSource;

registerEnumType(TriggerSource, {
  name: "TriggerSource",
  description: "What called a trigger; values may be added.",
  valuesConfig: { API: { description: "`notify` or `notifyMany`." } },
});

@ObjectType("Trigger", { implements: [Node], simpleResolvers: true, description: "One accepted `notify` call." })
export class Trigger extends Node {
  @Field(() => ID, { description: "Global id." })
  override id!: string;

  @Field(() => String, { description: "The workflow it started." })
  workflowKey!: string;

  @Field(() => TriggerStatus, { description: "Where it stands." })
  status!: TriggerStatus;

  @Field(() => Int, { description: "Runs made so far; final once the status is past `ACCEPTED`." })
  runCount!: number;

  @Field(() => String, {
    nullable: true,
    description: "The reason if the status is `FAILED`: none of its runs could start.",
  })
  failure!: string | null;

  @Field(() => DateTimeScalar, { description: "When it was stored." })
  acceptedAt!: Date;

  @Field(() => DateTimeScalar, {
    nullable: true,
    description: "When `cancel` ended it for all of its recipients; null if it did not.",
  })
  cancelledAt!: Date | null;

  @Field(() => TriggerSource, { description: "What called it." })
  source!: TriggerSource;

  /** What its other fields are loaded by; not part of the schema. */
  uuid!: string;
}

export const TriggerConnection = connectionType<Trigger>("Trigger", () => Trigger, {
  one: "a trigger",
  many: "triggers",
});
