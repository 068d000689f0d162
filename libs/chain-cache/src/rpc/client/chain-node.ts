import type { AnswerReader } from './answers.js';
import { bringsCode, type HeaderFacts, readHeader } from './block-header.js';
import { type ChainHeadListener, ChainHeadSubscription } from './chain-head-subscription.js';
import type { NodeCalls } from './node-calls.js';
import type { ChainIdentity, NodeHealth, RuntimeId } from './node-facts.js';
import { RpcCallError } from './rpc-call.error.js';
import { readKeys, readValues } from './storage-answers.js';

/** What the header of a block tells, whole or not. */
export type BlockFacts = Pick<HeaderFacts, 'number' | 'newCode'>;

/** Who hears of finalized heads. */
export interface HeadListener {
  head(head: HeaderFacts): void;
  /** None come any more. */
  lost(error: RpcCallError): void;
}

/** `:code`, the well-known key of the runtime. */
export const CODE_KEY = '0x3a636f6465';

/**
 * What is asked of a node, one method each. Answers are checked strictly: whatever a node sends,
 * the outcome is a value of the stated shape or an RpcCallError.
 */
export class ChainNode {
  constructor(private readonly calls: NodeCalls) {}

  /** Masked. */
  get endpoint(): string {
    return this.calls.endpoint;
  }

  /** The same node, asked no longer than the signal allows. */
  until(signal: AbortSignal): ChainNode {
    return new ChainNode(this.calls.until(signal));
  }

  async identity(): Promise<ChainIdentity> {
    const [genesisHash, name, development] = await Promise.all([
      this.genesisHash(),
      this.chainName(),
      this.isDevelopment(),
    ]);
    return { genesisHash, name, development };
  }

  genesisHash(): Promise<string> {
    return this.ask('chain_getBlockHash', [0], (answer, read) => read.hash(answer));
  }

  chainName(): Promise<string> {
    return this.ask('system_chain', [], (answer, read) => read.name(answer));
  }

  /** A node too simple to know the method is not taken for a development chain. */
  async isDevelopment(): Promise<boolean> {
    const type = this.ask('system_chainType', [], (answer) => answer);
    return (await orIfMissing(type, null)) === 'Development';
  }

  /** A node too simple to tell is judged by its heads alone. */
  health(): Promise<NodeHealth> {
    const health = this.ask('system_health', [], (answer, read) => {
      const { isSyncing, peers = 0, shouldHavePeers = false } = read.record(answer);
      return {
        isSyncing: read.flag(isSyncing),
        peers: read.count(peers),
        shouldHavePeers: read.flag(shouldHavePeers),
      };
    });
    return orIfMissing(health, { isSyncing: false, peers: 0, shouldHavePeers: false });
  }

  finalizedHead(): Promise<string> {
    return this.ask('chain_getFinalizedHead', [], (answer, read) => read.hash(answer));
  }

  bestNumber(): Promise<number> {
    return this.header([], (answer, read) => read.quantity(read.record(answer)['number']));
  }

  /** @throws RpcCallError `BLOCK_UNKNOWN` */
  parentHash(hash: string): Promise<string> {
    return this.header([hash], (answer, read) => read.hash(read.record(answer)['parentHash']));
  }

  /** @throws RpcCallError `BLOCK_UNKNOWN` */
  async blockNumber(hash: string): Promise<number> {
    return (await this.block(hash)).number;
  }

  /** @throws RpcCallError `BLOCK_UNKNOWN` */
  block(hash: string): Promise<BlockFacts> {
    return this.header([hash], (answer, read) => {
      const header = read.record(answer);
      return { number: read.quantity(header['number']), newCode: bringsCode(header) };
    });
  }

  /**
   * The same of a block whose number is not known otherwise: it is proven by the hash of the header,
   * or else what the node calls the block of that number must be this one.
   * @throws RpcCallError `BLOCK_UNKNOWN`, `ANSWER_MALFORMED`
   */
  async provenBlock(hash: string): Promise<BlockFacts> {
    const facts = await this.header([hash], readHeader);
    if (facts.hash === hash) return facts;
    const { number } = facts;
    const known = number === 0 ? hash : await this.blockHash(number);
    if (known === hash) return facts;
    const code = known === undefined ? 'BLOCK_UNKNOWN' : 'ANSWER_MALFORMED';
    throw new RpcCallError(code, this.endpoint, `block ${number} is said not to be ${hash}`);
  }

