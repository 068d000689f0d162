import type { BlockFacts, Pallet } from '../runtime/pallet.js';
import { Runtime, type RuntimeVariant } from '../runtime/runtime.js';
import { PalletStorage } from '../storage/pallet-storage.js';

/** Pallets that a runtime gave up: their storage stays as it was. */
interface Leftover {
  readonly pallets: readonly Pallet[];
  readonly facts: BlockFacts;
}

/** What the next runtime is. */
export interface Upgrade {
  readonly variant: RuntimeVariant;
  /** Whether the pallets that are new have their storage, or nothing. */
  readonly migrate: boolean;
  readonly sameVersion: boolean;
}

/** The runtime of a block, and whose storage there is: not the same once there was an upgrade. */
export class RuntimeInForce {
  readonly runtime: Runtime;
  readonly #stored: readonly Pallet[];
  readonly #leftovers: readonly Leftover[];

  private constructor(runtime: Runtime, stored: readonly Pallet[], leftovers: readonly Leftover[]) {
    this.runtime = runtime;
    this.#stored = stored;
    this.#leftovers = leftovers;
  }

  static first(variant: RuntimeVariant, specName: string, specVersion: number): RuntimeInForce {
    const runtime = new Runtime(variant, specName, specVersion);
    return new RuntimeInForce(runtime, runtime.pallets, []);
  }

  /** @param facts of the last block of this runtime: what pallets given up keep for ever */
  upgraded({ variant, migrate, sameVersion }: Upgrade, facts: BlockFacts): RuntimeInForce {
    const { specName, specVersion } = this.runtime.version;
    const runtime = new Runtime(variant, specName, sameVersion ? specVersion : specVersion + 1);
    const stored = migrate
      ? runtime.pallets
      : runtime.pallets.filter((pallet) => hasPallet(this.#stored, pallet));
    const leftovers = [{ pallets: this.#stored, facts }, ...this.#leftovers].map((leftover) => ({
      facts: leftover.facts,
      pallets: leftover.pallets.filter((pallet) => !hasPallet(stored, pallet)),
    }));
    return new RuntimeInForce(runtime, stored, leftovers);
  }

  layersAt(facts: BlockFacts): PalletStorage[] {
    return [
      new PalletStorage(this.#stored, facts),
      ...this.#leftovers.map((leftover) => new PalletStorage(leftover.pallets, leftover.facts)),
    ];
  }
}

function hasPallet(pallets: readonly Pallet[], wanted: Pallet): boolean {
  return pallets.some((pallet) => pallet.name === wanted.name);
}
