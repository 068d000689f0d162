import { RpcCallError } from './rpc-call.error.js';
import type { Candidate, Probe, Survey } from './survey.js';

/**
 * The first chain that a quorum is on, else the one that all are on. Undefined: they are on several,
 * and on none of them are as many as must agree.
 */
export function likelyChain(answered: readonly Candidate[], quorum: number): string | undefined {
  const chains = answered.map(({ report }) => report.identity.genesisHash);
  const many = (chain: string) => chains.filter((other) => other === chain).length;
  return chains.find((chain) => many(chain) >= quorum || many(chain) === chains.length);
}

/** Nobody is to blame while it is not known which chain is meant. */
export function undecided(
  probes: readonly Probe[],
  answered: readonly Candidate[],
  quorum: number,
): Survey {
  const said = answered.map(({ endpoint: { name }, report: { identity } }) => {
    const reason = `it is on the chain ${identity.genesisHash}; ${quorum} must be on one`;
    return new RpcCallError('QUORUM_NOT_REACHED', name, reason);
  });
  const troubles = probes.flatMap(({ endpoint }) => endpoint.trouble ?? []);
  return {
    genesisHash: undefined,
    candidates: [],
    head: undefined,
    caveat: null,
    troubles: [...said, ...troubles],
  };
}

/** Its answers don't count. */
export function refuseOtherChain({ endpoint, report }: Candidate, meant: string): void {
  const { genesisHash } = report.identity;
  if (genesisHash === meant) return;
  const reason = `it is on the chain ${genesisHash}, not on ${meant}`;
  endpoint.failed(new RpcCallError('WRONG_CHAIN', endpoint.name, reason));
}
