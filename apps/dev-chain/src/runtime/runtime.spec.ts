import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { DecodedMetadata } from '../../test/support/metadata-description.js';
import { STILL_FIGURES } from '../population/figures.js';
import type { BlockFacts, StorageItem } from './pallet.js';
import { Runtime, type RuntimeVariant } from './runtime.js';

const VARIANTS: RuntimeVariant[] = [
  'smith-members',
  'smith-members-of-gdev',
  'smith-membership',
  'smiths-membership',
  'no-tech-comm',
];

const FACTS: BlockFacts = {
  number: 84_128,
  parentHash: `0x${'ab'.repeat(32)}`,
  timestamp: Date.UTC(2026, 5, 1),
  specName: 'g1',
  specVersion: 1_100,
  figures: STILL_FIGURES,
  hashOf: () => `0x${'cd'.repeat(32)}`,
};

describe.each(VARIANTS)('the runtime %s', (variant) => {
  const runtime = new Runtime(variant, 'g1', 1_100);
  const decoded = new DecodedMetadata(runtime.metadata);

  it('has metadata that polkadot.js reads and writes back byte by byte', () => {
    expect(decoded.metadata.version).toBe(14);
    expect(decoded.metadata.toHex()).toBe(runtime.metadata);
  });

  it('has values that decode to the types that its metadata promises, and back', () => {
    for (const { name, items } of runtime.pallets) {
      for (const item of items) {
        for (const value of samplesOf(item)) {
          expect(`${item.name} ${decoded.reencode(name, item.name, value)}`).toBe(
            `${item.name} ${value}`,
          );
        }
      }
    }
  });
});

const REAL_METADATA = new URL('../../../../../shared/metadata/', import.meta.url);
/** Clients need them, but their types are those of a whole runtime. */
const NOT_COMPARED = ['Events'];
/** Their layouts changed on the way and are as they are today. */
const NOT_COMPARED_BEFORE_G1 = [...NOT_COMPARED, 'Account', 'LastRuntimeUpgrade'];

const describeIfThere = existsSync(REAL_METADATA) ? describe : describe.skip;

describeIfThere('beside the metadata of real runtimes', () => {
  it.each([
    ['smith-members', 'g1-1000.scale', NOT_COMPARED],
    ['smith-members-of-gdev', 'gdev-910.scale', NOT_COMPARED_BEFORE_G1],
    ['smith-membership', 'gdev-701.scale', NOT_COMPARED_BEFORE_G1],
  ] as const)('%s describes its items as %s does', (variant, file, notCompared) => {
    const runtime = new Runtime(variant, 'g1', 1_100);
    const ours = new DecodedMetadata(runtime.metadata);
    const real = new DecodedMetadata(readFileSync(new URL(file, REAL_METADATA)));
    for (const { name, items } of runtime.pallets) {
      for (const item of items.filter((each) => !notCompared.some((not) => not === each.name))) {
        expect({ [item.name]: ours.describe(name, item.name) }).toEqual({
          [item.name]: real.describe(name, item.name),
        });
      }
    }
  });
});

/** The value of a plain item, or of every entry of a map. */
function samplesOf(item: StorageItem): string[] {
  if (item.kind === 'plain') return [`0x${item.valueAt(FACTS)}`];
  const { first, last } = item.rangeAt(FACTS);
  const numbers = Array.from({ length: Math.min(40, last - first + 1) }, (_, at) => first + at);
  return numbers.map((number) => `0x${item.valueAt(FACTS, number)}`);
}
