import { Column, Entity, JoinColumn, ManyToOne, PrimaryGeneratedColumn } from "typeorm";
import type { JsonObject } from "../../platform/json.js";
import type { StoredAuthor } from "./history/author.js";
import { WorkflowVersionEntity } from "./workflow-version.entity.js";

@Entity("workflows")
export class WorkflowEntity {
  @PrimaryGeneratedColumn("identity", { type: "int", generatedIdentity: "ALWAYS" })
  id!: number;

  @Column("uuid")
  public_id!: string;

  @Column("int")
  environment_id!: number;

  @Column("text")
  key!: string;

  @Column("boolean", { default: true })
  is_active!: boolean;

  @Column("jsonb", { nullable: true })
  draft!: JsonObject | null;

  /** Counts the saves and discards of the draft. */
  @Column("int", { default: 0 })
  draft_revision!: number;

  @Column("jsonb", { nullable: true })
  draft_author!: StoredAuthor | null;

  @Column("int", { nullable: true })
  committed_version_id!: number | null;

  @ManyToOne(() => WorkflowVersionEntity, { nullable: true, createForeignKeyConstraints: false })
  @JoinColumn({ name: "committed_version_id" })
  committed_version?: WorkflowVersionEntity | null;

  /** Since when its key is free for another workflow; null for a live one. */
  @Column("timestamptz", { nullable: true })
  archived_at!: Date | null;

  @Column("timestamptz")
  created_at!: Date;

  @Column("timestamptz")
  updated_at!: Date;
}
