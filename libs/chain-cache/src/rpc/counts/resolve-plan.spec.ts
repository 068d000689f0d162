import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { Metadata, TypeRegistry } from '@polkadot/types';
import type { CountDefinition, CountRead } from './count-definition.js';
import type { CountPlan, ReadableCount } from './count-plan.js';
import { decodeMetadata } from './metadata/decode-metadata.js';
import type { MetadataType, RuntimeMetadata } from './metadata/runtime-metadata.js';
import { duniterPreset } from './presets/duniter.js';
import { resolvePlan } from './resolve-plan.js';
import { Tally } from './tally.js';

const FOLDER = join(import.meta.dirname, '../../../../../../shared/metadata');
const describeReal = existsSync(FOLDER) ? describe : describe.skip;

const KEYS = {
  wotSize: '0x2ce461329fdf4be12bce01afc0af09bc65cd6a25c6273788a61a301e88039d20',
  smithSize: '0x06178353b415d7698bef6c11a1c01435b2d42147320c09b855ab0f48784edb5d',
  techCommSize: '0xed25f63942de25ac5253ba64b5eb64d1ba7fb8745735dc3be2a2c61a72c39e78',
  identityCount: '0x2aeddc77fe58c98d50bd37f1b90840f91ecabb5be9481b0bdc115e78a08d8689',
  onlineAuthorityCount: '0x50ad82eb818d7f799273aa7135b885833f01a627b15cc09c235810f6b5c252c8',
  monetaryMass: '0x235cdca73b1fc4b26dd60639fe5bf2139593f508433075d9f990fea7fea48d3c',
};

function readable(plan: CountPlan, name: string): ReadableCount {
  const count = plan.counts.find((candidate) => candidate.name === name);
  if (count === undefined || 'reason' in count) throw new Error(`${name} is not readable`);
  return count;
}

describeReal('the Duniter preset in real metadata', () => {
  const files = existsSync(FOLDER)
    ? (JSON.parse(readFileSync(join(FOLDER, 'index.json'), 'utf8')) as { file: string }[])
    : [];
  const bytesOf = (file: string) => new Uint8Array(readFileSync(join(FOLDER, file)));

  it.each(files)('finds each count in $file at the key that the chain uses', ({ file }) => {
    const plan = resolvePlan(duniterPreset.definitions, decodeMetadata(bytesOf(file)));
    const missing = plan.counts.filter((count) => 'reason' in count);
    expect(missing).toEqual([]);
    const keys = Object.keys(KEYS).map((name) => [name, readable(plan, name).key]);
    expect(Object.fromEntries(keys)).toEqual({ ...KEYS, smithSize: expect.any(String) });
    expect(JSON.parse(JSON.stringify(plan))).toEqual(plan);
  });

  it('takes the older place of the smiths where the newer one is not', () => {
    const old = decodeMetadata(bytesOf('gdev-701.scale'));
    const now = decodeMetadata(bytesOf('g1-1000.scale'));
    const { definitions } = duniterPreset;
    expect(readable(resolvePlan(definitions, old), 'smithSize')).toMatchObject({
      place: 'SmithMembership.CounterForMembership',
      formerKeys: [],
      read: { how: 'value', bytes: 4 },
    });
    expect(readable(resolvePlan(definitions, now), 'smithSize')).toMatchObject({
      place: 'SmithMembers.Smiths',
      key: KEYS.smithSize,
      formerKeys: [readable(resolvePlan(definitions, old), 'smithSize').key, expect.any(String)],
      read: { how: 'entriesWhere', field: 0, variant: 2 },
    });
  });

  it.each(['g1-1000.scale', 'gdev-910.scale'])(
    'counts smiths that @polkadot/types encoded from %s, whatever their optional fields',
    (file) => {
      const registry = new TypeRegistry();
      const metadata = new Metadata(registry, bytesOf(file));
      registry.setMetadata(metadata);
      const plan = resolvePlan(duniterPreset.definitions, decodeMetadata(bytesOf(file)));
      const count = readable(plan, 'smithSize');
      const tally = new Tally(count, plan.types, undefined);
      const type = smithMetaType(metadata);
      for (const status of ['Invited', 'Pending', 'Smith', 'Excluded']) {
        for (const optional of [null, 7]) {
          const meta = {
            status,
            expiresOn: optional,
            issuedCerts: optional === null ? [] : [1, 2, 3],
            receivedCerts: Array.from({ length: 70 }, (_, i) => i),
            lastOnline: optional,
          };
          tally.addValue(`0x${status}`, registry.createType(type, meta).toHex());
        }
      }
      expect(tally.outcome()).toEqual({ value: 2n });
    },
  );

  it('says what is wrong with a smith that it cannot decode', () => {
    const plan = resolvePlan(duniterPreset.definitions, decodeMetadata(bytesOf('g1-1000.scale')));
    const outcomeOf = (value: string) => {
      const tally = new Tally(readable(plan, 'smithSize'), plan.types, undefined);
      tally.addValue('0xabcd', value);
      return tally.outcome();
    };
    const told = (what: string) => ({ unavailable: expect.stringContaining(what) });
    expect(outcomeOf('0x0200000000')).toEqual({ value: 1n });
    expect(outcomeOf('0x02000000')).toEqual(told('1 bytes too early'));
    expect(outcomeOf('0x020000000000')).toEqual(told('1 bytes are left over'));
    expect(outcomeOf('0x0400000000')).toEqual(told('an enum has no variant 4'));
    expect(outcomeOf('0x0202000000')).toEqual(told('an enum has no variant 2'));
    expect(outcomeOf('0x0200fc00000000')).toEqual(told('a length of 63 is beyond'));
    expect(outcomeOf('0x')).toEqual(told('SmithMembers.Smiths: the value under 0xabcd'));
  });
});

