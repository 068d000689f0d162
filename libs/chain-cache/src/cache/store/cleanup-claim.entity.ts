import { Check, Column, Entity, PrimaryColumn } from 'typeorm';

/** Which replica cleans up, until when it may, and how far it got. The first one to ask makes it. */
@Entity('blockchain_cache_cleanup')
@Check('blockchain_cache_cleanup_only_row_check', '"only_row"')
export class BlockchainCacheCleanup {
  @PrimaryColumn({ name: 'only_row', type: 'boolean' })
  onlyRow!: boolean;

  @Column({ name: 'token', type: 'uuid', nullable: true })
  token!: string | null;

  @Column({ name: 'claimed_until', type: 'timestamptz' })
  claimedUntil!: Date;

  /** Of the table of entries: where the next clean-up goes on. */
  @Column({ name: 'next_page', type: 'bigint' })
  nextPage!: string;
}
