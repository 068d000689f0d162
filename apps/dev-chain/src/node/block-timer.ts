import { GENESIS_TIME } from '../ledger/chain-spec.js';
import type { ChainNode } from './chain-node.js';

/** A timer can't wait longer. */
const LONGEST_WAIT_MS = 2 ** 31 - 1;

/** Wall clock: milliseconds since the epoch. */
export interface WallClock {
  now(): number;
}

/** The height that a chain has reached by now, since it never stopped: 1 or more. */
export function heightAt(clock: WallClock, blockTimeMs: number): number {
  return Math.max(1, blocksSince(GENESIS_TIME, clock, blockTimeMs));
}

/** Makes blocks when they are due, several at once after the machine slept. */
export class BlockTimer {
  #timer: NodeJS.Timeout | undefined;
  readonly #node: ChainNode;
  readonly #clock: WallClock;
  readonly #blockTimeMs: number;
  /** The moment at which block 0 would have been made. */
  readonly #origin: number;

  constructor(node: ChainNode, clock: WallClock, blockTimeMs: number) {
    this.#node = node;
    this.#clock = clock;
    this.#blockTimeMs = blockTimeMs;
    const height = node.ledger.best.number;
    const onTime = height === blocksSince(GENESIS_TIME, clock, blockTimeMs);
    this.#origin = onTime ? GENESIS_TIME : clock.now() - height * blockTimeMs;
  }

  start(): void {
    const next = this.#origin + (this.#node.ledger.best.number + 1) * this.#blockTimeMs;
    const waitMs = Math.min(LONGEST_WAIT_MS, Math.max(0, next - this.#clock.now()));
    this.#timer = setTimeout(() => this.#tick(), waitMs).unref();
  }

  stop(): void {
    clearTimeout(this.#timer);
  }

  #tick(): void {
    const due = blocksSince(this.#origin, this.#clock, this.#blockTimeMs);
    const missing = due - this.#node.ledger.best.number;
    if (missing === 1) this.#node.makeBlock();
    else if (missing > 1) this.#node.catchUp(missing);
    this.start();
  }
}

function blocksSince(origin: number, clock: WallClock, blockTimeMs: number): number {
  return Math.floor((clock.now() - origin) / blockTimeMs);
}
