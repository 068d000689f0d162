import { Column, Entity, PrimaryColumn } from 'typeorm';

/**
 * Blocks over which these counts were followed without a break, as migrations and other tools see
 * them. Spans may overlap; where there is none, nobody followed.
 */
@Entity('chain_follow_span')
export class ChainFollowSpan {
  @PrimaryColumn({ name: 'genesis_hash', type: 'text', collation: 'C' })
  genesisHash!: string;

  @PrimaryColumn({ name: 'from_block', type: 'bigint' })
  fromBlock!: string;

  @PrimaryColumn({ name: 'to_block', type: 'bigint' })
  toBlock!: string;

  @PrimaryColumn({ name: 'count_names', type: 'text', array: true })
  countNames!: string[];

  @Column({ name: 'from_hash', type: 'text' })
  fromHash!: string;

  @Column({ name: 'from_at', type: 'timestamptz' })
  fromAt!: Date;

  @Column({ name: 'to_at', type: 'timestamptz' })
  toAt!: Date;
}
