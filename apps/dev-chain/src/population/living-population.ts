import { STILL_FIGURES, type Figures } from './figures.js';
import { smoothNoise } from './smooth-noise.js';

const HOUR = 600;
const DAY = 24 * HOUR;
const MOST_AUTHORITIES = 32;
const DAILY_DIVIDENDS = 7_200n * 1_100n;

/** Figures of a block of a chain on which members join and leave: a pure function. */
export function livingPopulation(seed: number, block: number): Figures {
  const wander = (stream: number, period: number, amplitude: number): number =>
    smoothNoise(seed * 31 + stream, block, period, amplitude);

  const members = STILL_FIGURES.members + wander(1, DAY, 150) + wander(2, HOUR, 12);
  const smiths = STILL_FIGURES.smiths + wander(3, DAY, 4);
  return {
    members,
    identities: members + 1_776 + wander(4, 7 * DAY, 60) + atMost(10_000, block / (2 * DAY)),
    smiths,
    invitedSmiths: 3 + wander(5, DAY, 2),
    pendingSmiths: 2 + wander(6, DAY, 1),
    excludedSmiths: STILL_FIGURES.excludedSmiths + atMost(100, block / (30 * DAY)),
    onlineAuthorities: atMost(MOST_AUTHORITIES, smiths - 2 + wander(7, HOUR, 2)),
    techCommMembers: STILL_FIGURES.techCommMembers,
    proposals: Math.max(0, wander(8, 12 * HOUR, 2)),
    monetaryMass: STILL_FIGURES.monetaryMass + BigInt(Math.floor(block / DAY)) * DAILY_DIVIDENDS,
  };
}

function atMost(limit: number, figure: number): number {
  return Math.min(limit, Math.floor(figure));
}
