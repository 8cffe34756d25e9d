import { Column, Entity, PrimaryColumn } from "typeorm";

/**
 * A secret of a channel's callback URL. A channel has one secret without an end, and for a day after a rotation also
 * the old one.
 */
@Entity("channel_callbacks")
export class ChannelCallbackEntity {
  /** The first part of the secret, the key of the look-up. */
  @PrimaryColumn("text")
  handle!: string;

  @Column("int")
  environment_id!: number;

  @Column("int")
  channel_id!: number;

  /** SHA-256 of the whole secret. */
  @Column("text")
  hash!: string;

  /** The whole secret, encrypted, so that an operator can read the URL again. */
  @Column("text")
  secret!: string;

  @Column("timestamptz")
  created_at!: Date;

  /** When the secret stops being accepted; null for never. */
  @Column("timestamptz", { nullable: true })
  expires_at!: Date | null;
}
