import { checkedFigures, type FigureChanges, type Figures } from '../population/figures.js';
import type { BlockFacts } from '../runtime/pallet.js';
import { RawStorage } from '../storage/raw-storage.js';
import type { BlockContent } from './block.js';
import type { Upgrade } from './runtime-in-force.js';

/** What the owner of a chain changed, from the next block on. */
export class Changes {
  #any = false;
  #figures: Partial<Figures> = {};
  #raw = RawStorage.EMPTY;
  #upgrade: Upgrade | undefined;
  #forks = 0;

  /** Whether there was ever one: then blocks can no longer be computed from their numbers alone. */
  get any(): boolean {
    return this.#any;
  }

  setFigures(changes: FigureChanges): void {
    this.#figures = { ...this.#figures, ...checkedFigures(changes) };
    this.#any = true;
  }

  /** Key and value without 0x; `null` for a missing item. */
  setStorage(key: string, value: string | null): void {
    this.#raw = this.#raw.with(key, value);
    this.#any = true;
  }

  upgradeRuntime(upgrade: Upgrade): void {
    this.#upgrade = upgrade;
    this.#any = true;
  }

  /** @returns what tells the blocks of the fork from others, for `BlockContent.fork` */
  nextFork(): number {
    this.#any = true;
    this.#forks += 1;
    return this.#forks;
  }

  /** @param figures of the next block, had nothing been changed */
  contentAfter(
    parent: BlockContent,
    figures: Figures,
    factsOfParent: () => BlockFacts,
  ): BlockContent {
    return {
      figures: { ...figures, ...this.#figures },
      raw: this.#raw,
      inForce: this.#inForceAfter(parent, factsOfParent),
      fork: this.#forks,
    };
  }

  #inForceAfter({ inForce }: BlockContent, factsOfParent: () => BlockFacts) {
    const upgrade = this.#upgrade;
    this.#upgrade = undefined;
    if (upgrade === undefined) return inForce;
    return inForce.upgraded(upgrade, factsOfParent());
  }
}
