import { Column, Entity, PrimaryGeneratedColumn } from "typeorm";
import type { ChannelType } from "./channel-type.js";

@Entity("channels")
export class ChannelEntity {
  @PrimaryGeneratedColumn("identity", { type: "int", generatedIdentity: "ALWAYS" })
  id!: number;

  @Column("uuid")
  public_id!: string;

  @Column("int")
  environment_id!: number;

  @Column("text")
  key!: string;

  @Column("text")
  type!: ChannelType;

  @Column("text")
  name!: string;

  @Column("boolean", { default: false })
  is_default!: boolean;

  @Column("timestamptz")
  created_at!: Date;
}
