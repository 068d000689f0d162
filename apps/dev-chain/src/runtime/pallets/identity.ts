import { u32 } from '../../types/scale-type.js';
import { constant, plain, type Pallet } from '../pallet.js';

export const identity: Pallet = {
  name: 'Identity',
  index: 41,
  items: [
    plain('CounterForIdentities', u32, ({ figures }) => figures.identities),
    plain('NextIdtyIndex', u32, ({ figures }) => figures.identities + 1),
  ],
  constants: [constant('ConfirmPeriod', u32, 201_600)],
};
