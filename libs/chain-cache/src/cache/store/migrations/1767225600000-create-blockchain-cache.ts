import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * The table of entries, the sequence of their versions, the table of leases, and the row that says
 * which replica cleans up and how far it got.
 * `fillfactor` leaves room in each page for renewals (HOT updates). Leases may be lost in a crash
 * of the database, hence unlogged.
 */
export class CreateBlockchainCache1767225600000 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`create sequence "blockchain_cache_version"`);
    await queryRunner.query(`
      create table "blockchain_cache" (
        "cache_key" text collate "C" not null,
        "cache_value" jsonb not null,
        "fetched_at" timestamptz not null,
        "expires_at" timestamptz not null,
        "servable_until" timestamptz not null,
        "version" bigint not null,
        "order_chain" text,
        "order_height" bigint,
        primary key ("cache_key")
      ) with (fillfactor = 70)`);
    await queryRunner.query(`
      create unlogged table "blockchain_cache_lease" (
        "cache_key" text collate "C" not null primary key,
        "token" uuid not null,
        "expires_at" timestamptz not null,
        "failure" jsonb
      ) with (fillfactor = 70)`);
    await queryRunner.query(`
      create table "blockchain_cache_cleanup" (
        "only_row" boolean not null primary key default true check ("only_row"),
        "token" uuid,
        "claimed_until" timestamptz not null default '-infinity',
        "next_page" bigint not null default 0
      )`);
    await queryRunner.query(`insert into "blockchain_cache_cleanup" default values`);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`drop table "blockchain_cache_cleanup"`);
    await queryRunner.query(`drop table "blockchain_cache_lease"`);
    await queryRunner.query(`drop table "blockchain_cache"`);
    await queryRunner.query(`drop sequence "blockchain_cache_version"`);
  }
}
