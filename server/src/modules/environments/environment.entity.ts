import { Column, Entity, PrimaryGeneratedColumn } from "typeorm";

@Entity("environments")
export class EnvironmentEntity {
  @PrimaryGeneratedColumn("identity", { type: "int", generatedIdentity: "ALWAYS" })
  id!: number;

  @Column("uuid")
  public_id!: string;

  @Column("text")
  key!: string;

  @Column("text")
  name!: string;

  @Column("boolean", { default: false })
  is_development!: boolean;

  @Column("timestamptz")
  created_at!: Date;

  /** The URL at which it publishes signing keys. */
  @Column("text", { nullable: true })
  jwks_url!: string | null;

  /** The environment whose key created this one; null if the operator did. */
  @Column("int", { nullable: true })
  made_by!: number | null;

  /** The environment into which its workflows are promoted; null for the last. */
  @Column("int", { nullable: true })
  promotes_to!: number | null;

  /** Beside the common ones, sorted. */
  @Column("text", { array: true, default: "{}" })
  link_schemes!: string[];

  /** Whether readers see no personal data of recipients. */
  @Column("boolean", { default: false })
  hides_personal_data!: boolean;
}
