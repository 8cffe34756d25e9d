import type { MigrationInterface, QueryRunner } from "typeorm";

/**
 * Tokens that providers take instead of credentials, made once for all workers; encrypted, as the credentials are. `renewing_until`
 * keeps other workers from renewing a token that one renews. Channels with an address reach whoever has none.
 */
export class AccessTokens1764000024000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      create table access_tokens (
        environment_id int not null,
        channel_id int not null,
        name text not null,
        token text,
        renew_at timestamptz not null,
        expires_at timestamptz not null,
        renewing_until timestamptz not null,
        primary key (environment_id, channel_id, name)
      );
      alter table channels add column has_address boolean not null default false;
      update channels c set has_address = true where exists (
        select 1 from channel_providers p where p.channel_id = c.id and p.secret_hints ? 'webhookUrl');`);
  }

  async down(): Promise<void> {
    throw new Error("Migrations go forward only; restore a backup to go back.");
  }
}
