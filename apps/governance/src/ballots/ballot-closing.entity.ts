import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { BallotVerdict } from './ballot-verdict.js';
import type { Comparison } from './comparison.js';
import type { Tallies } from './tallies.js';

/** How a ballot ended: at most one row for each, and never changed. */
@Entity('ballot_closing')
export class BallotClosing {
  @PrimaryColumn({ name: 'ballot_id', type: 'uuid' })
  ballotId!: string;

  /** By the database's clock. */
  @Column({ name: 'closed_at', type: 'timestamptz', default: () => 'now()' })
  closedAt!: Date;

  @Column({ type: 'json' })
  tallies!: Tallies;

  @Column({ type: 'json' })
  verdict!: BallotVerdict;

  @Column({ type: 'json' })
  comparison!: Comparison;
}
