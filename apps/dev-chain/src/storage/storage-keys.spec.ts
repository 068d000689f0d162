import { describe, expect, it } from '@jest/globals';
import { byAccount, byNumber } from '../runtime/pallet.js';
import { entryNumber, entrySuffix, itemKey } from './storage-keys.js';

/** Read from live Duniter nodes. */
const KNOWN_KEYS = [
  [
    'Membership',
    'CounterForMembership',
    '2ce461329fdf4be12bce01afc0af09bc65cd6a25c6273788a61a301e88039d20',
  ],
  ['SmithMembers', 'Smiths', '06178353b415d7698bef6c11a1c01435b2d42147320c09b855ab0f48784edb5d'],
  [
    'TechnicalCommittee',
    'Members',
    'ed25f63942de25ac5253ba64b5eb64d1ba7fb8745735dc3be2a2c61a72c39e78',
  ],
  [
    'Identity',
    'CounterForIdentities',
    '2aeddc77fe58c98d50bd37f1b90840f91ecabb5be9481b0bdc115e78a08d8689',
  ],
  [
    'AuthorityMembers',
    'OnlineAuthorities',
    '50ad82eb818d7f799273aa7135b885833f01a627b15cc09c235810f6b5c252c8',
  ],
  [
    'UniversalDividend',
    'MonetaryMass',
    '235cdca73b1fc4b26dd60639fe5bf2139593f508433075d9f990fea7fea48d3c',
  ],
] as const;

describe('storage keys', () => {
  it.each(KNOWN_KEYS)('%s.%s has the key that real nodes have', (pallet, item, key) => {
    expect(itemKey(pallet, item)).toBe(key);
  });

  it.each([byNumber, byAccount])(
    'entries of maps are found again by their keys ($hasher)',
    (keys) => {
      expect(entryNumber(keys, entrySuffix(keys, 7_224))).toBe(7_224);
    },
  );

  it('a key whose hash is not that of its end is no entry', () => {
    const suffix = entrySuffix(byNumber, 5);
    expect(entryNumber(byNumber, `00${suffix.slice(2)}`)).toBeUndefined();
    expect(entryNumber(byNumber, suffix.slice(0, -2))).toBeUndefined();
  });
});
