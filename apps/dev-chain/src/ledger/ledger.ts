import { checkedFigures, type FigureChanges, type Figures } from '../population/figures.js';
import type { BlockFacts } from '../runtime/pallet.js';
import { BlockState } from '../storage/block-state.js';
import { Ancestry } from './ancestry.js';
import { createBlock, type Block, type BlockContent } from './block.js';
import { timestampOf, type ChainSpec } from './chain-spec.js';
import { Changes } from './changes.js';
import { RUNTIME_UPDATED } from './header.js';

/** The blocks of one chain: as nobody meddled with them, and from the first change on as made. */
export class Ledger {
  readonly genesisHash: string;
  readonly changes = new Changes();
  best: Block;
  finalized: Block;

  readonly #spec: ChainSpec;
  readonly #ancestry: Ancestry;
  readonly #made = new Map<number, Block>();
  readonly #madeByHash = new Map<string, Block>();
  #lie: Partial<Figures> = {};
  #lastRead: { readonly block: Block; readonly state: BlockState } | undefined;

  constructor(spec: ChainSpec, best: number, finalized: number) {
    this.#spec = spec;
    this.#ancestry = new Ancestry(spec);
    this.genesisHash = this.#ancestry.genesisHash;
    this.best = this.#ancestry.blockAt(best);
    this.finalized = this.#ancestry.blockAt(finalized);
  }

  /** The block of the best chain at a height, if there is one yet. */
  blockAt(number: number): Block | undefined {
    if (number < 0 || number > this.best.number) return undefined;
    return this.#made.get(number) ?? this.#ancestry.blockAt(number);
  }

  /** The block of a hash, also when a fork replaced it. */
  blockOf(hash: string): Block | undefined {
    const made = this.#madeByHash.get(hash);
    if (made !== undefined) return made;
    const number = this.#ancestry.numberOf(hash, this.best.number);
    return number === undefined ? undefined : this.#ancestry.blockAt(number);
  }

  /** The one that was read last is kept, since a snapshot is read in several calls. */
  stateOf(block: Block): BlockState {
    if (this.#lastRead?.block !== block) {
      this.#lastRead = { block, state: this.#computeState(block) };
    }
    return this.#lastRead.state;
  }

  append(): Block {
    const number = this.best.number + 1;
    this.best = this.changes.any
      ? this.#make(number, this.best, this.#nextContent(number))
      : this.#ancestry.blockAt(number);
    return this.best;
  }

  /** Replaces the blocks from `number` on by others with the same state and other hashes. */
  forkFrom(number: number): void {
    this.#mustHave(number);
    let parent = this.#mustHave(number - 1);
    const fork = this.changes.nextFork();
    for (let next = number; next <= this.best.number; next += 1) {
      parent = this.#make(next, parent, { ...this.#mustHave(next).content, fork });
    }
    this.best = parent;
  }

  /** Answers other figures than every block's own, or its own again. */
  tellLie(figures: FigureChanges | null): void {
    this.#lie = checkedFigures(figures ?? {});
    this.#lastRead = undefined;
  }

  #make(number: number, parent: Block, content: BlockContent): Block {
    const upgraded = content.inForce !== parent.content.inForce;
    const logs = upgraded ? [RUNTIME_UPDATED] : [];
    const block = createBlock(this.#ancestry.origin, number, parent.hash, content, logs);
    this.#made.set(number, block);
    this.#madeByHash.set(block.hash, block);
    return block;
  }

  #nextContent(number: number): BlockContent {
    const figures = this.#spec.figuresAt(number);
    return this.changes.contentAfter(this.best.content, figures, () => this.#factsOf(this.best));
  }

  #computeState(block: Block): BlockState {
    const { raw, inForce } = block.content;
    return new BlockState(raw, inForce.layersAt(this.#factsOf(block)));
  }

  #factsOf(block: Block): BlockFacts {
    const { number, header, content } = block;
    const { specName, specVersion } = content.inForce.runtime.version;
    return {
      number,
      parentHash: header.parentHash,
      timestamp: timestampOf(this.#spec, number),
      specName,
      specVersion,
      figures: { ...content.figures, ...this.#lie },
      hashOf: (earlier) => this.#mustHave(earlier).hash,
    };
  }

  #mustHave(number: number): Block {
    const block = this.blockAt(number);
    if (block === undefined) throw new RangeError(`there is no block ${number}`);
    return block;
  }
}
