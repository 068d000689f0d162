import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { BallotClosing } from './ballot-closing.entity.js';
import { canonicalJson } from '../json/canonical-json.js';
import type { FrozenElectorate } from './frozen-electorate.js';

/** A ballot as it was opened. The row is never changed: how it ended is a row of its own. */
@Entity('ballot')
export class Ballot {
  /** A UUID of version 7: ballots sort by it as they were opened. */
  @PrimaryColumn({ type: 'uuid' })
  id!: string;

  @Column({ type: 'text' })
  title!: string;

  /** Canonical. */
  @Column({ type: 'text' })
  mode!: string;

  /** Kept as the very text that the digest is of; the table checks that it is. */
  @Column({ type: 'text', transformer: { to: canonicalJson, from: parseElectorate } })
  electorate!: FrozenElectorate;

  @Column({ name: 'electorate_digest', type: 'text' })
  electorateDigest!: string;

  /** By the database's clock. */
  @Column({ name: 'opened_at', type: 'timestamptz', default: () => 'now()' })
  openedAt!: Date;

  @Column({ name: 'idempotency_key', type: 'text', nullable: true })
  idempotencyKey!: string | null;

  /** Of the request that opened it: what the idempotency key stands for. */
  @Column({ name: 'request_digest', type: 'text' })
  requestDigest!: string;

  /** Joined by the store; `null` while it is open. */
  closing!: BallotClosing | null;
}

function parseElectorate(text: string): FrozenElectorate {
  return JSON.parse(text) as FrozenElectorate;
}
