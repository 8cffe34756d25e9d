import { Column, Entity, PrimaryColumn } from "typeorm";

@Entity("signing_keys")
export class SigningKeyEntity {
  @PrimaryColumn("uuid")
  id!: string;

  @Column("int")
  environment_id!: number;

  /** The `kid`. */
  @Column("text")
  key_id!: string;

  @Column("jsonb")
  public_jwk!: object;

  @Column("text")
  algorithm!: string;

  @Column("text", { nullable: true })
  name!: string | null;

  @Column("timestamptz")
  created_at!: Date;

  @Column("timestamptz", { nullable: true })
  revoked_at!: Date | null;
}
