import type { CountPreset } from '../count-definition.js';

/** The counts of Duniter v2, with the places where earlier runtimes (gdev 100 to 701) kept them. */
export const duniterPreset: CountPreset = {
  definitions: [
    {
      name: 'wotSize',
      kind: 'count',
      alternatives: [{ pallet: 'Membership', item: 'CounterForMembership', read: 'value' }],
    },
    {
      name: 'smithSize',
      kind: 'count',
      alternatives: [
        {
          // Excluded smiths are never removed: the number of keys would be too high.
          pallet: 'SmithMembers',
          item: 'Smiths',
          read: { entriesWhere: { field: 'status', equals: 'Smith' } },
        },
        { pallet: 'SmithMembership', item: 'CounterForMembership', read: 'value' },
        { pallet: 'SmithsMembership', item: 'CounterForMembership', read: 'value' },
      ],
    },
    {
      name: 'techCommSize',
      kind: 'count',
      alternatives: [{ pallet: 'TechnicalCommittee', item: 'Members', read: 'length' }],
    },
    {
      name: 'identityCount',
      kind: 'count',
      alternatives: [{ pallet: 'Identity', item: 'CounterForIdentities', read: 'value' }],
    },
    {
      name: 'onlineAuthorityCount',
      kind: 'count',
      alternatives: [{ pallet: 'AuthorityMembers', item: 'OnlineAuthorities', read: 'length' }],
    },
    {
      name: 'techCommProposalCount',
      kind: 'count',
      alternatives: [{ pallet: 'TechnicalCommittee', item: 'Proposals', read: 'length' }],
    },
    {
      name: 'monetaryMass',
      kind: 'amount',
      alternatives: [{ pallet: 'UniversalDividend', item: 'MonetaryMass', read: 'value' }],
    },
  ],
  invariants: [
    { count: 'techCommSize', atMost: 100 },
    { count: 'onlineAuthorityCount', atMost: 32 },
    { count: 'smithSize', atMost: 'wotSize' },
    { count: 'wotSize', atMost: 'identityCount' },
  ],
};
