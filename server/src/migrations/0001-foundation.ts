import type { MigrationInterface, QueryRunner } from "typeorm";
import { CONFIGURATION_TABLES } from "./0001-foundation/configuration.js";
import { RECIPIENT_TABLES } from "./0001-foundation/recipients.js";
import { RUN_TABLES } from "./0001-foundation/runs.js";
import { FEED_TABLES } from "./0001-foundation/feeds.js";

/** Everything the first release stores. */
export class Foundation1764000000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    for (const sql of [CONFIGURATION_TABLES, RECIPIENT_TABLES, RUN_TABLES, FEED_TABLES]) await runner.query(sql);
  }

  async down(): Promise<void> {
    throw new Error("Migrations go forward only; restore a backup to go back.");
  }
}
