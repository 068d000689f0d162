import type { Block } from './ledger/block.js';
import type { ChainSpec } from './ledger/chain-spec.js';
import type { ChainNode } from './node/chain-node.js';
import type { Health } from './node/health.js';
import type { FigureChanges } from './population/figures.js';
import type { RuntimeVariant } from './runtime/runtime.js';

/** A block as the chain's owner names it. */
export interface BlockName {
  readonly number: number;
  /** 0x-prefixed. */
  readonly hash: string;
}

/** What can be done to a chain and its node, whoever is connected to it. */
export class DrivenChain {
  protected readonly node: ChainNode;
  readonly #spec: ChainSpec;

  constructor(node: ChainNode, spec: ChainSpec) {
    this.node = node;
    this.#spec = spec;
  }

  get genesisHash(): string {
    return this.node.ledger.genesisHash;
  }

  get bestBlock(): BlockName {
    return nameOf(this.node.ledger.best);
  }

  get finalizedBlock(): BlockName {
    return nameOf(this.node.ledger.finalized);
  }

  /** Makes blocks one by one; finality follows by its lag, unless it is stalled. */
  makeBlock(count = 1): void {
    for (let made = 0; made < count; made += 1) this.node.makeBlock();
  }

  /** Finalizes the best block, lag and stall notwithstanding. */
  finalizeAll(): void {
    this.node.finalize(this.node.ledger.best.number);
  }

  /** Changes figures from the next block on. Exactly these: whether they fit is up to the caller. */
  set(figures: FigureChanges): void {
    this.node.ledger.changes.setFigures(figures);
  }

  /**
   * Writes a raw value from the next block on, or makes it missing by `null`.
   * Key and value are 0x-prefixed; the value need not be what its type promises.
   */
  setStorage(key: string, value: string | null): void {
    this.node.ledger.changes.setStorage(bare(key), value === null ? null : bare(value));
  }

  /**
   * Makes the node answer other figures than those that its block hashes stand for, at every block
   * and at once; `null` ends it. The hashes stay those of the honest chain.
   */
  lie(figures: FigureChanges | null): void {
    this.node.ledger.tellLie(figures);
  }

  /** Blocks go on, the finalized head stays. */
  stallFinality(): void {
    this.node.finality.stalled = true;
  }

  /** The finalized head catches up at once. */
  resumeFinality(): void {
    this.node.finality.stalled = false;
    this.node.followBest();
  }

  /** Announces a lower finalized head, which no honest node does; the next block ends it. */
  regressFinalized(number: number): void {
    this.node.finalize(number);
  }

  /** Gives the blocks from `number` on other hashes, finalized ones included, and announces them. */
  fork(number: number): void {
    this.node.fork(number);
  }

  /**
   * Upgrades the runtime in the next block. Pallets that the new one lacks keep their storage as it
   * is; those that it adds have theirs, or nothing where `migrate` is false. With `sameVersion` it
   * does not say that it is another one.
   */
  upgradeRuntime(
    variant: RuntimeVariant,
    { migrate = true, sameVersion = false }: { migrate?: boolean; sameVersion?: boolean } = {},
  ): void {
    this.node.ledger.changes.upgradeRuntime({ variant, migrate, sameVersion });
  }

  /** Discards the states of the blocks below `number`. */
  pruneStatesBefore(number: number): void {
    this.node.prunedBefore = Math.max(this.node.prunedBefore, number);
  }

  setHealth(health: Partial<Health>): void {
    this.node.health = { ...this.node.health, ...health };
  }

  /** Becomes a node of another chain of the same height, as it is before anything is done to it. */
  becomeChain(genesisSalt: string): void {
    this.node.switchChain({ ...this.#spec, genesisSalt });
  }
}

function nameOf({ number, hash }: Block): BlockName {
  return { number, hash };
}

/** @throws RangeError when this is not 0x-prefixed hexadecimal text */
function bare(hex: string): string {
  if (/^0x(?:[\da-f]{2})*$/i.test(hex)) return hex.slice(2).toLowerCase();
  throw new RangeError('expected 0x-prefixed hexadecimal text');
}
