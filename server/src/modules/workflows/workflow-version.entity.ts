import { Column, Entity, PrimaryGeneratedColumn } from "typeorm";
import type { JsonObject } from "../../platform/json.js";
import type { StoredAuthor } from "./history/author.js";

/** A committed version; it never changes. */
@Entity("workflow_versions")
export class WorkflowVersionEntity {
  @PrimaryGeneratedColumn("identity", { type: "int", generatedIdentity: "ALWAYS" })
  id!: number;

  @Column("int")
  environment_id!: number;

  @Column("int")
  workflow_id!: number;

  @Column("int")
  number!: number;

  @Column("jsonb")
  document!: JsonObject;

  @Column("text", { nullable: true })
  message!: string | null;

  @Column("jsonb", { nullable: true })
  author!: StoredAuthor | null;

  /** The number of the version whose document this one brought back. */
  @Column("int", { nullable: true })
  revert_of!: number | null;

  /** The environment and version that it was promoted from, such as `staging@12`. */
  @Column("text", { nullable: true })
  promoted_from!: string | null;

  @Column("timestamptz")
  created_at!: Date;
}
