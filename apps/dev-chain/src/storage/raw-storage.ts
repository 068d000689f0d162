import { textHash } from '../encoding/hashes.js';
import type { StateLayer } from './state-layer.js';

/** Values written by hand over what the pallets hold. Unchangeable: a change gives another one. */
export class RawStorage implements StateLayer {
  static readonly EMPTY = new RawStorage(new Map(), '');

  readonly #values: ReadonlyMap<string, string | null>;

  private constructor(
    values: ReadonlyMap<string, string | null>,
    /** Tells contents apart; empty while nothing was written. */
    readonly digest: string,
  ) {
    this.#values = values;
  }

  /** `null`: the item is missing. */
  with(key: string, value: string | null): RawStorage {
    const digest = textHash(`${this.digest} ${key} ${value}`);
    return new RawStorage(new Map(this.#values).set(key, value), digest);
  }

  valueOf(key: string): string | null | undefined {
    return this.#values.get(key);
  }

  keysBelow(prefix: string): string[] {
    return [...this.#values.keys()].filter((key) => key.startsWith(prefix));
  }
}
