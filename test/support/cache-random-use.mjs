import { setTimeout as pause } from 'node:timers/promises';

export const KEYS = ['a:1', 'a:2', 'b:1', 'b:2'];

let made = 0;

/** A value that no other process makes, nor this one again. */
function value() {
  made++;
  return { id: `${process.pid}:${made}` };
}

function anyOf(list) {
  return list[Math.floor(Math.random() * list.length)];
}

function change(cache) {
  const key = anyOf(KEYS);
  const load = async () => {
    await pause(Math.random() * 20);
    return value();
  };
  return anyOf([
    () => cache.set(key, value()),
    () => cache.set(key, value(), { durable: true }),
    () => cache.setMany(KEYS.slice(1).map((each) => [each, value()])),
    () => cache.getOrLoad(key, load),
    () => cache.getOrLoad(key, load),
    () => cache.invalidate(key),
    () => cache.invalidatePrefix('a:'),
  ])();
}

/**
 * Changes keys at random, and reads each of them one time after the other.
 * @returns the reads `[key, id]`, in their order, and the codes of all that failed
 */
export async function useAtRandom(cache, ms) {
  const until = performance.now() + ms;
  const reads = [];
  const failures = new Set();
  const again = async (step) => {
    while (performance.now() < until) {
      await step().catch((error) => failures.add(error.code ?? error.stack));
      await pause(Math.random() * 5);
    }
  };
  const read = async (key) => {
    const found = await cache.get(key);
    if (found !== undefined) reads.push([key, found.id]);
  };
  await Promise.all([
    ...KEYS.map((key) => again(() => read(key))),
    again(() => change(cache)),
    again(() => change(cache)),
  ]);
  return { reads, failures: [...failures] };
}

/** What is read of each key now. */
export async function readAll(cache) {
  const found = await Promise.all(KEYS.map((key) => cache.get(key)));
  return Object.fromEntries(KEYS.map((key, i) => [key, found[i]?.id ?? null]));
}
