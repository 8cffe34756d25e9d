import { Column, Entity, PrimaryColumn } from "typeorm";

/** A provider of a channel; `position` is its place in the order of failover, from 0. */
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

  /** What may be read. */
  @Column("jsonb")
  settings!: object;

  /** By the name of each secret: what is shown in its place. */
  @Column("jsonb")
  secret_hints!: object;

  /** The secrets as JSON, encrypted; null where there are none. */
  @Column("text", { nullable: true })
  secrets!: string | null;

  /** When the provider was stopped because it refused its credentials or settings; null while it is not stopped. */
  @Column("timestamptz", { nullable: true })
  stopped_at?: Date | null;

  /** When it is asked again. */
  @Column("timestamptz", { nullable: true })
  stopped_until?: Date | null;

  /** How many times in a row it was stopped, at most 10. */
  @Column("smallint", { default: 0 })
  stop_count?: number;

  @Column("text", { nullable: true })
  stop_code?: string | null;

  @Column("text", { nullable: true })
  stop_reason?: string | null;
}
