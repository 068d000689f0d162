import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { checkedFigures, STILL_FIGURES, type Figures } from './figures.js';
import { livingPopulation } from './living-population.js';

const TEN_YEARS_OF_BLOCKS = 52_560_000;

const seeds = fc.nat(1_000_000);
const blocks = fc.nat(TEN_YEARS_OF_BLOCKS);

/** What of a healthy chain does not hold. */
function troublesOf(figures: Figures): string[] {
  const { smiths, members, identities, techCommMembers, onlineAuthorities, proposals } = figures;
  const invariants = {
    'smiths are members': smiths <= members,
    'members are identities': members <= identities,
    'the committee is bounded': techCommMembers <= 100,
    'authorities are bounded': onlineAuthorities <= 32,
    'authorities are smiths': onlineAuthorities <= smiths,
    'proposals are bounded': proposals <= 20,
    'nothing is below 0': Object.values(figures).every((figure) => figure >= 0),
  };
  return Object.entries(invariants).flatMap(([name, holds]) => (holds ? [] : [name]));
}

describe('the living population', () => {
  it('keeps the invariants of a healthy chain at any block', () => {
    fc.assert(
      fc.property(seeds, blocks, (seed, block) => {
        expect(troublesOf(livingPopulation(seed, block))).toEqual([]);
      }),
    );
  });

  it('stays about as large as it is, for any seed', () => {
    fc.assert(
      fc.property(seeds, blocks, (seed, block) => {
        const { members, smiths } = livingPopulation(seed, block);
        expect(Math.abs(members - 7_224)).toBeLessThanOrEqual(162);
        expect(Math.abs(smiths - 20)).toBeLessThanOrEqual(4);
      }),
    );
  });

  it('changes by single people from one block to the next', () => {
    fc.assert(
      fc.property(seeds, blocks, (seed, block) => {
        const now = livingPopulation(seed, block);
        const next = livingPopulation(seed, block + 1);
        expect(Math.abs(next.members - now.members)).toBeLessThanOrEqual(2);
        expect(Math.abs(next.smiths - now.smiths)).toBeLessThanOrEqual(1);
        expect(next.excludedSmiths - now.excludedSmiths).toBeGreaterThanOrEqual(0);
      }),
    );
  });

  it('is reproducible, and another one for another seed', () => {
    const day = (seed: number) =>
      Array.from({ length: 24 }, (_, hour) => livingPopulation(seed, hour * 600).members);
    expect(day(1)).toEqual(day(1));
    expect(day(1)).not.toEqual(day(2));
  });

  it('sees people join and people leave within a day', () => {
    const sizes = Array.from({ length: 14_400 }, (_, block) => livingPopulation(1, block).members);
    const steps = sizes.slice(1).map((size, place) => size - (sizes[place] ?? 0));
    expect(steps.filter((step) => step > 0).length).toBeGreaterThan(10);
    expect(steps.filter((step) => step < 0).length).toBeGreaterThan(10);
  });
});

describe('figures', () => {
  it('of the still chain are healthy', () => {
    expect(troublesOf(STILL_FIGURES)).toEqual([]);
  });

  it('may be 0', () => {
    expect(checkedFigures({ members: 0, monetaryMass: '0' })).toEqual({
      members: 0,
      monetaryMass: 0n,
    });
  });

  it.each([
    { members: -1 },
    { members: 1.5 },
    { members: Number.NaN },
    { members: 2 ** 32 },
    { monetaryMass: 1n << 64n },
    { monetaryMass: 'much' },
    { mambers: 1 } as object,
  ])('refuse %p', (changes) => {
    expect(() => checkedFigures(changes)).toThrow(RangeError);
  });
});
