import { startDevChain } from 'duniter-dev-chain';
import { serve } from '../../harness/workers.mjs';

let chain;
let before = { toNode: 0, fromNode: 0 };

serve({
  async start(options) {
    chain = await startDevChain(options);
    return { endpoint: chain.url, genesisHash: chain.genesisHash };
  },

  makeBlock(figures = {}) {
    chain.set(figures);
    chain.makeBlock();
    chain.finalizeAll();
    return chain.finalizedBlock.number;
  },

  slow(delayMs) {
    chain.slow(delayMs);
  },

  /** Forgets the traffic so far. */
  reset() {
    chain.resetCalls();
    before = { toNode: chain.bytesIn, fromNode: chain.bytesOut };
  },

  traffic() {
    const calls = [...chain.calls.values()].reduce((sum, count) => sum + count, 0);
    return {
      calls,
      toNode: chain.bytesIn - before.toNode,
      fromNode: chain.bytesOut - before.fromNode,
      height: chain.finalizedBlock.number,
    };
  },
});
