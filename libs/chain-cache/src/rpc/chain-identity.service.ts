import { createHash } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { Inject, Injectable, Logger } from '@nestjs/common';
import { BlockchainCacheService } from '../cache/blockchain-cache.service.js';
import { loaded, type Loaded } from '../cache/loader.js';
import { chainKeys } from './chain-keys.js';
import { ChainClient } from './client/chain-client.js';
import { maskUrl } from './client/endpoint-url.js';
import type { ChainIdentity } from './client/node-facts.js';
import { bestOfEnough } from './chain-unavailable.js';
import { RPC_OPTIONS, type RpcOptions } from './rpc.options.js';

/** How long the chain is waited for when it is known which one it was before. */
const PATIENCE_MS = 500;

/** The note says where kept values are; it binds nobody, and goes when they have gone. */
const NOTE_SECONDS = 30 * 24 * 3600;

/**
 * Which chain is meant: the configured one, else the first one that was seen, which is remembered
 * and held to. A development chain is never remembered: this process keeps to it while it runs,
 * and a note tells the next one where its values are for as long as no node answers.
 */
@Injectable()
export class ChainIdentityService {
  private readonly logger = new Logger('ChainIdentity');
  private readonly noteKey: string;
  private development: string | undefined;

  constructor(
    private readonly cache: BlockchainCacheService,
    private readonly client: ChainClient,
    @Inject(RPC_OPTIONS) private readonly options: RpcOptions,
  ) {
    const origins = options.endpoints.map(maskUrl).join(' ');
    this.noteKey = chainKeys.lastSeen(createHash('sha256').update(origins).digest('hex'));
  }

  /** The genesis hash of the chain that is meant. @throws ChainUnavailableError when none is known */
  async genesisHash(): Promise<string> {
    return this.peek() ?? (await this.rememberedOrSeen());
  }

  /** The same where it is known at once. */
  peek(): string | undefined {
    const known = this.options.genesisHash ?? this.development;
    return known ?? this.cache.peek<ChainIdentity>(chainKeys.identity)?.genesisHash;
  }

  /** Forgets which chain is held to: the next one that is seen will be. Tells whether there was one. */
  async forget(): Promise<boolean> {
    const held = this.development !== undefined;
    this.development = undefined;
    return (await this.cache.invalidate(chainKeys.identity)) || held;
  }

  private async rememberedOrSeen(): Promise<string> {
    const remembered = await this.cache.get<ChainIdentity>(chainKeys.identity);
    if (remembered !== undefined) return remembered.genesisHash;
    const noted = await this.cache.get<string>(this.noteKey);
    const seen = this.firstSeen();
    return noted === undefined ? await seen : await this.seenInTime(seen, noted);
  }

  private async seenInTime(seen: Promise<string>, noted: string): Promise<string> {
    try {
      return await Promise.race([seen, delay(PATIENCE_MS, noted, { ref: false })]);
    } catch (error) {
      this.logger.debug(`No node says which chain it is on: as noted, ${noted}. ${String(error)}`);
      return noted;
    }
  }

  private async firstSeen(): Promise<string> {
    const how = { ttlSeconds: Infinity, durable: true };
    return (await this.cache.getOrLoad(chainKeys.identity, () => this.look(), how)).genesisHash;
  }

  private async look(): Promise<ChainIdentity | Loaded<ChainIdentity>> {
    const survey = await this.client.survey(undefined);
    const { identity } = bestOfEnough(survey, this.options.quorum).report;
    if (identity.genesisHash !== this.development)
      this.logger.log(`The chain is ${identity.name}, ${identity.genesisHash}`);
    if (!identity.development) return identity;
    await this.cache.set(this.noteKey, identity.genesisHash, { ttlSeconds: NOTE_SECONDS });
    this.development = identity.genesisHash;
    return loaded(identity, { keep: false });
  }
}
