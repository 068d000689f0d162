import type { Clock } from '../../common/clock.js';

const FIRST_PAUSE_MS = 500;
const LONGEST_PAUSE_MS = 60_000;
/** For what is not expected to change soon: another chain, answers that make no sense. */
const QUARANTINE_MS = 30_000;
/** How long without a failure until the earlier ones are forgotten, and trust is back. */
const PROBATION_MS = 120_000;

/**
 * Whether an endpoint may be asked. After a failure it is left alone for a while, longer each
 * time; then one attempt decides (half-open) whether it is used again or left alone for longer.
 */
export class Circuit {
  private failures = 0;
  private openUntil = -Infinity;
  private lastFailure = -Infinity;

  constructor(
    private readonly clock: Clock,
    private readonly random: () => number = Math.random,
  ) {}

  /** Whether the pause after the last failure goes on. */
  get open(): boolean {
    return this.clock.monotonic() < this.openUntil;
  }

  /** Whether there was a failure lately: what has none is preferred, so that nothing flaps. */
  get onProbation(): boolean {
    return this.clock.monotonic() - this.lastFailure < PROBATION_MS;
  }

  /** @param quarantined whether another attempt soon is of no use */
  failed(quarantined: boolean): void {
    this.failures = this.onProbation ? this.failures + 1 : 1;
    this.lastFailure = this.clock.monotonic();
    const first = quarantined ? QUARANTINE_MS : FIRST_PAUSE_MS;
    const pause = Math.min(first * 2 ** (this.failures - 1), LONGEST_PAUSE_MS);
    // Jitter: replicas that lost a node together must not come back together.
    this.openUntil = this.lastFailure + pause * (0.5 + this.random() / 2);
  }
}
