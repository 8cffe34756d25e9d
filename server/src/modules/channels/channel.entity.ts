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

  /** Sandbox mode: messages are created and not sent. */
  @Column("boolean", { default: false })
  is_sandbox!: boolean;

  /** Null for each provider's default. */
  @Column("text", { nullable: true })
  on_uncertain!: OnUncertain | null;

  /** Whether a provider's settings contain the address of all messages, such as a webhook URL. */
  @Column("boolean", { default: false })
  has_address!: boolean;

  /** Conditions for creating a message, in addition to the step's; null for none. */
  @Column("jsonb", { nullable: true })
  conditions!: object | null;

  /** What steps say of where and as whom messages go, where they say nothing themselves; null for nothing. */
  @Column("jsonb", { nullable: true })
  overrides!: object | null;

  @Column("timestamptz")
  created_at!: Date;

  /** The row of a deleted channel stays, because messages refer to it. */
  @Column("timestamptz", { nullable: true })
  deleted_at!: Date | null;
}
