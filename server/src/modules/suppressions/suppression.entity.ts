import { Column, Entity, PrimaryColumn } from "typeorm";
import type { SuppressedType, SuppressionReason } from "./suppression-reason.js";

/** An address to which nothing is sent. */
@Entity("suppressions")
export class SuppressionEntity {
  @PrimaryColumn("uuid")
  id!: string;

  @Column("int")
  environment_id!: number;

  @Column("text")
  channel_type!: SuppressedType;

  /** The normalised address (`suppressionAddress`). */
  @Column("text")
  address!: string;

  @Column("text")
  reason!: SuppressionReason;

  /** The provider's words, or the operator's. */
  @Column("text", { nullable: true })
  note!: string | null;

  /** The recipient of the bounced message; null if an operator added the address. */
  @Column("text", { nullable: true })
  recipient_key!: string | null;

  @Column("timestamptz")
  created_at!: Date;
}
