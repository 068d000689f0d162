import type { QueryRunner } from 'typeorm';

/**
 * Lets rows be added to a table, and nothing else be done to them: its owner and a superuser are
 * refused too, and so is a session that replays a replication stream (`enable always`). What is
 * left is to change the table itself.
 */
export async function makeAppendOnly(queryRunner: QueryRunner, table: string): Promise<void> {
  await queryRunner.query(`
    create function "${table}_refuse_change"() returns trigger language plpgsql as $$
    begin
      raise exception '% is append-only, % is refused', tg_table_name, lower(tg_op)
        using errcode = 'insufficient_privilege';
    end $$`);
  await queryRunner.query(`
    create trigger "${table}_append_only"
      before update or delete or truncate on "${table}"
      for each statement execute function "${table}_refuse_change"()`);
  await queryRunner.query(`alter table "${table}" enable always trigger "${table}_append_only"`);
}

/** Drops such a table, with what guarded it. */
export async function dropAppendOnly(queryRunner: QueryRunner, table: string): Promise<void> {
  await queryRunner.query(`drop table "${table}"`);
  await queryRunner.query(`drop function "${table}_refuse_change"()`);
}
