import { randomUUID } from 'node:crypto';
import type { Lease, LeaseState, LoadFailure } from '../src/cache/store/cache-store.js';
import type { Clock } from '../src/common/clock.js';

interface Held {
  readonly token: string;
  readonly until: number;
  readonly failure: LoadFailure | null;
}

/** The table of leases, in memory. */
export class InMemoryLeases {
  private readonly leases = new Map<string, Held>();

  constructor(private readonly clock: Clock) {}

  acquire(key: string, leaseMs: number): Lease | undefined {
    if (this.state(key) !== undefined) return undefined;
    const token = randomUUID();
    this.hold(key, token, leaseMs, null);
    return { key, token };
  }

  /** One that ran out is held still, as long as nobody else has taken it. */
  isHeld({ key, token }: Lease): boolean {
    return this.leases.get(key)?.token === token;
  }

  renew(lease: Lease, leaseMs: number): boolean {
    if (!this.isHeld(lease)) return false;
    this.hold(lease.key, lease.token, leaseMs, null);
    return true;
  }

  release(lease: Lease): boolean {
    return this.isHeld(lease) && this.leases.delete(lease.key);
  }

  fail(lease: Lease, failure: LoadFailure, retryAfterMs: number): void {
    if (this.isHeld(lease)) this.hold(lease.key, randomUUID(), retryAfterMs, failure);
  }

  revoke(key: string): void {
    this.leases.delete(key);
  }

  revokeBelow(prefix: string): void {
    for (const key of this.leases.keys()) {
      if (key.startsWith(prefix)) this.leases.delete(key);
    }
  }

  state(key: string): LeaseState | undefined {
    const held = this.leases.get(key);
    if (held === undefined || held.until <= this.clock.monotonic()) return undefined;
    return { failure: held.failure };
  }

  private hold(key: string, token: string, forMs: number, failure: LoadFailure | null): void {
    this.leases.set(key, { token, until: this.clock.monotonic() + forMs, failure });
  }
}
