import { u64 } from '../../types/scale-type.js';
import { constant, plain, type Pallet } from '../pallet.js';

const MILLISECONDS_A_DAY = 86_400_000n;

export const universalDividend: Pallet = {
  name: 'UniversalDividend',
  index: 30,
  items: [
    plain('CurrentUd', u64, () => 1_100n),
    plain('MonetaryMass', u64, ({ figures }) => figures.monetaryMass),
  ],
  constants: [constant('UdCreationPeriod', u64, MILLISECONDS_A_DAY)],
};