function smithMetaType(metadata: Metadata): 'u8' {
  const pallet = metadata.asLatest.pallets.find(({ name }) => name.eq('SmithMembers'));
  const item = pallet?.storage.unwrap().items.find(({ name }) => name.eq('Smiths'));
  if (item === undefined) throw new Error('no SmithMembers.Smiths');
  return metadata.registry.createLookupType(item.type.asMap.value) as 'u8';
}

describe('resolvePlan', () => {
  const types: Readonly<Record<number, MetadataType>> = {
    1: { is: 'primitive', name: 'u32' },
    2: { is: 'sequence', of: 1 },
    3: { is: 'variant', variants: [{ name: 'Yes', index: 9, fields: [] }] },
    4: { is: 'composite', fields: [{ name: 'status', type: 3 }] },
    5: { is: 'composite', fields: [{ name: null, type: 2 }] },
    6: { is: 'primitive', name: 'i32' },
    7: { is: 'composite', fields: [{ name: null, type: 7 }] },
  };
  const items = {
    Number: { isMap: false, valueType: 1 },
    Signed: { isMap: false, valueType: 6 },
    Endless: { isMap: false, valueType: 7 },
    List: { isMap: false, valueType: 2 },
    BoundedList: { isMap: false, valueType: 5 },
    Map: { isMap: true, valueType: 1 },
    Structs: { isMap: true, valueType: 4 },
  };
  const metadata: RuntimeMetadata = {
    hasPallet: (pallet) => pallet === 'Here',
    storageItem: (pallet, item) => {
      const found = pallet === 'Here' ? items[item as keyof typeof items] : undefined;
      return found === undefined ? undefined : { key: `0x${item}`, ...found };
    },
    constant: () => undefined,
    type: (id) => types[id] ?? { is: 'composite', fields: [] },
  };
  const resolveOne = (item: string, read: CountRead, pallet = 'Here') => {
    const definition: CountDefinition = {
      name: 'it',
      kind: 'count',
      alternatives: [{ pallet, item, read }],
    };
    return resolvePlan([definition], metadata).counts[0];
  };
  const where = (field: string, equals: string): CountRead => ({ entriesWhere: { field, equals } });

  it.each<[string, CountRead, object]>([
    ['Number', 'value', { how: 'value', bytes: 4 }],
    ['List', 'length', { how: 'length', element: 1 }],
    ['BoundedList', 'length', { how: 'length', element: 1 }],
    ['Map', 'entries', { how: 'entries' }],
    ['Structs', where('status', 'Yes'), { how: 'entriesWhere', fields: [3], field: 0, variant: 9 }],
    ['Map', { decode: () => 0 }, { how: 'decode', of: 'entries' }],
    ['Number', { decode: () => 0 }, { how: 'decode', of: 'value' }],
  ])('plans %s', (item, read, planned) => {
    expect(resolveOne(item, read)).toMatchObject({ place: `Here.${item}`, read: planned });
  });

  it.each<[string, CountRead, string]>([
    ['Missing', 'value', 'no such item'],
    ['Signed', 'value', 'not a plain unsigned integer'],
    ['Endless', 'value', 'not a plain unsigned integer'],
    ['List', 'value', 'not a plain unsigned integer'],
    ['Map', 'value', 'not a plain unsigned integer'],
    ['Number', 'length', 'not a plain vector'],
    ['Map', 'length', 'not a plain vector'],
    ['Number', 'entries', 'not a map'],
    ['Number', where('status', 'Yes'), 'not a map of structs'],
    ['Map', where('status', 'Yes'), 'not a map of structs'],
    ['Structs', where('state', 'Yes'), 'no field state'],
    ['Structs', where('status', 'No'), 'status has no variant No'],
  ])('finds no count in %s where the type does not fit', (item, read, reason) => {
    expect(resolveOne(item, read)).toEqual({
      name: 'it',
      reason: `not in this runtime (Here.${item}: ${reason})`,
    });
  });

  it('says so when the pallet is not there', () => {
    expect(resolveOne('Number', 'value', 'Gone')).toMatchObject({
      reason: 'not in this runtime (Gone.Number: no such pallet)',
    });
  });
});
