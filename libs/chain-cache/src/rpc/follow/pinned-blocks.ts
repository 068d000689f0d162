/** More than any node keeps pinned: who tells of more is not listened to. */
const MOST = 512;
/** So many are unpinned by one call. */
const BATCH = 32;
/** Heads may be told by another way, and come to be read, a little later. */
const LINGERING = 8;

/** The blocks that a node told of and keeps until it hears that they are no longer needed. */
export class PinnedBlocks {
  /** Neither finalized nor pruned, and the newest one that is finalized. */
  private readonly needed = new Set<string>();
  private readonly released = new Set<string>();
  private newest: readonly string[] = [];

  has(block: string): boolean {
    return this.needed.has(block) || this.released.has(block);
  }

  get tooMany(): boolean {
    return this.needed.size + this.released.size > MOST;
  }

  add(blocks: readonly string[]): void {
    for (const block of blocks) this.needed.add(block);
  }

  finalize(finalized: readonly string[], pruned: readonly string[]): void {
    for (const block of [...this.newest, ...finalized.slice(0, -1), ...pruned]) {
      if (this.needed.delete(block)) this.released.add(block);
    }
    this.newest = finalized.slice(-1);
  }

  /** Forgets and gives those that are to be unpinned, once it is worth a call. */
  takeReleased(): readonly string[] {
    if (this.released.size < BATCH + LINGERING) return [];
    const blocks = [...this.released].slice(0, -LINGERING);
    for (const block of blocks) this.released.delete(block);
    return blocks;
  }
}
