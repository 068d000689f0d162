import { EventEmitter } from 'node:events';
import type { Block } from '../ledger/block.js';
import type { ChainSpec } from '../ledger/chain-spec.js';
import { Ledger } from '../ledger/ledger.js';
import type { Finality } from './finality.js';
import { LONE_NODE, type Health } from './health.js';

interface NodeEvents {
  best: [block: Block];
  finalized: [block: Block];
}

/** A node: one chain, what of it is final and what of it is still kept. */
export class ChainNode extends EventEmitter<NodeEvents> {
  ledger: Ledger;
  health: Health = LONE_NODE;
  /** States below this height are discarded, whatever else is kept. */
  prunedBefore = 0;
  readonly finality: Finality;
  readonly #keptStates: number;

  constructor(ledger: Ledger, finality: Finality, keptStates: number) {
    super();
    this.ledger = ledger;
    this.finality = finality;
    this.#keptStates = keptStates;
    this.setMaxListeners(0);
  }

  makeBlock(): void {
    this.emit('best', this.ledger.append());
    this.followBest();
  }

  /** Moves the best head by many blocks and announces only the last, as a node that caught up. */
  catchUp(blocks: number): void {
    for (let made = 0; made < blocks; made += 1) this.ledger.append();
    this.emit('best', this.ledger.best);
    this.followBest();
  }

  /** Finalizes what is due. */
  followBest(): void {
    const { best, finalized } = this.ledger;
    const height = this.finality.heightFor(best.number, finalized.number);
    if (height !== finalized.number) this.finalize(height);
  }

  /** @throws RangeError when there is no block at this height yet. */
  finalize(height: number): void {
    const block = this.ledger.blockAt(height);
    if (block === undefined) throw new RangeError(`there is no block ${height}`);
    this.ledger.finalized = block;
    this.emit('finalized', block);
  }

  /** Gives the blocks from `height` on other hashes, finalized ones included. */
  fork(height: number): void {
    this.ledger.forkFrom(height);
    this.emit('best', this.ledger.best);
    const finalizedHeight = this.ledger.finalized.number;
    if (finalizedHeight >= height) this.finalize(finalizedHeight);
  }

  /** Becomes a node of another chain of the same height. */
  switchChain(spec: ChainSpec): void {
    const { best, finalized } = this.ledger;
    this.ledger = new Ledger(spec, best.number, finalized.number);
  }

  /** Whether the state of a block can still be read. */
  keepsStateOf(block: Block): boolean {
    const oldest = Math.max(this.prunedBefore, this.ledger.finalized.number - this.#keptStates);
    return block.number >= oldest;
  }
}