  /** The hash of a block on the chain that the node holds to be best; undefined beyond its end. */
  blockHash(number: number): Promise<string | undefined> {
    return this.ask('chain_getBlockHash', [number], (answer, read) =>
      answer === null ? undefined : read.hash(answer),
    );
  }

  /** The runtime of the code in a block's state: that executes the next one. */
  async runtime(block: string): Promise<RuntimeId> {
    const [version, codeHash] = await Promise.all([
      this.runtimeVersion(block),
      this.codeHash(block),
    ]);
    return { ...version, codeHash };
  }

  /** Metadata as the node gives it: 0x-prefixed SCALE, of the version that the node prefers. */
  metadata(block: string): Promise<string> {
    return this.ask('state_getMetadata', [block], (answer, read) => read.hex(answer));
  }

  /** Up to `count` keys behind `after`, in ascending order. */
  keysPaged(prefix: string, count: number, after: string | null, block: string): Promise<string[]> {
    const params = [prefix, count, after, block];
    return this.ask('state_getKeysPaged', params, (answer, read) =>
      readKeys(answer, read, { prefix, count, after }),
    );
  }

  /** The raw value under one key at a block; `null`: nothing is stored. */
  async storage(key: string, block: string): Promise<string | null> {
    const value = this.ask('state_getStorage', [key, block], (answer, read) =>
      answer === null ? null : read.hex(answer),
    );
    const known = await orIfMissing(value, undefined);
    return known === undefined ? ((await this.storageAt([key], block)).get(key) ?? null) : known;
  }

  /** The raw values of all these keys at a block; `null`: nothing is stored. */
  storageAt(keys: readonly string[], block: string): Promise<Map<string, string | null>> {
    return this.ask('state_queryStorageAt', [keys, block], (answer, read) =>
      readValues(answer, read, { keys, block }),
    );
  }

  /** Whether it can push its heads, rather than be asked for them. */
  get pushes(): boolean {
    return this.calls.pushes;
  }

  /** Whether all that is asked of it reaches the same node. */
  get pinned(): boolean {
    return this.calls.pinned;
  }

  /**
   * Passes on each finalized head that the node pushes. Gives what ends it.
   * @throws RpcCallError
   */
  async subscribeFinalizedHeads(listener: HeadListener): Promise<() => void> {
    const ignore = this.calls.listen('chain_finalizedHead', {
      pushed: ({ result }, read) => listener.head(readHeader(result, read)),
      lost: (error) => listener.lost(error),
    });
    try {
      const id = await this.ask('chain_subscribeFinalizedHeads', [], (answer) => answer);
      return () => {
        ignore();
        void this.unsubscribe(id);
      };
    } catch (error) {
      ignore();
      throw error;
    }
  }

  /** Tells of the head of its chain, with its forks. @throws RpcCallError */
  followChainHead(listener: ChainHeadListener): Promise<ChainHeadSubscription> {
    return ChainHeadSubscription.open(this.calls, listener);
  }

  private async unsubscribe(id: unknown): Promise<void> {
    // Its failure says that the connection has gone, and the subscription with it.
    await this.ask('chain_unsubscribeFinalizedHeads', [id], () => undefined).catch(() => undefined);
  }

  private header<T>(
    params: readonly unknown[],
    readIt: (answer: unknown, read: AnswerReader) => T,
  ): Promise<T> {
    return this.ask('chain_getHeader', params, (answer, read) => {
      if (answer !== null) return readIt(answer, read);
      throw new RpcCallError('BLOCK_UNKNOWN', this.endpoint, 'the block is not known');
    });
  }

  private runtimeVersion(block: string): Promise<Omit<RuntimeId, 'codeHash'>> {
    return this.ask('state_getRuntimeVersion', [block], (answer, read) => {
      const { specName, specVersion } = read.record(answer);
      return { specName: read.name(specName), specVersion: read.count(specVersion) };
    });
  }

  private codeHash(block: string): Promise<string | null> {
    const hash = this.ask('state_getStorageHash', [CODE_KEY, block], (answer, read) =>
      answer === null ? null : read.hash(answer),
    );
    return orIfMissing(hash, null);
  }

  private ask<T>(
    method: string,
    params: readonly unknown[],
    read: (answer: unknown, reader: AnswerReader) => T,
  ): Promise<T> {
    return this.calls.ask(method, params, read);
  }
}

async function orIfMissing<T, D>(answer: Promise<T>, otherwise: D): Promise<T | D> {
  try {
    return await answer;
  } catch (error) {
    if (error instanceof RpcCallError && error.code === 'METHOD_MISSING') return otherwise;
    throw error;
  }
}
