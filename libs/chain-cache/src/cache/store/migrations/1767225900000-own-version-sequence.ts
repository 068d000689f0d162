import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Makes the tables what TypeORM would make of the entities: the sequence of versions is that of the
 * column, and nothing else has a default.
 */
export class OwnVersionSequence1767225900000 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(
      `alter sequence "blockchain_cache_version" rename to "blockchain_cache_version_seq"`,
    );
    await queryRunner.query(
      `alter sequence "blockchain_cache_version_seq" owned by "blockchain_cache"."version"`,
    );
    await queryRunner.query(`
      alter table "blockchain_cache"
      alter column "version" set default nextval('blockchain_cache_version_seq')`);
    await queryRunner.query(`
      alter table "blockchain_cache_lease" alter column "version" drop default`);
    await queryRunner.query(`
      alter table "blockchain_cache_cleanup"
      alter column "only_row" drop default,
      alter column "claimed_until" drop default,
      alter column "next_page" drop default`);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`
      alter table "blockchain_cache_cleanup"
      alter column "only_row" set default true,
      alter column "claimed_until" set default '-infinity',
      alter column "next_page" set default 0`);
    await queryRunner.query(`
      alter table "blockchain_cache" alter column "version" drop default`);
    await queryRunner.query(`alter sequence "blockchain_cache_version_seq" owned by none`);
    await queryRunner.query(
      `alter sequence "blockchain_cache_version_seq" rename to "blockchain_cache_version"`,
    );
    await queryRunner.query(`
      alter table "blockchain_cache_lease"
      alter column "version" set default nextval('blockchain_cache_version')`);
  }
}
