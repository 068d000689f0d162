import type { MethodTable } from '../method.js';

const NODE_VERSION = '0.1.0';

export const systemMethods: MethodTable = {
  system_chain: () => 'Duniter development chain',
  system_chainType: () => 'Development',
  system_name: () => 'duniter-dev-chain',
  system_version: () => NODE_VERSION,
  system_properties: () => ({ ss58Format: 4450, tokenDecimals: 2, tokenSymbol: 'ĞD' }),
  system_health: (_, { node }) => node.health,
  system_syncState: (_, { node }) => {
    const { number } = node.ledger.best;
    return { startingBlock: 0, currentBlock: number, highestBlock: number };
  },
};
