import { Column, Entity, Generated, PrimaryColumn } from 'typeorm';

/**
 * The row of an entry, as migrations and other tools see it. The store itself asks by prepared
 * statements. There is no index on `expires_at`: it would make every renewal a non-HOT update.
 */
@Entity('blockchain_cache')
export class BlockchainCache {
  /** Collated "C": by bytes, so that keys can be searched by prefix. */
  @PrimaryColumn({ name: 'cache_key', type: 'text', collation: 'C' })
  cacheKey!: string;

  @Column({ name: 'cache_value', type: 'jsonb' })
  cacheValue!: unknown;

  @Column({ name: 'fetched_at', type: 'timestamptz' })
  fetchedAt!: Date;

  /** `infinity` for what never expires. */
  @Column({ name: 'expires_at', type: 'timestamptz' })
  expiresAt!: Date;

  /** Until when the entry may be served as stale; then clean-up removes it. */
  @Column({ name: 'servable_until', type: 'timestamptz' })
  servableUntil!: Date;

  /** From its sequence: grows with every write. */
  @Generated('increment')
  @Column({ name: 'version', type: 'bigint' })
  version!: string;

  /** The chain that guarded writes compare by. */
  @Column({ name: 'order_chain', type: 'text', nullable: true })
  orderChain!: string | null;

  @Column({ name: 'order_height', type: 'bigint', nullable: true })
  orderHeight!: string | null;
}
