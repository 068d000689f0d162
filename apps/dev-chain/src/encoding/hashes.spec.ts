import { describe, expect, it } from '@jest/globals';
import { TypeRegistry } from '@polkadot/types';
import { blake2AsHex, xxhashAsHex } from '@polkadot/util-crypto';
import fc from 'fast-check';
import { blake2_256, blake2_128Concat, twox128, twox64Concat } from './hashes.js';
import { compact, littleEndian, readLittleEndian, text } from './scale.js';

const registry = new TypeRegistry();
const hex = fc.uint8Array({ maxLength: 100 }).map((bytes) => Buffer.from(bytes).toString('hex'));

describe('hashers, beside those of polkadot.js', () => {
  it('agree on any input', () => {
    fc.assert(
      fc.property(hex, (input) => {
        expect(`0x${blake2_256(input)}`).toBe(blake2AsHex(`0x${input}`, 256));
        expect(`0x${blake2_128Concat(input)}`).toBe(blake2AsHex(`0x${input}`, 128) + input);
        expect(`0x${twox64Concat(input)}`).toBe(xxhashAsHex(`0x${input}`, 64) + input);
      }),
    );
  });

  it('agree on any name', () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 80 }), (name) => {
        expect(`0x${twox128(name)}`).toBe(xxhashAsHex(Buffer.from(name, 'utf8'), 128));
      }),
    );
  });
});

describe('SCALE', () => {
  it('writes compact numbers as polkadot.js does, at every width', () => {
    fc.assert(
      fc.property(fc.bigInt({ min: 0n, max: 2n ** 128n - 1n }), fc.nat(128), (value, shift) => {
        const number = value >> BigInt(shift);
        const theirs = registry.createType('Compact<u128>', number).toU8a();
        expect(compact(number)).toBe(Buffer.from(theirs).toString('hex'));
      }),
    );
  });

  it('reads what it writes', () => {
    fc.assert(
      fc.property(fc.nat(0xffff_ffff), (value) => {
        expect(readLittleEndian(littleEndian(value, 4))).toBe(value);
      }),
    );
  });

  it('refuses what does not fit', () => {
    expect(() => littleEndian(256, 1)).toThrow(RangeError);
  });

  it('counts the bytes of a text, not its characters', () => {
    expect(text('Ğ1')).toBe('0cc49e31');
  });
});
