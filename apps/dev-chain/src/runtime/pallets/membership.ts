import { struct, u32 } from '../../types/scale-type.js';
import type { Figures } from '../../population/figures.js';
import { byNumber, constant, map, plain, type Pallet } from '../pallet.js';

const MEMBERSHIP_PERIOD = 5_259_600;

const membershipData = struct(
  {
    path: 'sp_membership::MembershipData',
    parameters: [{ name: 'BlockNumber', type: u32.shape }],
  },
  { expire_on: u32 },
);

/** The Web of Trust: its counter is what the runtime itself calls the number of members. */
export const membership = membershipPallet('Membership', 42, (figures) => figures.members);

/** Where active smiths were counted up to gdev 701. */
export const smithMembership = membershipPallet('SmithMembership', 52, (figures) => figures.smiths);

/** Where active smiths were counted up to gdev 401. */
export const smithsMembership = membershipPallet(
  'SmithsMembership',
  52,
  (figures) => figures.smiths,
);

function membershipPallet(
  name: string,
  index: number,
  sizeOf: (figures: Figures) => number,
): Pallet {
  return {
    name,
    index,
    items: [
      map('Membership', 'Optional', byNumber, membershipData, {
        rangeAt: ({ figures }) => ({ first: 1, last: sizeOf(figures) }),
        revisionAt: ({ figures }) => `${sizeOf(figures)}`,
        valueAt: (_, identity) => ({ expire_on: MEMBERSHIP_PERIOD + identity }),
      }),
      plain('CounterForMembership', u32, ({ figures }) => sizeOf(figures)),
    ],
    constants: [constant('MembershipPeriod', u32, MEMBERSHIP_PERIOD)],
  };
}
