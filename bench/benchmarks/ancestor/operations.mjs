import assert from 'node:assert/strict';
import { valueOf } from '../../harness/values.mjs';

export const OPERATIONS = [
  { operation: 'set', unit: 'ops/s' },
  { operation: 'set again', unit: 'ops/s' },
  { operation: 'get', unit: 'ops/s' },
  { operation: 'invalidate', unit: 'ops/s' },
  { operation: 'cleanup', unit: 'rows/s' },
];

/** Some keys from their first writing to their end, one caller: each operation's rate. */
export async function liveOnce(subject, round, keyCount) {
  const keys = Array.from({ length: keyCount }, (_, i) => `life:${round}:${i}`);
  const setAll = (version) => rate(keys, (key, i) => subject.set(key, valueOf(i, version)));
  const life = { set: await setAll(1), 'set again': await setAll(2) };
  for (const [i, key] of keys.entries()) assert.deepEqual(await subject.get(key), valueOf(i, 2));
  life.get = await rate(keys, (key) => subject.get(key));
  life.invalidate = await rate(keys, (key) => subject.invalidate(key));
  for (const key of keys) assert.equal(await subject.get(key), undefined);
  life.cleanup = await cleanUp(subject);
  return life;
}

async function cleanUp(subject) {
  await subject.expire();
  const startedAt = performance.now();
  const removed = await subject.cleanupExpired();
  assert.equal(removed, 20_000, subject.name);
  return (removed * 1000) / (performance.now() - startedAt);
}

async function rate(keys, operation) {
  const startedAt = performance.now();
  for (const [i, key] of keys.entries()) await operation(key, i);
  return (keys.length * 1000) / (performance.now() - startedAt);
}
