import assert from 'node:assert/strict';
import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, beforeEach, expect } from '@jest/globals';
import {
  type DevChain,
  type DevChainOptions,
  type FigureChanges,
  startDevChain,
} from 'duniter-dev-chain';
import type { CacheModuleOptions, ChainSnapshot, RpcModuleOptions } from 'nestjs-chain-cache';
import { migrate } from './cache-replica.js';
import { eventually } from './eventually.js';
import { type FollowReplica, startFollowReplica } from './follow-replica.js';
import { createTestDatabase, type TestDatabase } from './test-database.js';

/** A driven chain, and the replicas that follow it on one database. */
export class FollowedChain {
  private readonly replicas: FollowReplica[] = [];
  private readonly others: DevChain[] = [];

  private constructor(
    readonly databaseUrl: string,
    readonly genesisSalt: string,
    readonly node: DevChain,
  ) {}

  /** The chain is another one for each test: what they keep in one database never meets. */
  static async start(databaseUrl: string, options: DevChainOptions = {}): Promise<FollowedChain> {
    const genesisSalt = expect.getState().currentTestName ?? '';
    const node = await startDevChain({ blockTimeMs: 'manual', genesisSalt, ...options });
    return new FollowedChain(databaseUrl, genesisSalt, node);
  }

  async replica(
    rpc: Partial<RpcModuleOptions> = {},
    cache: CacheModuleOptions = {},
    databaseUrl = this.databaseUrl,
  ): Promise<FollowReplica> {
    const options = { endpoints: [this.node.url], ...rpc };
    const replica = await startFollowReplica(databaseUrl, options, cache);
    this.replicas.push(replica);
    return replica;
  }

  /** Another node of the same chain. */
  async anotherNode(): Promise<DevChain> {
    const { genesisSalt } = this;
    const node = await startDevChain({ blockTimeMs: 'manual', genesisSalt });
    this.others.push(node);
    return node;
  }

  /** Finalizes the same block on all nodes. */
  finalizeEverywhere(figures: FigureChanges = {}): void {
    for (const node of [this.node, ...this.others]) {
      node.set(figures);
      node.makeBlock();
      node.finalizeAll();
    }
  }

  /** Finalizes so many blocks, all with what was set before. */
  finalize(blocks = 1): void {
    this.node.makeBlock(blocks);
    this.node.finalizeAll();
  }

  /** Waits until a replica serves the block that is final now. */
  async servedBy({ counts }: FollowReplica, withinMs = 20_000): Promise<ChainSnapshot> {
    return await eventually(async () => {
      const snapshot = await counts.snapshot();
      assert.deepEqual(snapshot.block, { ...this.node.finalizedBlock, finalized: true });
      return snapshot;
    }, withinMs);
  }

  /** Finalizes blocks one by one, each once the one before is served. */
  async finalizeOneByOne(blocks: number, replica: FollowReplica): Promise<ChainSnapshot> {
    let snapshot = await this.servedBy(replica);
    for (let made = 0; made < blocks; made++) {
      this.finalize();
      snapshot = await this.servedBy(replica);
    }
    return snapshot;
  }

  /** What the node is asked for while something is done, by method. */
  async callsOf(work: () => Promise<unknown>): Promise<Record<string, number>> {
    this.node.resetCalls();
    await work();
    return Object.fromEntries(this.node.calls);
  }

  /** Waits until every replica has asked what it asks once it is connected. */
  async untilNothingIsAsked(): Promise<void> {
    await eventually(async () => {
      assert.deepEqual(await this.callsOf(() => delay(500)), {});
    });
  }

  async close(): Promise<void> {
    await Promise.all(this.replicas.map((replica) => replica.close()));
    for (const node of [this.node, ...this.others]) await node.close();
  }
}

/** Gives each test of a file a chain of its own, on one database. */
export function forEachTest(take: (chain: FollowedChain) => void): void {
  let database: TestDatabase;
  let chain: FollowedChain;

  beforeAll(async () => {
    database = await createTestDatabase();
    await migrate(database.url);
  });

  beforeEach(async () => {
    chain = await FollowedChain.start(database.url);
    take(chain);
  });

  afterEach(async () => {
    await chain.close();
  });

  afterAll(async () => {
    await database.drop();
  });
}

/** The codes for which what endpoints gave was refused, from now on until it is stopped. */
export class Refusals {
  readonly codes: string[] = [];
  private readonly note = (event: unknown): void => {
    this.codes.push((event as { readonly code: string }).code);
  };

  constructor() {
    subscribe(CHANNEL, this.note);
  }

  stop(): void {
    unsubscribe(CHANNEL, this.note);
  }
}

const CHANNEL = 'chain-cache:refusal';
