import { Field, ID, Int, ObjectType, registerEnumType } from "type-graphql";
import { DateTimeScalar, JsonObjectScalar, Node, connectionType } from "../../../platform/graphql/index.js";
import type { JsonObject } from "../../../platform/json.js";
import type { RunReadRow } from "./run-row.js";

/** Status of a run. Later releases may add values. */
export const RunStatus = {
  PENDING: "PENDING",
  WAITING: "WAITING",
  COMPLETED: "COMPLETED",
  CANCELLED: "CANCELLED",
  FAILED: "FAILED",
} as const;

export type RunStatus = keyof typeof RunStatus;

registerEnumType(RunStatus, {
  name: "RunStatus",
  description: "Where a run stands; values may be added.",
  valuesConfig: {
    PENDING: { description: "Due now." },
    WAITING: { description: "Waiting for a time, a batch or an event." },
    COMPLETED: { description: "Reached its end, with or without a message." },
    CANCELLED: { description: "Cancelled." },
    FAILED: { description: "Stopped by an error." },
  },
});

@ObjectType("TraceEntry", { simpleResolvers: true, description: "One decision of a run." })
export class TraceEntry {
  @Field(() => DateTimeScalar, { description: "When it was taken." })
  at!: Date;

  @Field(() => String, {
    nullable: true,
    description: "The step it belongs to; null for decisions about the whole run.",
  })
  stepRef!: string | null;

  @Field(() => String, { description: "Stable reason code, documented, such as `preference.workflow_off`." })
  code!: string;

  @Field(() => String, { description: "The sentence a support person would say." })
  message!: string;

  @Field(() => JsonObjectScalar, { description: "The values that decided it." })
  values!: JsonObject;
}

@ObjectType("Run", { implements: [Node], simpleResolvers: true, description: "A workflow for one recipient." })
export class Run extends Node {
  @Field(() => ID, { description: "Global id." })
  override id!: string;

  @Field(() => String, { description: "The workflow." })
  workflowKey!: string;

  @Field(() => RunStatus, { description: "Where it stands." })
  status!: RunStatus;

  @Field(() => Int, { nullable: true, description: "The version of the workflow that it follows." })
  version!: number | null;

  @Field(() => String, { nullable: true, description: "The step at which it waits; null unless it waits." })
  stepRef!: string | null;

  @Field(() => DateTimeScalar, {
    nullable: true,
    description: "When it continues; null if it does not wait for a time.",
  })
  wakesAt!: Date | null;

  @Field(() => String, {
    nullable: true,
    description: "The object by which the recipient was reached, as `collection/objectId`; null if named in the call.",
  })
  through!: string | null;

  @Field(() => DateTimeScalar, { description: "When it was made." })
  createdAt!: Date;

  @Field(() => DateTimeScalar, { nullable: true, description: "When it ended." })
  finishedAt!: Date | null;

  /** The row from which the fields are resolved; not part of the schema. */
  row!: RunReadRow;
}

export const RunConnection = connectionType<Run>("Run", () => Run, { one: "a run", many: "runs" });
