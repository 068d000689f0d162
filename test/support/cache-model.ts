import { expect } from '@jest/globals';
import fc from 'fast-check';
import type { BlockchainCacheService } from 'nestjs-chain-cache';

/** What a cache is compared with: rows in a plain Map, and a time of its own. */
interface CacheModel {
  now: number;
  readonly rows: Map<string, ModelRow>;
}

interface ModelRow {
  readonly value: unknown;
  readonly freshUntil: number;
  readonly servableUntil: number;
}

interface CacheUnderTest {
  readonly cache: BlockchainCacheService;
  /** Lets so many seconds pass for the database and the process alike. */
  readonly pass: (seconds: number) => Promise<void>;
}

interface Life {
  readonly ttlSeconds: number;
  readonly graceSeconds: number;
}

type Command = fc.AsyncCommand<CacheModel, CacheUnderTest>;

/** Of how a cache is to be made for {@link cacheCommands}. */
export const MODEL_LIFE = { ttlSeconds: 1000, graceSeconds: 1000, retryAfterMs: 0 };

/** Random sequences of all that a caller does. */
export function cacheCommands(): fc.Arbitrary<Iterable<Command>> {
  const key = fc.constantFrom('k', 'k:a', 'k:ab', 'k:%', 'l');
  const value = fc.oneof(fc.constantFrom(0, false, '', null, [], {}), fc.jsonValue());
  const life = fc.record({
    ttlSeconds: fc.constantFrom(1000, 2000, Infinity),
    graceSeconds: fc.constantFrom(0, 1000, Infinity),
  });
  const prefix = fc.constantFrom('k', 'k:', 'k:%', 'none');
  return fc.commands(
    [
      fc.tuple(key, value, life).map(([k, v, l]) => setting([[k, v]], l)),
      fc.tuple(fc.dictionary(key, value), life).map(([e, l]) => setting(Object.entries(e), l)),
      key.map(getting),
      key.map(gettingEntry),
      fc.array(key).map(gettingMany),
      fc.tuple(key, value).map(([k, v]) => loading(k, v)),
      key.map(failingToLoad),
      key.map(invalidating),
      prefix.map(invalidatingPrefix),
      fc.constant(cleaningUp()),
      fc.constantFrom(400, 700).map(passing),
    ],
    { maxCommands: 40 },
  );
}

function command(
  name: string,
  run: (model: CacheModel, real: CacheUnderTest) => Promise<void>,
): Command {
  return { check: () => true, run, toString: () => name };
}

const setting = (entries: [string, unknown][], life: Life) =>
  command(`set ${JSON.stringify(entries)} for ${life.ttlSeconds}`, async (model, { cache }) => {
    if (entries.length === 1) await cache.set(...(entries[0] ?? ['', 0]), life);
    else await cache.setMany(new Map(entries), life);
    for (const [key, value] of entries) put(model, key, value, life);
  });

const getting = (key: string) =>
  command(`get ${key}`, async (model, { cache }) => {
    const peeked = cache.peek(key);
    if (peeked !== undefined) expect(peeked).toEqual(fresh(model, key)?.value);
    expect(await cache.get(key)).toEqual(fresh(model, key)?.value);
  });

const gettingEntry = (key: string) =>
  command(`get the entry of ${key}`, async (model, { cache }) => {
    const row = servable(model, key);
    const entry = await cache.getEntry(key);
    expect(entry?.value).toEqual(row?.value);
    const state = fresh(model, key) === undefined ? 'stale' : 'fresh';
    expect(entry?.state).toBe(row && state);
  });

const gettingMany = (keys: string[]) =>
  command(`get ${keys.join(' ')}`, async (model, { cache }) => {
    const rows = keys.flatMap((key) => {
      const row = fresh(model, key);
      return row === undefined ? [] : [[key, row.value] as const];
    });
    expect(await cache.getMany(keys)).toEqual(new Map(rows));
  });

const loading = (key: string, value: unknown) =>
  command(`get ${key} or load ${JSON.stringify(value)}`, async (model, { cache }) => {
    const kept = fresh(model, key);
    expect(await cache.getOrLoad(key, () => Promise.resolve(value))).toEqual(
      kept === undefined ? plain(value) : kept.value,
    );
    if (kept === undefined) put(model, key, value, MODEL_LIFE);
  });

const failingToLoad = (key: string) =>
  command(`get ${key} or fail to load it`, async (model, { cache }) => {
    const error = new Error('no');
    const result = cache.getOrLoad(key, () => Promise.reject(error));
    const kept = servable(model, key);
    if (kept === undefined) await expect(result).rejects.toBe(error);
    else expect(await result).toEqual(kept.value);
  });

const invalidating = (key: string) =>
  command(`invalidate ${key}`, async (model, { cache }) => {
    expect(await cache.invalidate(key)).toBe(servable(model, key) !== undefined);
    model.rows.delete(key);
  });

const invalidatingPrefix = (prefix: string) =>
  command(`invalidate ${prefix}*`, async (model, { cache }) => {
    const below = [...model.rows.keys()].filter((key) => key.startsWith(prefix));
    const counted = below.filter((key) => servable(model, key) !== undefined);
    expect(await cache.invalidatePrefix(prefix)).toBe(counted.length);
    for (const key of below) model.rows.delete(key);
  });

const cleaningUp = () =>
  command('clean up', async (model, { cache }) => {
    const expired = [...model.rows.keys()].filter((key) => servable(model, key) === undefined);
    expect(await cache.cleanupExpired()).toBe(expired.length);
    for (const key of expired) model.rows.delete(key);
  });

const passing = (seconds: number) =>
  command(`wait ${seconds} s`, async (model, { pass }) => {
    await pass(seconds);
    model.now += seconds;
  });

function put(model: CacheModel, key: string, value: unknown, life: Life): void {
  const freshUntil = model.now + life.ttlSeconds;
  const servableUntil = freshUntil + life.graceSeconds;
  model.rows.set(key, { value: plain(value), freshUntil, servableUntil });
}

/** As JSON has it. */
function plain(value: unknown): unknown {
  return JSON.parse(JSON.stringify(value));
}

function fresh(model: CacheModel, key: string): ModelRow | undefined {
  const row = model.rows.get(key);
  return row !== undefined && model.now < row.freshUntil ? row : undefined;
}

function servable(model: CacheModel, key: string): ModelRow | undefined {
  const row = model.rows.get(key);
  return row !== undefined && model.now < row.servableUntil ? row : undefined;
}
