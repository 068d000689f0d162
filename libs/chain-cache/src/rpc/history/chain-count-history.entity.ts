import { Column, Entity, PrimaryColumn } from 'typeorm';

/**
 * A change of a count, as migrations and other tools see it: from this block on it had this value.
 * Rows are added and, past their retention, removed; never changed.
 */
@Entity('chain_count_history')
export class ChainCountHistory {
  @PrimaryColumn({ name: 'genesis_hash', type: 'text', collation: 'C' })
  genesisHash!: string;

  @PrimaryColumn({ name: 'count_name', type: 'text', collation: 'C' })
  countName!: string;

  /** The first finalized head at which the value was seen. */
  @PrimaryColumn({ name: 'block_number', type: 'bigint' })
  blockNumber!: string;

  @Column({ name: 'block_hash', type: 'text' })
  blockHash!: string;

  /** A whole number of 0 or more; null: the count was unavailable. */
  @Column({ name: 'count_value', type: 'numeric', nullable: true })
  countValue!: string | null;

  @Column({ name: 'unavailable_reason', type: 'text', nullable: true })
  unavailableReason!: string | null;

  /** The head before, at which the value was still another; null: nobody followed then. */
  @Column({ name: 'previous_block', type: 'bigint', nullable: true })
  previousBlock!: string | null;

  @Column({ name: 'seen_at', type: 'timestamptz' })
  seenAt!: Date;
}
