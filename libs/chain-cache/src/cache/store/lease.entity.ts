import { Column, Entity, PrimaryColumn } from 'typeorm';

/** Who loads a key, or why nobody may for now. Made unlogged by the migrations. */
@Entity('blockchain_cache_lease')
export class BlockchainCacheLease {
  @PrimaryColumn({ name: 'cache_key', type: 'text', collation: 'C' })
  cacheKey!: string;

  /** Of the one load that may write the key. */
  @Column({ name: 'token', type: 'uuid' })
  token!: string;

  @Column({ name: 'expires_at', type: 'timestamptz' })
  expiresAt!: Date;

  /** Of the load before, where the lease is there to keep others from trying. */
  @Column({ name: 'failure', type: 'jsonb', nullable: true })
  failure!: unknown;

  /** From the sequence of the entries' versions: what is written from now on has a higher one. */
  @Column({ name: 'version', type: 'bigint' })
  version!: string;
}
