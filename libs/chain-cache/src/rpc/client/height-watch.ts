import type { Clock } from '../../common/clock.js';

interface Stand {
  readonly chain: string;
  readonly height: number;
  readonly since: number;
  /** Whether it was lower before. */
  readonly risen: boolean;
}

/** A head that is lower by more takes back the one before it. */
const TAKEN_BACK_BLOCKS = 10;

/** Since when the finalized head of each endpoint has been no higher than it is. */
export class FinalityWatch {
  private readonly stands = new Map<string, Stand>();

  constructor(private readonly clock: Clock) {}

  /**
   * Takes note of an endpoint's finalized height; tells for how many seconds it has not risen. Behind
   * one URL may be several nodes, one a block behind the other.
   */
  observe(endpoint: string, chain: string, height: number): number {
    const now = this.clock.monotonic();
    const last = this.stands.get(endpoint);
    const stands =
      last?.chain === chain && height <= last.height && height >= last.height - TAKEN_BACK_BLOCKS;
    if (stands) return (now - last.since) / 1000;
    const risen = last?.chain === chain && height > last.height;
    this.stands.set(endpoint, { chain, height, since: now, risen });
    return 0;
  }

  /** Whether it is known to go on: its finalized head was lower before. */
  hasRisen(endpoint: string): boolean {
    return this.stands.get(endpoint)?.risen === true;
  }
}
