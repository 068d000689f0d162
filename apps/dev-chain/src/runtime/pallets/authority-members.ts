import { u32, vec } from '../../types/scale-type.js';
import { constant, plain, type Pallet } from '../pallet.js';

export const authorityMembers: Pallet = {
  name: 'AuthorityMembers',
  index: 11,
  items: [
    plain('IncomingAuthorities', vec(u32), () => []),
    plain('OnlineAuthorities', vec(u32), ({ figures }) =>
      Array.from(
        { length: figures.onlineAuthorities },
        (_, place) => figures.excludedSmiths + 1 + place,
      ),
    ),
    plain('OutgoingAuthorities', vec(u32), () => []),
  ],
  constants: [constant('MaxAuthorities', u32, 32)],
};
