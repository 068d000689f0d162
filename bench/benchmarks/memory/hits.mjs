import assert from 'node:assert/strict';
import { compare, median } from '../../harness/compare.mjs';
import { inRounds } from '../../harness/rounds.mjs';
import { assertIs, KEYS, valueOf } from '../../harness/values.mjs';
import { openBentocacheMemory } from '../../subjects/bentocache.mjs';
import { openCacheManager } from '../../subjects/cache-manager.mjs';
import { openCacheable } from '../../subjects/cacheable.mjs';
import {
  asyncCacheDedupe,
  bareMap,
  layeredLoader,
  lruCache,
  mapWithExpiry,
} from '../../subjects/memory-only.mjs';
import { openOurs } from '../../subjects/ours.mjs';

/** Asked between two looks at the time. */
const CHUNK = 100;

export async function memoryHits(url, quick) {
  const ours = await openOurs({ url, poolSize: 2 });
  const stores = [
    ours,
    await openBentocacheMemory(),
    await openCacheable({ memory: true }),
    await openCacheManager({ memory: true }),
  ];
  const others = [mapWithExpiry(), bareMap(), lruCache(), layeredLoader(), asyncCacheDedupe()];
  const peek = {
    name: 'chain-cache peek, synchronous',
    role: 'ours',
    peek: (key) => ours.cache.peek(key),
  };
  for (const subject of [...others, ...stores]) await fill(subject);
  const subjects = [...others, ...stores.flatMap(getAndLoad), peek];
  await assertRight(subjects);
  const measure = (subject) => hitsPerSecond(subject, 25);
  const figures = await inRounds(subjects, quick ? 5 : 61, measure);
  await Promise.all(stores.map((store) => store.close()));
  return compare(figures, { unit: 'ops/s', better: 'more' });
}

function getAndLoad({ name, role, get, getOrLoad, loadsBy }) {
  return [
    { name: `${name} get`, role, get },
    { name: `${name} ${loadsBy}`, role, get: (key) => getOrLoad(key, notToBeAsked) },
  ];
}

async function notToBeAsked() {
  throw new Error('a hit was expected');
}

async function fill(subject) {
  for (const [i, key] of KEYS.entries()) await subject.set(key, valueOf(i));
}

async function assertRight(subjects) {
  for (const { name, get, peek = get } of subjects) {
    for (const [i, key] of KEYS.entries()) assert.deepEqual(await peek(key), valueOf(i), name);
  }
}

/** By the median chunk: the machine may have been busy with something else during one of them. */
async function hitsPerSecond({ get, peek }, sliceMs) {
  const chunks = [];
  const until = performance.now() + sliceMs;
  for (let now = performance.now(); now < until;) {
    const from = chunks.length * CHUNK;
    if (peek === undefined) await askInTurn(get, from);
    else askAtOnce(peek, from);
    const before = now;
    now = performance.now();
    chunks.push(now - before);
  }
  return (CHUNK * 1000) / median(chunks);
}

async function askInTurn(get, from) {
  for (let i = from; i < from + CHUNK; i++) {
    const id = i % KEYS.length;
    assertIs(await get(KEYS[id]), id);
  }
}

function askAtOnce(peek, from) {
  for (let i = from; i < from + CHUNK; i++) {
    const id = i % KEYS.length;
    assertIs(peek(KEYS[id]), id);
  }
}
