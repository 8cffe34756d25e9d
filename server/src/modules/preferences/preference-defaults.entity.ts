import { Column, Entity, PrimaryColumn } from "typeorm";

/** Default preferences of an environment (`tenant_id` is empty) or of one of its tenants. */
@Entity("preference_defaults")
export class PreferenceDefaultsEntity {
  @PrimaryColumn("int")
  environment_id!: number;

  @PrimaryColumn("text", { default: "" })
  tenant_id!: string;

  @Column("jsonb", { default: [] })
  rules!: object;

  @Column("boolean", { nullable: true })
  commercial_subscribed!: boolean | null;

  @Column("timestamptz")
  updated_at!: Date;
}
