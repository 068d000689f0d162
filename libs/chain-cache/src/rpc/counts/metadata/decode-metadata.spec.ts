import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from '@jest/globals';
import { Metadata, TypeRegistry } from '@polkadot/types';
import type { SiField, SiTypeDef } from '@polkadot/types/interfaces';
import { xxhashAsHex } from '@polkadot/util-crypto';
import { startDevChain } from 'duniter-dev-chain';
import fc from 'fast-check';
import { hostileMetadata } from '../../../../../../test/support/hostile-metadata.js';
import { resolvePlan } from '../resolve-plan.js';
import { duniterPreset } from '../presets/duniter.js';
import { decodeMetadata } from './decode-metadata.js';
import { MetadataError } from './metadata.error.js';
import { storageKey } from './storage-key.js';

const FOLDER = join(import.meta.dirname, '../../../../../../../shared/metadata');
const describeReal = existsSync(FOLDER) ? describe : describe.skip;
const REAL = ['g1-1000.scale', 'gdev-910.scale', 'gdev-701.scale'];

let ofDevChain: Buffer;

beforeAll(async () => {
  const chain = await startDevChain({ blockTimeMs: 'manual' });
  const request = { jsonrpc: '2.0', id: 1, method: 'state_getMetadata', params: [] };
  const headers = { 'content-type': 'application/json' };
  const body = JSON.stringify(request);
  const answer = await fetch(chain.httpUrl, { method: 'POST', headers, body });
  const { result } = (await answer.json()) as { result: string };
  ofDevChain = Buffer.from(result.slice(2), 'hex');
  await chain.close();
});

/** Every type and storage item, as we read them and as polkadot.js does. */
function readBothWays(bytes: Uint8Array): { readonly ours: unknown[]; readonly theirs: unknown[] } {
  const metadata = decodeMetadata(bytes);
  const { lookup, pallets } = new Metadata(new TypeRegistry(), new Uint8Array(bytes)).asLatest;
  const items = pallets.flatMap(({ name, storage }) =>
    storage.isNone
      ? []
      : storage.unwrap().items.map((item) => ({
          names: [name.toString(), item.name.toString()] as const,
          prefix: storage.unwrap().prefix.toString(),
          type: item.type,
        })),
  );
  const constants = pallets.flatMap((pallet) =>
    pallet.constants.map(({ name, value }) => {
      return { names: [pallet.name.toString(), name.toString()] as const, value };
    }),
  );
  const ours = [
    ...lookup.types.map(({ id }) => metadata.type(id.toNumber())),
    ...items.map(({ names }) => metadata.storageItem(...names)),
    ...pallets.map(({ name }) => metadata.hasPallet(name.toString())),
    ...constants.map(({ names }) => Buffer.from(metadata.constant(...names) ?? []).toString('hex')),
  ];
  const theirs = [
    ...lookup.types.map(({ type }) => described(type.def)),
    ...items.map(({ names: [, item], prefix, type }) => ({
      key: xxhashAsHex(prefix, 128) + xxhashAsHex(item, 128).slice(2),
      isMap: type.isMap,
      valueType: (type.isMap ? type.asMap.value : type.asPlain).toNumber(),
    })),
    ...pallets.map(() => true),
    ...constants.map(({ value }) => Buffer.from(value).toString('hex')),
  ];
  return { ours, theirs };
}

function described(def: SiTypeDef): object {
  const fields = (of: readonly SiField[]) =>
    of.map(({ name, type }) => ({
      name: name.isSome ? name.unwrap().toString() : null,
      type: type.toNumber(),
    }));
  if (def.isPrimitive) return { is: 'primitive', name: def.asPrimitive.type.toLowerCase() };
  if (def.isCompact) return { is: 'compact', of: def.asCompact.type.toNumber() };
  if (def.isSequence) return { is: 'sequence', of: def.asSequence.type.toNumber() };
  if (def.isArray) {
    const { type, len } = def.asArray;
    return { is: 'array', of: type.toNumber(), length: len.toNumber() };
  }
  if (def.isTuple) {
    const parts = def.asTuple.map((type) => ({ name: null, type: type.toNumber() }));
    return { is: 'composite', fields: parts };
  }
  if (def.isComposite) return { is: 'composite', fields: fields(def.asComposite.fields) };
  if (def.isBitSequence) return { is: 'bits', store: def.asBitSequence.bitStoreType.toNumber() };
  const variants = def.asVariant.variants.map((variant) => ({
    name: variant.name.toString(),
    index: variant.index.toNumber(),
    fields: fields(variant.fields),
  }));
  return { is: 'variant', variants };
}

