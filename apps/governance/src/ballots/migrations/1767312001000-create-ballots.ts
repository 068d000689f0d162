import type { MigrationInterface, QueryRunner } from 'typeorm';
import { dropAppendOnly, makeAppendOnly } from '../../database/append-only.js';

/**
 * Ballots and their closings, neither of which ever changes. The electorate is text and no jsonb,
 * since its digest is of these very bytes, which the table checks.
 */
export class CreateBallots1767312001000 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`
      create table "ballot" (
        "id" uuid not null primary key,
        "title" text not null,
        "mode" text not null,
        "electorate" text not null,
        "electorate_digest" text not null,
        "opened_at" timestamptz not null default now(),
        "idempotency_key" text unique,
        "request_digest" text not null,
        constraint "ballot_electorate_digest" check (
          "electorate_digest" =
            'sha256:' || encode(sha256(convert_to("electorate", 'UTF8')), 'hex')
        )
      )`);
    await queryRunner.query(`
      create table "ballot_closing" (
        "ballot_id" uuid not null primary key references "ballot",
        "closed_at" timestamptz not null default now(),
        "tallies" json not null,
        "verdict" json not null,
        "comparison" json not null
      )`);
    await makeAppendOnly(queryRunner, 'ballot');
    await makeAppendOnly(queryRunner, 'ballot_closing');
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await dropAppendOnly(queryRunner, 'ballot_closing');
    await dropAppendOnly(queryRunner, 'ballot');
  }
}
