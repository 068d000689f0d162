import type { Clock } from '../../common/clock.js';

interface Stand {
  readonly chain: string;
  readonly height: number;
  /** When it was seen to be no lower than this, for the first time. */
  readonly since: number;
  readonly seenAt: number;
  /** Whether it was lower not long before. */
  readonly risen: boolean;
  /** When it was seen to be far lower, if that was the last time. */
  readonly fellAt: number | undefined;
}

/** A height that is lower by more, twice in a row, takes back the one before it. */
const FALL_BLOCKS = 10;

/**
 * How a height that endpoints tell of moves: since when it has been no higher. Behind one URL may be
 * several nodes, one some blocks behind the other.
 */
export class HeightWatch {
  private readonly stands = new Map<string, Stand>();

  /** @param timeoutSeconds for how long a height may stand, and how old one may be to prove a rise */
  constructor(
    private readonly clock: Clock,
    private readonly timeoutSeconds: number,
  ) {}

  /** Takes note of what an endpoint told, each time once. */
  observe(endpoint: string, chain: string, height: number): void {
    const now = this.clock.monotonic();
    const last = this.stands.get(endpoint);
    const first = { chain, height, since: now, seenAt: now, risen: false, fellAt: undefined };
    if (last === undefined || last.chain !== chain) {
      this.stands.set(endpoint, first);
      return;
    }
    const fell = height < last.height - FALL_BLOCKS;
    if (height > last.height) {
      const risen = now - last.seenAt <= this.timeoutSeconds * 1000;
      this.stands.set(endpoint, { ...first, risen });
    } else if (fell && last.fellAt !== undefined) {
      this.stands.set(endpoint, first);
    } else {
      this.stands.set(endpoint, { ...last, seenAt: now, fellAt: fell ? now : undefined });
    }
  }

  /** For how many seconds it has not risen. */
  stoodSeconds(endpoint: string): number {
    const stand = this.stands.get(endpoint);
    if (stand === undefined) return 0;
    return (this.clock.monotonic() - (stand.fellAt ?? stand.since)) / 1000;
  }

  hasStood(endpoint: string): boolean {
    return this.stoodSeconds(endpoint) > this.timeoutSeconds;
  }

  /** Whether it is known to go on: it was lower not long before. */
  hasRisen(endpoint: string): boolean {
    return this.stands.get(endpoint)?.risen === true;
  }

  /**
   * How many blocks a height is beyond where the endpoint would be by now with one block a second.
   * Undefined: it was not seen on this chain.
   */
  leap(endpoint: string, chain: string, height: number): number | undefined {
    const stand = this.stands.get(endpoint);
    return stand?.chain === chain ? height - stand.height - this.stoodSeconds(endpoint) : undefined;
  }
}
