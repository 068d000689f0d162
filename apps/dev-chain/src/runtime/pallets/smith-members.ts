import type { Figures } from '../../population/figures.js';
import { option, plainEnum, struct, u32, vec } from '../../types/scale-type.js';
import { byNumber, constant, map, plain, type BlockFacts, type Pallet } from '../pallet.js';

const BLOCKS_A_SESSION = 600;
const CERTIFIERS = [1, 2, 3];

const smithStatus = plainEnum('pallet_smith_members::SmithStatus', [
  'Invited',
  'Pending',
  'Smith',
  'Excluded',
]);

type SmithStatus = typeof smithStatus.byDefault;

const base = {
  status: smithStatus,
  expires_on: option(u32),
  issued_certs: vec(u32),
  received_certs: vec(u32),
};

const smithMeta = struct(
  {
    path: 'pallet_smith_members::types::SmithMeta',
    parameters: [
      { name: 'IdtyIndex', type: u32.shape },
      { name: 'BlockNumber', type: u32.shape },
    ],
  },
  { ...base, last_online: option(u32) },
);

const smithMetaOfGdev = struct(
  {
    path: 'pallet_smith_members::types::SmithMeta',
    parameters: [{ name: 'IdtyIndex', type: u32.shape }],
  },
  base,
);

/** Smiths of gtest and g1; the map has no counter. */
export const smithMembers = smithMembersPallet(
  map('Smiths', 'Optional', byNumber, smithMeta, {
    rangeAt,
    revisionAt,
    valueAt: (facts, identity) => ({
      ...metaOf(facts, identity),
      last_online: isActive(facts.figures, identity) ? sessionOf(facts) * BLOCKS_A_SESSION : null,
    }),
  }),
);

/** Smiths of gdev: their entries don't end with `last_online`. */
export const smithMembersOfGdev = smithMembersPallet(
  map('Smiths', 'Optional', byNumber, smithMetaOfGdev, {
    rangeAt,
    revisionAt,
    valueAt: metaOf,
  }),
);

function smithMembersPallet(smiths: Pallet['items'][number]): Pallet {
  return {
    name: 'SmithMembers',
    index: 10,
    items: [smiths, plain('CurrentSession', u32, sessionOf)],
    constants: [constant('MinCertForMembership', u32, CERTIFIERS.length)],
  };
}

function rangeAt({ figures }: BlockFacts): { first: number; last: number } {
  const { excludedSmiths, smiths, pendingSmiths, invitedSmiths } = figures;
  return { first: 1, last: excludedSmiths + smiths + pendingSmiths + invitedSmiths };
}

function revisionAt(facts: BlockFacts): string {
  const { excludedSmiths, smiths, pendingSmiths, invitedSmiths } = facts.figures;
  return [sessionOf(facts), excludedSmiths, smiths, pendingSmiths, invitedSmiths].join(' ');
}

function metaOf(facts: BlockFacts, identity: number) {
  const status = statusOf(facts.figures, identity);
  const certified = status === 'Smith' || status === 'Pending';
  return {
    status,
    expires_on: status === 'Excluded' ? null : sessionOf(facts) + 48,
    issued_certs: status === 'Smith' ? [identity + 1] : [],
    received_certs: certified ? CERTIFIERS : [],
  };
}

/** The way of a smith is from invited to excluded: who came first is furthest along it. */
function statusOf(figures: Figures, identity: number): SmithStatus {
  const active = figures.excludedSmiths + figures.smiths;
  if (identity <= figures.excludedSmiths) return 'Excluded';
  if (identity <= active) return 'Smith';
  return identity <= active + figures.pendingSmiths ? 'Pending' : 'Invited';
}

function isActive(figures: Figures, identity: number): boolean {
  return statusOf(figures, identity) === 'Smith';
}

function sessionOf({ number }: BlockFacts): number {
  return Math.floor(number / BLOCKS_A_SESSION);
}