/** What decoding comes to: nothing but metadata or our own error, and in no time. */
function outcomeOf(bytes: Uint8Array): 'decoded' | MetadataError {
  const startedAt = performance.now();
  try {
    decodeMetadata(bytes);
    return 'decoded';
  } catch (error) {
    if (!(error instanceof MetadataError)) throw error;
    return error;
  } finally {
    expect(performance.now() - startedAt).toBeLessThan(10_000);
  }
}

describe('decodeMetadata', () => {
  it('reads what polkadot.js reads in the metadata of the development chain', () => {
    const { ours, theirs } = readBothWays(ofDevChain);
    expect(ours).toEqual(theirs);
  });

  it.each([
    ['older than V14', '6d6574610d00', 'METADATA_UNSUPPORTED'],
    ['newer than V16', '6d6574611100', 'METADATA_UNSUPPORTED'],
    ['something else', 'ffffffff0e00', 'METADATA_UNDECODABLE'],
    ['nothing', '', 'METADATA_UNDECODABLE'],
    ['cut off', '6d6574610eff', 'METADATA_UNDECODABLE'],
    // Which polkadot.js takes for 500,000 types, minutes later.
    ['cut off behind a number of types', '6d6574610e82841e00', 'METADATA_UNDECODABLE'],
  ])('refuses what is %s', (_, hex, code) => {
    expect(outcomeOf(Buffer.from(hex, 'hex'))).toMatchObject({ code });
  });

  it('refuses metadata that is cut off anywhere before the end of its pallets', () => {
    const half = Math.floor(ofDevChain.length / 2);
    for (let length = 0; length < half; length += 7) {
      expect(outcomeOf(ofDevChain.subarray(0, length))).toBeInstanceOf(MetadataError);
    }
  });

  it('refuses 15 MB of anything before long', () => {
    for (const byte of [0x00, 0x01, 0x04, 0xfc, 0xff]) {
      const bytes = Buffer.alloc(15_000_000, byte);
      bytes.write('meta\x0e\x02\x09\x3d\x00', 'latin1'); // and 1,000,000 types
      expect(outcomeOf(bytes)).toBeInstanceOf(MetadataError);
    }
  });

  const forms = Object.entries(hostileMetadata).filter(([name]) => name !== 'name');

  it.each(forms)('does no more work than real metadata takes, for %s', (_, of) => {
    const plan = resolvePlan(duniterPreset.definitions, decodeMetadata(of(99_000)));
    expect(plan.counts).toHaveLength(duniterPreset.definitions.length);
    for (const times of [100_001, 300_000]) {
      const reason = expect.stringContaining('more than 100000 parts');
      expect(outcomeOf(of(times))).toMatchObject({ message: reason });
    }
  });

  it('hashes no name that is longer than any', () => {
    expect(outcomeOf(hostileMetadata.name(512))).toBe('decoded');
    const message = expect.stringContaining('a name has 513 bytes');
    expect(outcomeOf(hostileMetadata.name(513))).toMatchObject({ message });
  });

  it('gives metadata or its own error for whatever is changed in it', () => {
    const change = fc.tuple(fc.nat(ofDevChain.length - 1), fc.nat(255));
    const property = fc.property(fc.array(change, { minLength: 1, maxLength: 5 }), (changes) => {
      const bytes = Buffer.from(ofDevChain);
      for (const [at, value] of changes) bytes[at] = value;
      outcomeOf(bytes);
    });
    expect(() => fc.assert(property, { numRuns: 300 })).not.toThrow();
  });
});

describeReal('decodeMetadata, of real chains,', () => {
  it.each(REAL)('reads what polkadot.js reads in %s', (file) => {
    const { ours, theirs } = readBothWays(readFileSync(join(FOLDER, file)));
    expect(ours).toEqual(theirs);
  });
});

describe('storageKey', () => {
  /** Of its bytes: what begins with 0x is a name, too. */
  const hashOf = (name: string) => xxhashAsHex(new TextEncoder().encode(name), 128);

  it('is what polkadot.js makes of any names', () => {
    const property = fc.property(fc.string({ maxLength: 100 }), fc.string(), (pallet, item) => {
      const expected = hashOf(pallet) + hashOf(item).slice(2);
      expect(storageKey(pallet, item)).toBe(expected);
    });
    expect(() => fc.assert(property, { numRuns: 300 })).not.toThrow();
  });
});
