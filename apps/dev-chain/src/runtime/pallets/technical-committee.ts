import { textHash } from '../../encoding/hashes.js';
import { accountOf } from '../../population/accounts.js';
import { accountId, hash256 } from '../../types/common-types.js';
import { boundedVec, u32, vec } from '../../types/scale-type.js';
import { plain, type Pallet } from '../pallet.js';

export const technicalCommittee: Pallet = {
  name: 'TechnicalCommittee',
  index: 23,
  items: [
    plain('Proposals', boundedVec(hash256), ({ figures }) => list(figures.proposals, proposalHash)),
    plain('ProposalCount', u32, ({ figures }) => figures.proposals),
    plain('Members', vec(accountId), ({ figures }) => list(figures.techCommMembers, accountOf)),
  ],
  constants: [],
};

function list(length: number, entry: (number: number) => string): string[] {
  return Array.from({ length }, (_, place) => entry(place + 1)).toSorted();
}

function proposalHash(number: number): string {
  return textHash(`proposal ${number}`);
}
