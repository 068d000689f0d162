import { ChainCountHistory } from './chain-count-history.entity.js';
import { ChainFollowSpan } from './chain-follow-span.entity.js';

/** The tables of the history. */
export const historyEntities = [ChainCountHistory, ChainFollowSpan];
