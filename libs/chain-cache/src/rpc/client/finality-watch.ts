import type { Clock } from '../../common/clock.js';

/** Since when the finalized head of a chain has stood where it stands. */
export class FinalityWatch {
  private chain = '';
  private height = -1;
  private since = 0;

  constructor(private readonly clock: Clock) {}

  /** Takes note of a finalized height; tells for how many seconds it has been the last one. */
  observe(chain: string, height: number): number {
    const now = this.clock.monotonic();
    if (chain !== this.chain || height !== this.height) {
      this.chain = chain;
      this.height = height;
      this.since = now;
    }
    return (now - this.since) / 1000;
  }
}
