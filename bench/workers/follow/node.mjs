import { startDevChain } from 'duniter-dev-chain';
import { serve, sharedNow } from '../../harness/workers.mjs';

let chain;

serve({
  async start() {
    chain = await startDevChain({ blockTimeMs: 'manual', finalityLagBlocks: 0 });
    return { endpoint: chain.url, genesisHash: chain.genesisHash };
  },

  /** Finalizes a block, with so many members. Tells when, on the clock that processes share. */
  finalize(members) {
    chain.set({ members });
    const at = sharedNow();
    chain.makeBlock();
    return at;
  },
});
