import { describe, expect, it } from '@jest/globals';
import { openingSchema, pageSchema } from './ballot.requests.js';
import { readIdempotencyKey } from './idempotency-key.js';
import { talliesSchema } from './tallies.js';

const OPENING = { title: 'Raise the dividend?', mode: 'D30' };

describe('openingSchema', () => {
  it('accepts nothing out of the ordinary unasked', () => {
    expect(openingSchema.parse(OPENING)).toEqual({
      ...OPENING,
      acceptStale: false,
      acceptIncomplete: false,
    });
  });

  it.each([[0], [84_128], [`0x${'aB'.repeat(32)}`]])('takes block %j', (block) => {
    expect(openingSchema.parse({ ...OPENING, block }).block).toBe(block);
  });

  it('keeps a title of 200 characters without the blanks around it', () => {
    const title = 'ß'.repeat(200);
    expect(openingSchema.parse({ ...OPENING, title: ` ${title}\n` }).title).toBe(title);
  });

  it.each([
    [{ mode: 'D30' }],
    [{ ...OPENING, title: '  ' }],
    [{ ...OPENING, title: 'x'.repeat(201) }],
    [{ ...OPENING, title: 'two\nlines' }],
    [{ ...OPENING, title: 'two\u2028lines' }],
    [{ ...OPENING, title: 'nul\0' }],
    [{ ...OPENING, title: 'half \ud800 a pair' }],
    [{ ...OPENING, title: 7 }],
    [{ ...OPENING, mode: 'D'.repeat(201) }],
    [{ ...OPENING, block: -1 }],
    [{ ...OPENING, block: 1.5 }],
    [{ ...OPENING, block: '84128' }],
    [{ ...OPENING, block: '0x12' }],
    [{ ...OPENING, block: null }],
    [{ ...OPENING, acceptStale: 'true' }],
    [{ ...OPENING, accept_stale: true }],
    [null],
    [[OPENING]],
  ])('refuses %j', (body) => {
    expect(openingSchema.safeParse(body).success).toBe(false);
  });
});

it.each([[-1], [1.5], ['84128'], [null]])('says what a block may be, which %j is not', (block) => {
  const { error } = openingSchema.safeParse({ ...OPENING, block });
  expect(error?.issues.map(({ message }) => message)).toEqual([
    'must be the number of a block, or its hash: 0x and 64 hexadecimal digits',
  ]);
});

describe('talliesSchema', () => {
  it.each([
    [{ votesFor: 1 }],
    [{ votesFor: -1, votesAgainst: 0 }],
    [{ votesFor: 0.5, votesAgainst: 0 }],
    [{ votesFor: 2 ** 53, votesAgainst: 0 }],
    [{ votesFor: '1', votesAgainst: 0 }],
    [{ votesFor: 1, votesAgainst: 0, blank: 3 }],
  ])('refuses %j', (body) => {
    expect(talliesSchema.safeParse(body).success).toBe(false);
  });
});

describe('pageSchema', () => {
  const after = '017f22e2-79b0-7cc3-98c4-dc0c0c07398f';

  it('gives twenty from the start unasked, and at most a hundred', () => {
    expect(pageSchema.parse({})).toEqual({ limit: 20 });
    expect(pageSchema.parse({ limit: '100', after })).toEqual({ limit: 100, after });
  });

  it.each([['0'], ['101'], ['-1'], ['1e1'], ['05'], [''], [['1', '2']]])(
    'refuses a limit of %j',
    (limit) => {
      expect(pageSchema.safeParse({ limit }).success).toBe(false);
    },
  );

  it.each([[''], ['newest'], [`${after}0`], [`{${after}}`], [[after, after]]])(
    'refuses to go on after %j',
    (cursor) => {
      expect(pageSchema.safeParse({ after: cursor }).success).toBe(false);
    },
  );
});

describe('readIdempotencyKey', () => {
  it.each([['8e03978e-40d5-43dd-bc93-6894a57f9324'], ['"quoted"'], ['x'.repeat(255)]])(
    'takes %s as it is',
    (key) => {
      expect(readIdempotencyKey(key)).toBe(key);
    },
  );

  it('is not needed', () => {
    expect(readIdempotencyKey(undefined)).toBeNull();
  });

  it.each([[''], ['two, keys'], ['x'.repeat(256)], ['é']])('refuses %j', (key) => {
    expect(() => readIdempotencyKey(key)).toThrow('Idempotency-Key must be');
  });
});
