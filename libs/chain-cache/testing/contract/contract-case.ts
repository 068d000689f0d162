import assert from 'node:assert/strict';
import type {
  CacheStore,
  LeasedWrite,
  NewEntry,
  WrittenEntry,
} from '../../src/cache/store/cache-store.js';

/** Two stores to try a contract on. */
export interface CacheStoreHarness {
  readonly store: CacheStore;
  /** The store of another replica, which shares the entries of the first. */
  readonly other: CacheStore;
  /** Lets so many milliseconds pass by the clock of the stores. */
  readonly pass: (ms: number) => Promise<void>;
}

/** One thing that every store does. */
export interface CacheStoreContractCase {
  readonly name: string;
  /** @throws AssertionError if it does not. */
  readonly run: (harness: CacheStoreHarness) => Promise<void>;
}

/** An entry that lives for a minute, and another in grace. */
export function entry(key: string, value: unknown, how: Partial<NewEntry> = {}): NewEntry {
  return { key, json: JSON.stringify(value), ttlSeconds: 60, graceSeconds: 60, ...how };
}

/** What was written. @throws AssertionError if nothing was. */
export function written(outcome: LeasedWrite | undefined): WrittenEntry {
  assert(typeof outcome === 'object', 'it should have been written');
  return outcome;
}

/** The values that a store has under these keys, in their order. */
export async function valuesOf(store: CacheStore, ...keys: string[]): Promise<unknown[]> {
  const stored = new Map((await store.read(keys)).map(({ key, value }) => [key, value]));
  return keys.map((key) => stored.get(key));
}

/** Polls until it holds. @throws Error after a while. */
export async function until(holds: () => boolean): Promise<void> {
  const deadline = performance.now() + 10_000;
  while (!holds()) {
    if (performance.now() > deadline) throw new Error('did not come true in 10 s');
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}
