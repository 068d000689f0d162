import { Injectable } from '@nestjs/common';
import { BlockchainCacheService } from '../cache/blockchain-cache.service.js';
import { ChainIdentityService } from './chain-identity.service.js';
import { chainKeys } from './chain-keys.js';
import type { NetworkIdentity } from './chain-snapshot.js';
import type { ChainStatus } from './chain-status.js';
import { asChainUnavailable, chainUnavailable } from './chain-unavailable.js';
import { ChainClient } from './client/chain-client.js';
import type { FinalizedHead } from './client/node-facts.js';
import type { NodeReport } from './client/node-link.js';
import { CountRegistry } from './counts/count-registry.js';
import { ChainUnavailableError } from './errors.js';
import type { KeptSnapshot } from './snapshots/snapshot-loader.js';

/** About one block: however often the status is asked for, nodes are asked no more often. */
const SURVEY_MAX_AGE_MS = 6000;

/** Tells how the chain stands, from what its endpoints say. */
@Injectable()
export class ChainStatusService {
  constructor(
    private readonly cache: BlockchainCacheService,
    private readonly client: ChainClient,
    private readonly identity: ChainIdentityService,
    private readonly counts: CountRegistry,
  ) {}

  async status(): Promise<ChainStatus> {
    const genesisHash = await this.meantChain();
    const { candidates, head, caveat, troubles } = await this.client.survey(
      genesisHash,
      SURVEY_MAX_AGE_MS,
    );
    const endpoints = this.client.statuses();
    const report = (head ?? candidates[0])?.report;
    if (report === undefined) {
      const network = await this.keptNetwork(genesisHash);
      const reason = chainUnavailable(troubles).code;
      return { ...UNREAD, network, reason, endpoints };
    }
    const finalized = this.notBehind(report);
    return {
      network: networkOf(report),
      finalized,
      best: { number: Math.max(report.bestNumber, finalized.number) },
      // Of one moment: what is served may have been finalized since.
      finalityLagBlocks: Math.max(0, report.bestNumber - report.finalized.number),
      reason: caveat,
      endpoints,
    };
  }

  private async meantChain(): Promise<string | undefined> {
    try {
      return await this.identity.genesisHash();
    } catch (error) {
      if (asChainUnavailable(error) instanceof ChainUnavailableError) return undefined;
      throw error;
    }
  }

  /** What the endpoint has finalized, or the later block of which counts are served already. */
  private notBehind({ identity, finalized }: NodeReport): FinalizedHead {
    const served = this.cache.peek<KeptSnapshot>(this.snapshotKey(identity.genesisHash))?.block;
    if (served === undefined || served.number <= finalized.number) return finalized;
    return { number: served.number, hash: served.hash };
  }

  private async keptNetwork(genesisHash: string | undefined): Promise<NetworkIdentity | null> {
    if (genesisHash === undefined) return null;
    const kept = await this.cache.getEntry<KeptSnapshot>(this.snapshotKey(genesisHash));
    return kept?.value.network ?? null;
  }

  private snapshotKey(genesisHash: string): string {
    return chainKeys.snapshot(genesisHash, this.counts.fingerprint);
  }
}

const UNREAD = { finalized: null, best: null, finalityLagBlocks: null } as const;

function networkOf({ identity, executor }: NodeReport): NetworkIdentity {
  const { specName, specVersion } = executor.runtime;
  return { ...identity, specName, specVersion };
}
