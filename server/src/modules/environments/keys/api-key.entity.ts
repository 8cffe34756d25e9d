import { Column, Entity, PrimaryColumn } from "typeorm";
import type { ApiKeyKind } from "./api-key.js";

@Entity("api_keys")
export class ApiKeyEntity {
  @PrimaryColumn("uuid")
  id!: string;

  @Column("int")
  environment_id!: number;

  @Column("text")
  kind!: ApiKeyKind;

  /** Selected only when a key is looked up. */
  @Column("bytea", { select: false })
  hash!: Buffer;

  @Column("text")
  last_four!: string;

  @Column("text", { nullable: true })
  name!: string | null;

  @Column("timestamptz")
  created_at!: Date;

  @Column("timestamptz", { nullable: true })
  last_used_at!: Date | null;

  @Column("timestamptz", { nullable: true })
  revoked_at!: Date | null;
}
