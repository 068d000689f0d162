import type { Block } from '../ledger/block.js';
import type { ChainNode } from '../node/chain-node.js';
import type { Runtime } from '../runtime/runtime.js';

/** Of all blocks that are pinned at a time, as Substrate has it. */
const MOST_PINNED = 512;
/** So many finalized blocks are told at first. */
const FIRST_FINALIZED = 16;

/** One subscription by `chainHead_v1_follow`: the blocks that it was told of, and holds on to. */
export class ChainHeadFollow {
  readonly #node: ChainNode;
  readonly #withRuntime: boolean;
  readonly #tell: (event: object) => void;
  readonly #end: () => void;
  readonly #pinned = new Map<string, Block>();
  /** Reported, and neither finalized nor pruned yet. */
  #open: Block[] = [];
  #finalized: Block;
  #operations = 0;

  /** @param end called when nothing is told any more */
  constructor(
    node: ChainNode,
    withRuntime: boolean,
    tell: (event: object) => void,
    end: () => void,
  ) {
    this.#node = node;
    this.#withRuntime = withRuntime;
    this.#tell = tell;
    this.#end = end;
    this.#finalized = node.ledger.finalized;
  }

  /** Tells what there is, and from then on what comes. */
  start(): void {
    const { number } = this.#finalized;
    const first = this.#between(Math.max(0, number - FIRST_FINALIZED + 1), number);
    for (const block of first) this.#pinned.set(block.hash, block);
    this.#tell({
      event: 'initialized',
      finalizedBlockHashes: first.map(({ hash }) => hash),
      ...(this.#withRuntime && { finalizedBlockRuntime: runtimeEvent(runtimeOf(this.#finalized)) }),
    });
    this.#node.on('best', this.#best).on('finalized', this.#nowFinalized);
    this.#best(this.#node.ledger.best);
  }

  stop(): void {
    this.#node.off('best', this.#best).off('finalized', this.#nowFinalized);
  }

  /** The block of a hash, while it is pinned. */
  pinned(hash: string): Block | undefined {
    return this.#pinned.get(hash);
  }

  unpin(hash: string): void {
    this.#pinned.delete(hash);
  }

  /** Tells the events of an operation, which is called by the id that is given to them. */
  operation(events: (operationId: string) => readonly object[]): { id: string; tell: () => void } {
    this.#operations += 1;
    const id = `${this.#operations}`;
    return {
      id,
      tell: () => {
        for (const event of events(id)) this.#tell(event);
      },
    };
  }

  readonly #best = (best: Block): void => {
    const { number, hash } = this.#finalized;
    if (this.#node.ledger.blockAt(number)?.hash !== hash) return this.#giveUp();
    const fresh = this.#between(number + 1, best.number).filter(
      (block) => !this.#open.includes(block),
    );
    if (this.#pinned.size + fresh.length > MOST_PINNED) return this.#giveUp();
    for (const block of fresh) this.#report(block);
    this.#tell({ event: 'bestBlockChanged', bestBlockHash: best.hash });
  };

  readonly #nowFinalized = (block: Block): void => {
    const { number } = this.#finalized;
    // What goes back or to another fork can't be told: a node that comes to it stops.
    if (block.number <= number && block !== this.#finalized) return this.#giveUp();
    const blocks = this.#between(number + 1, block.number);
    const pruned = this.#open.filter(
      (open) => open.number <= block.number && !blocks.includes(open),
    );
    this.#open = this.#open.filter((open) => open.number > block.number);
    this.#finalized = block;
    this.#tell({
      event: 'finalized',
      finalizedBlockHashes: blocks.map(({ hash }) => hash),
      prunedBlockHashes: pruned.map(({ hash }) => hash),
    });
  };

  #report(block: Block): void {
    // Not the parent hash of its header, which may be an alias.
    const parent = this.#node.ledger.blockAt(block.number - 1);
    const upgraded = parent !== undefined && runtimeOf(block) !== runtimeOf(parent);
    this.#pinned.set(block.hash, block);
    this.#open.push(block);
    this.#tell({
      event: 'newBlock',
      blockHash: block.hash,
      parentBlockHash: parent?.hash,
      ...(this.#withRuntime && { newRuntime: upgraded ? runtimeEvent(runtimeOf(block)) : null }),
    });
  }

  #giveUp(): void {
    this.#tell({ event: 'stop' });
    this.#end();
  }

  #between(first: number, last: number): Block[] {
    const numbers = Array.from({ length: Math.max(0, last - first + 1) }, (_, at) => first + at);
    return numbers.flatMap((number) => this.#node.ledger.blockAt(number) ?? []);
  }
}

function runtimeOf({ content }: Block): Runtime {
  return content.inForce.runtime;
}

function runtimeEvent({ version }: Runtime): object {
  const { specName, implName, specVersion, implVersion, transactionVersion, apis } = version;
  const spec = { specName, implName, specVersion, implVersion, transactionVersion };
  return { type: 'valid', spec: { ...spec, apis: Object.fromEntries(apis) } };
}
