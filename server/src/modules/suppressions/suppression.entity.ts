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

  /** In the form of `suppressionAddress`. */
  @Column("text")
  address!: string;

  @Column("text")
  reason!: SuppressionReason;

  /** The provider's words, or the operator's. */
  @Column("text", { nullable: true })
  note!: string | null;

  /** Whose message came back; null where an operator added it. */
  @Column("text", { nullable: true })
  recipient_key!: string | null;

  @Column("timestamptz")
  created_at!: Date;
}
