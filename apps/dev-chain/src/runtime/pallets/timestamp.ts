import { u64 } from '../../types/scale-type.js';
import { constant, plain, type Pallet } from '../pallet.js';

export const timestamp: Pallet = {
  name: 'Timestamp',
  index: 4,
  items: [plain('Now', u64, (facts) => BigInt(facts.timestamp))],
  constants: [constant('MinimumPeriod', u64, 3_000n)],
};
