import { Column, Entity, PrimaryColumn } from "typeorm";

/** A provider of a channel. `position` is its index in the failover order, from 0. */
@Entity("channel_providers")
export class ChannelProviderEntity {
  @PrimaryColumn("int")
  channel_id!: number;

  @PrimaryColumn("smallint")
  position!: number;

  @Column("int")
  environment_id!: number;

  @Column("text")
  provider_key!: string;

  /** The readable settings. */
  @Column("jsonb")
  settings!: object;

  /** By the name of each secret: the text that replaces it. */
  @Column("jsonb")
  secret_hints!: object;

  /** The secrets as JSON, encrypted; null if there are none. */
  @Column("text", { nullable: true })
  secrets!: string | null;

  /** When the provider was paused because it refused its credentials or settings; null if it is not paused. */
  @Column("timestamptz", { nullable: true })
  stopped_at?: Date | null;

  /** When the provider is tried again. */
  @Column("timestamptz", { nullable: true })
  stopped_until?: Date | null;

  /** The number of consecutive pauses, at most 10. */
  @Column("smallint", { default: 0 })
  stop_count?: number;

  @Column("text", { nullable: true })
  stop_code?: string | null;

  @Column("text", { nullable: true })
  stop_reason?: string | null;
}
