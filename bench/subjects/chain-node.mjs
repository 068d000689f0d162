import { startWorker } from '../harness/workers.mjs';

/** A development chain in a process of its own, whose work is not counted as its clients'. */
export async function startNode(options) {
  const worker = startWorker('chain/node.mjs');
  const { endpoint, genesisHash } = await worker.call('start', options);
  return { endpoint, genesisHash, call: worker.call, stop: worker.stop };
}
