import type { ChainSpec } from './ledger/chain-spec.js';
import { heightAt, type WallClock } from './node/block-timer.js';
import {
  checkedFigures,
  STILL_FIGURES,
  type FigureChanges,
  type Figures,
} from './population/figures.js';
import { livingPopulation } from './population/living-population.js';

/** How to start a development chain; every option has a default. */
export interface DevChainOptions extends FigureChanges {
  /** Address to listen on; `127.0.0.1`. */
  readonly host?: string;
  /** Port to listen on; 0, any free one. */
  readonly port?: number;
  /**
   * Milliseconds from one block to the next; 6000. `'manual'`: blocks are made by `makeBlock` only,
   * and nobody joins or leaves unless `set` says so.
   */
  readonly blockTimeMs?: number | 'manual';
  /** By how many blocks the finalized head trails the best one; 2. */
  readonly finalityLagBlocks?: number;
  /** Who joins and leaves when; 1. Another seed is another chain. */
  readonly seed?: number;
  /** Another text is another chain with another genesis hash; empty. */
  readonly genesisSalt?: string;
  /** How many states below the finalized one are kept; 256. */
  readonly keptStates?: number;
  /** `g1`. */
  readonly specName?: string;
  /** Height to start at; the one that the chain has reached by now, or 1000 when `'manual'`. */
  readonly startBlock?: number;
  /** Wall clock; the system's. */
  readonly clock?: WallClock;
}

const NOMINAL_BLOCK_TIME_MS = 6_000;
const MANUAL_START = 1_000;
const SPEC_VERSION = 1_100;
const SYSTEM_CLOCK: WallClock = { now: () => Date.now() };

export interface Settings {
  readonly host: string;
  readonly port: number;
  readonly finalityLagBlocks: number;
  readonly keptStates: number;
  readonly startBlock: number;
  readonly spec: ChainSpec;
  /** Unset: nothing happens by itself. */
  readonly clock: WallClock | undefined;
}

/** @throws RangeError for an option out of its range */
export function settingsOf(options: DevChainOptions): Settings {
  const clock = options.clock ?? SYSTEM_CLOCK;
  const manual = options.blockTimeMs === 'manual';
  const spec = specOf(options);
  return {
    host: options.host ?? '127.0.0.1',
    port: options.port ?? 0,
    finalityLagBlocks: wholeNumber('finalityLagBlocks', options.finalityLagBlocks ?? 2),
    keptStates: wholeNumber('keptStates', options.keptStates ?? 256),
    startBlock: wholeNumber(
      'startBlock',
      options.startBlock ?? (manual ? MANUAL_START : heightAt(clock, spec.blockTimeMs)),
    ),
    spec,
    clock: manual ? undefined : clock,
  };
}

function specOf(options: DevChainOptions): ChainSpec {
  const { blockTimeMs = NOMINAL_BLOCK_TIME_MS } = options;
  const seed = wholeNumber('seed', options.seed ?? 1);
  return {
    seed,
    genesisSalt: options.genesisSalt ?? '',
    specName: options.specName ?? 'g1',
    specVersion: SPEC_VERSION,
    variant: 'smith-members',
    blockTimeMs: blockTimeMs === 'manual' ? NOMINAL_BLOCK_TIME_MS : aboveZero(blockTimeMs),
    figuresAt: populationOf(seed, blockTimeMs === 'manual', givenFigures(options)),
  };
}

/** Block 0 is the same whoever came later, so that its hash is too. */
function populationOf(seed: number, still: boolean, given: Partial<Figures>) {
  return (block: number): Figures => {
    if (block === 0) return STILL_FIGURES;
    return { ...(still ? STILL_FIGURES : livingPopulation(seed, block)), ...given };
  };
}

function givenFigures(options: DevChainOptions) {
  const names = Object.keys(STILL_FIGURES) as (keyof FigureChanges)[];
  return checkedFigures(Object.fromEntries(names.map((name) => [name, options[name]])));
}

function wholeNumber(name: string, value: number): number {
  if (Number.isSafeInteger(value) && value >= 0) return value;
  throw new RangeError(`${name} must be a whole number of 0 or more`);
}

function aboveZero(blockTimeMs: number): number {
  if (blockTimeMs > 0) return blockTimeMs;
  throw new RangeError('blockTimeMs must be above 0');
}
