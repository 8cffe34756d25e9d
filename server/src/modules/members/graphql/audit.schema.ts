import { Field, ID, InputType, ObjectType } from "type-graphql";
import {
  connectionType,
  DateTimeScalar,
  JsonObjectScalar,
  Node,
  TimeRangeInput,
} from "../../../platform/graphql/index.js";
import type { JsonObject } from "../../../platform/json.js";

@ObjectType("AuditEntry", {
  implements: [Node],
  simpleResolvers: true,
  description: "One thing that somebody did. Entries are never changed, and are kept for 400 days.",
})
export class AuditEntry extends Node {
  @Field(() => ID, { description: "Global id." })
  override id!: string;

  @Field(() => String, {
    description: "A noun and what happened to it: `workflow.committed`, `apiKey.revoked`, `signIn.refused`.",
  })
  action!: string;

  @Field(() => DateTimeScalar, { description: "When." })
  at!: Date;

  @Field(() => JsonObjectScalar, {
    description:
      "The given fields of the call, each with `after`, and `before` where it is known; `isLeftOut` stands for secrets, contents and personal data, which are not recorded.",
  })
  changes!: JsonObject;

  @Field(() => String, { nullable: true, description: "The address of the caller." })
  ipAddress!: string | null;

  @Field(() => String, { description: "The name of the member or key at that time." })
  actorName!: string;

  @Field(() => String, { description: "What it was done to, such as `workflow:new-comment`." })
  target!: string;

  /** By which the other fields are loaded; not part of the schema. */
  memberId!: string | null;
  apiKeyId!: string | null;
  environmentId!: number | null;
}

export const AuditEntryConnection = connectionType("AuditEntry", () => AuditEntry, {
  one: "an entry of the audit log",
  many: "entries",
});

@InputType("AuditFilterInput", { description: "Selects entries. All given fields must match." })
export class AuditFilterInput {
  @Field(() => [String], {
    nullable: true,
    description: "Only these actions, at most 20; a `*` at the end stands for anything, as in `apiKey.*`.",
  })
  actions?: string[] | null;

  @Field(() => TimeRangeInput, { nullable: true, description: "Only within this time." })
  at?: TimeRangeInput | null;

  @Field(() => String, { nullable: true, description: "Only in this environment, by key." })
  environmentKey?: string | null;

  @Field(() => ID, { nullable: true, description: "Only by this member, by global id." })
  memberId?: string | null;

  @Field(() => String, { nullable: true, description: "Only to this target." })
  target?: string | null;
}
