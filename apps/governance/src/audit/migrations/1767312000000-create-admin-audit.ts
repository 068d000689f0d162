import type { MigrationInterface, QueryRunner } from 'typeorm';
import { dropAppendOnly, makeAppendOnly } from '../../database/append-only.js';

/** Who did what through the admin API, when, and with what result. */
export class CreateAdminAudit1767312000000 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`
      create table "admin_audit" (
        "id" bigint generated always as identity primary key,
        "attempt" uuid not null,
        "at" timestamptz not null default clock_timestamp(),
        "actor" text not null,
        "action" text not null,
        "outcome" text not null
      )`);
    await makeAppendOnly(queryRunner, 'admin_audit');
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await dropAppendOnly(queryRunner, 'admin_audit');
  }
}
