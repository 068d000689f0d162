import { describe, expect, it } from '@jest/globals';
import { TypeRegistry } from '@polkadot/types';
import fc from 'fast-check';
import { AnswerReader } from './answers.js';
import { readHeader } from './block-header.js';

const read = new AnswerReader('ws://node', 'chain_finalizedHead');

const bytes = (min: number, max = min) =>
  fc
    .uint8Array({ minLength: min, maxLength: max })
    .map((array) => `0x${Buffer.from(array).toString('hex')}`);

/** Logs of one kind: an engine's message, whose id and length come before it. */
const logs = fc.array(
  bytes(0, 300).map((data) => {
    const length = (data.length - 2) / 2;
    const prefix = length < 64 ? [length << 2] : [((length << 2) & 0xff) | 1, length >> 6];
    return `0x0642414245${Buffer.from(prefix).toString('hex')}${data.slice(2)}`;
  }),
  { maxLength: 70 },
);

const headers = fc.record({
  parentHash: bytes(32),
  number: fc.oneof(fc.nat(70), fc.nat(20_000), fc.nat(2 ** 31 - 1), fc.nat(2 ** 32 - 1)),
  stateRoot: bytes(32),
  extrinsicsRoot: bytes(32),
  digest: fc.record({ logs }),
});

describe('readHeader', () => {
  it('names the block as its chain does', () => {
    const registry = new TypeRegistry();
    const property = fc.property(headers, (header) => {
      const json = { ...header, number: `0x${header.number.toString(16)}` };
      const hash = registry.createType('Header', json).hash.toHex();
      expect(readHeader(json, read)).toMatchObject({ number: header.number, hash });
    });
    fc.assert(property, { numRuns: 50 });
  });

  it('leaves out the hash where there is not all that it is made of', () => {
    const roots = { parentHash: `0x${'1'.repeat(64)}`, stateRoot: `0x${'2'.repeat(64)}` };
    expect(readHeader({ number: '0xff', ...roots }, read)).toEqual({
      number: 255,
      hash: undefined,
      newCode: false,
    });
  });

  it.each([
    null,
    [],
    {},
    { number: '1' },
    { number: 1, parentHash: '0x', stateRoot: '0x', extrinsicsRoot: '0x', digest: { logs: [] } },
  ])('refuses %j', (value) => {
    expect(() => readHeader(value, read)).toThrow(
      expect.objectContaining({ code: 'ANSWER_MALFORMED' }),
    );
  });
});
