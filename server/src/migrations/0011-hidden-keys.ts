import type { MigrationInterface, QueryRunner } from "typeorm";

/** Keys of batches and throttles as hashes, as `hiddenKey` makes them: their texts may be of data that is deleted. */
export class HiddenKeys1764000011000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    for (const table of ["batches", "throttles"])
      await runner.query(`
        update ${table} set key = encode(sha256(convert_to(recipient_key || E'\\n' || key, 'UTF8')), 'hex') where key <> '';`);
  }

  async down(): Promise<void> {
    throw new Error("Migrations go forward only; restore a backup to go back.");
  }
}
