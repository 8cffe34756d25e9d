import { Column, Entity, PrimaryColumn } from "typeorm";

/** A secret of a channel's callback URL. A channel has one that does not end, and after a rotation one that ends soon. */
@Entity("channel_callbacks")
export class ChannelCallbackEntity {
  /** The beginning of the secret, by which it is found. */
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

  /** From when on it is refused; null for never. */
  @Column("timestamptz", { nullable: true })
  expires_at!: Date | null;
}
