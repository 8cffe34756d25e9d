import { Column, Entity, PrimaryGeneratedColumn } from "typeorm";
import type { ChannelType } from "./channel-type.js";
import type { OnUncertain } from "./providers/provider-kind.js";

@Entity("channels")
export class ChannelEntity {
  @PrimaryGeneratedColumn("identity", { type: "int", generatedIdentity: "ALWAYS" })
  id!: number;

  @Column("uuid")
  public_id!: string;

  @Column("int")
  environment_id!: number;

  @Column("text")
  key!: string;

  @Column("text")
  type!: ChannelType;

  @Column("text")
  name!: string;

  @Column("boolean", { default: false })
  is_default!: boolean;

  /** Whether its messages are made and not sent. */
  @Column("boolean", { default: false })
  is_sandbox!: boolean;

  /** Null for what each provider does by default. */
  @Column("text", { nullable: true })
  on_uncertain!: OnUncertain | null;

  /** Whether the settings of one of its providers say where its messages go, such as a webhook. */
  @Column("boolean", { default: false })
  has_address!: boolean;

  /** What must hold for a message to be made, beside the step's own conditions; null for nothing. */
  @Column("jsonb", { nullable: true })
  conditions!: object | null;

  @Column("timestamptz")
  created_at!: Date;

  /** Messages name their channel, so the row of a deleted one stays. */
  @Column("timestamptz", { nullable: true })
  deleted_at!: Date | null;
}
