import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';

export const KEY_COUNT = 1000;

/** The keys of all benchmarks. */
export const KEYS = Array.from({ length: KEY_COUNT }, (_, i) => keyOf(i));

export function keyOf(i) {
  return `chain:counts:${i}`;
}

/** A value of about 200 bytes of JSON, told apart by its `id` and `version`. */
export function valueOf(id, version = 0) {
  return {
    id,
    version,
    block: { number: 84_128 + id, hash: hashOf(id) },
    counts: { wotSize: 7224, smithSize: 20, techCommSize: 5, identityCount: 9000 + id },
  };
}

/** Every key gives its value, whole. */
export async function assertKeeps(subject, version = 0) {
  for (const [id, key] of KEYS.entries()) {
    assert.deepEqual({ ...(await subject.get(key)) }, valueOf(id, version), subject.name);
  }
}

/** Cheap enough for a timed loop: the value of this key and no other. */
export function assertIs(value, id) {
  if (value?.id !== id) throw new Error(`asked for value ${id} and got ${value?.id}`);
}

function hashOf(id) {
  return `0x${createHash('sha256').update(String(id)).digest('hex')}`;
}
