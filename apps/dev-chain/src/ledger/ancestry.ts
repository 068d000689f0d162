import { textHash } from '../encoding/hashes.js';
import { RawStorage } from '../storage/raw-storage.js';
import { createBlock, type Block, type BlockContent } from './block.js';
import { originOf, type ChainSpec } from './chain-spec.js';
import { RuntimeInForce } from './runtime-in-force.js';

const WINDOW = 128;
const KEPT_WINDOWS = 32;
/** Blocks that are found by their hash alone: those whose state is kept are among them. */
const RECENT = 4 * WINDOW;
const NO_PARENT = `0x${'00'.repeat(32)}`;

interface Window {
  readonly blocks: Block[];
  readonly numberByHash: Map<string, number>;
}

/**
 * The blocks of a chain that nobody meddled with, each a pure function of the chain's spec and its
 * number: a start a minute later, on another machine, gives the same hashes.
 *
 * A true chain of hashes would have to be computed from block 0. So the parent hash of each 128th
 * block is not its parent's hash but an alias, derived from the number alone, which is understood
 * wherever the parent's hash is; every other block names its parent by its true hash.
 */
export class Ancestry {
  readonly origin: string;
  readonly genesisHash: string;
  readonly #spec: ChainSpec;
  readonly #inForce: RuntimeInForce;
  readonly #windows = new Map<number, Window>();

  constructor(spec: ChainSpec) {
    this.#spec = spec;
    this.#inForce = RuntimeInForce.first(spec.variant, spec.specName, spec.specVersion);
    this.origin = originOf(spec);
    this.genesisHash = this.blockAt(0).hash;
  }

  blockAt(number: number): Block {
    const { blocks, numberByHash } = this.#window(Math.floor(number / WINDOW));
    for (let next = number - (number % WINDOW) + blocks.length; next <= number; next += 1) {
      const parentHash = blocks.at(-1)?.hash ?? this.#aliasOfParent(next);
      const block = createBlock(this.origin, next, parentHash, this.#contentAt(next));
      blocks.push(block);
      numberByHash.set(block.hash, next).set(parentHash, next - 1);
    }
    const block = blocks[number % WINDOW];
    if (block === undefined) throw new RangeError(`there is no block ${number}`);
    return block;
  }

  #contentAt(number: number): BlockContent {
    const figures = this.#spec.figuresAt(number);
    return { figures, raw: RawStorage.EMPTY, inForce: this.#inForce, fork: 0 };
  }

  /**
   * The number of a block, not above `best`, by its hash or alias. Blocks are computed from their
   * numbers, so that of the older ones only those can be found that were asked for by number.
   */
  numberOf(hash: string, best: number): number | undefined {
    for (let recent = best; recent >= 0 && recent > best - RECENT; recent -= WINDOW) {
      this.blockAt(recent);
    }
    for (const { numberByHash } of this.#windows.values()) {
      const number = numberByHash.get(hash);
      if (number !== undefined && number >= 0 && number <= best) return number;
    }
    return undefined;
  }

  #window(index: number): Window {
    const known = this.#windows.get(index);
    if (known !== undefined) return known;
    const window = { blocks: [], numberByHash: new Map<string, number>() };
    this.#windows.set(index, window);
    const [oldest] = this.#windows.keys();
    if (this.#windows.size > KEPT_WINDOWS && oldest !== undefined) this.#windows.delete(oldest);
    return window;
  }

  #aliasOfParent(number: number): string {
    return number === 0 ? NO_PARENT : `0x${textHash(`${this.origin} before ${number}`)}`;
  }
}
