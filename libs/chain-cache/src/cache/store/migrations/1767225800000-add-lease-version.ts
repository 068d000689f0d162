import type { MigrationInterface, QueryRunner } from 'typeorm';

/** A lease has a version, as entries do: what was written since it was taken has a higher one. */
export class AddLeaseVersion1767225800000 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`
      alter table "blockchain_cache_lease"
      add column "version" bigint not null default nextval('blockchain_cache_version')`);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`alter table "blockchain_cache_lease" drop column "version"`);
  }
}
