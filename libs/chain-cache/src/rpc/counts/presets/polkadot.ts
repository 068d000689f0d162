import type { CountPreset } from '../count-definition.js';

/** Counts that chains of the Polkadot family have; which ones depends on the chain. */
export const polkadotPreset: CountPreset = {
  definitions: [
    {
      name: 'validatorCount',
      kind: 'count',
      alternatives: [{ pallet: 'Session', item: 'Validators', read: 'length' }],
    },
    {
      name: 'techCommSize',
      kind: 'count',
      alternatives: [{ pallet: 'TechnicalCommittee', item: 'Members', read: 'length' }],
    },
    {
      name: 'councilSize',
      kind: 'count',
      alternatives: [{ pallet: 'Council', item: 'Members', read: 'length' }],
    },
    {
      name: 'accountCount',
      kind: 'count',
      alternatives: [{ pallet: 'System', item: 'Account', read: 'entries' }],
    },
    {
      name: 'totalIssuance',
      kind: 'amount',
      alternatives: [{ pallet: 'Balances', item: 'TotalIssuance', read: 'value' }],
    },
  ],
  invariants: [],
};
