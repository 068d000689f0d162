import { Column, Entity, PrimaryGeneratedColumn } from 'typeorm';

/** A line of the record of what was done through the admin API. Lines are never changed. */
@Entity('admin_audit')
export class AuditEntry {
  /** Counts up with every line. */
  @PrimaryGeneratedColumn('identity', { type: 'bigint', generatedIdentity: 'ALWAYS' })
  id!: string;

  /** The same on both lines of an action. */
  @Column({ type: 'uuid' })
  attempt!: string;

  /** By the database's clock. */
  @Column({ type: 'timestamptz', default: () => 'clock_timestamp()' })
  at!: Date;

  /** Fingerprint of the token that was shown. */
  @Column({ type: 'text' })
  actor!: string;

  /** Method and path, with the query. */
  @Column({ type: 'text' })
  action!: string;

  /** `BEGUN`, then `DONE` or the code of the problem. An attempt without the second line: unknown. */
  @Column({ type: 'text' })
  outcome!: string;
}
