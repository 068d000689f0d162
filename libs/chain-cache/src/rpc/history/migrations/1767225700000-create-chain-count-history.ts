import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What counts were, and over which blocks they were followed. Both tables refuse updates. */
export class CreateChainCountHistory1767225700000 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`
      create table "chain_count_history" (
        "genesis_hash" text collate "C" not null,
        "count_name" text collate "C" not null,
        "block_number" bigint not null,
        "block_hash" text not null,
        "count_value" numeric,
        "unavailable_reason" text,
        "previous_block" bigint,
        "seen_at" timestamptz not null,
        primary key ("genesis_hash", "count_name", "block_number")
      )`);
    await queryRunner.query(`
      create table "chain_follow_span" (
        "genesis_hash" text collate "C" not null,
        "from_block" bigint not null,
        "to_block" bigint not null,
        "count_names" text[] not null,
        "from_hash" text not null,
        "from_at" timestamptz not null,
        "to_at" timestamptz not null,
        primary key ("genesis_hash", "from_block", "to_block", "count_names")
      )`);
    await queryRunner.query(`
      create function "chain_history_refuse_update"() returns trigger language plpgsql as $$
      begin
        raise exception '% is append-only', tg_table_name
          using errcode = 'insufficient_privilege';
      end $$`);
    for (const table of ['chain_count_history', 'chain_follow_span']) {
      await queryRunner.query(`
        create trigger "${table}_append_only" before update on "${table}"
        for each statement execute function "chain_history_refuse_update"()`);
    }
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`drop table "chain_follow_span"`);
    await queryRunner.query(`drop table "chain_count_history"`);
    await queryRunner.query(`drop function "chain_history_refuse_update"()`);
  }
}
