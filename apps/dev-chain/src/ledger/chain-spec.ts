import { textHash } from '../encoding/hashes.js';
import type { Figures } from '../population/figures.js';
import type { RuntimeVariant } from '../runtime/runtime.js';

/** Block 0 of every development chain. */
export const GENESIS_TIME = Date.UTC(2026, 0, 1);

/** What a chain is, once and for all; with it every block that nobody meddled with is known. */
export interface ChainSpec {
  readonly seed: number;
  readonly genesisSalt: string;
  readonly specName: string;
  readonly specVersion: number;
  readonly variant: RuntimeVariant;
  readonly blockTimeMs: number;
  figuresAt(block: number): Figures;
}

/** What tells this chain's hashes from another's. */
export function originOf({ seed, genesisSalt, specName }: ChainSpec): string {
  return textHash(JSON.stringify(['duniter development chain', seed, genesisSalt, specName]));
}

/** Unix milliseconds of a block. */
export function timestampOf(spec: ChainSpec, block: number): number {
  return GENESIS_TIME + block * spec.blockTimeMs;
}
