import { afterEach, beforeEach } from '@jest/globals';
import { type DevChain, startDevChain } from 'duniter-dev-chain';
import type { OnChainCountsService, RpcModuleOptions } from 'nestjs-chain-cache';
import { InMemoryCacheStore } from 'nestjs-chain-cache/testing';
import { type CountsApp, startCounts } from './on-chain-counts.js';

/** Three nodes of one chain, in order of preference, and a store for those that read it. */
export class ThreeNodes {
  readonly store = new InMemoryCacheStore();
  private readonly apps: CountsApp[] = [];

  private constructor(readonly nodes: readonly [DevChain, DevChain, DevChain]) {}

  static async begin(): Promise<ThreeNodes> {
    const startOne = () => startDevChain({ blockTimeMs: 'manual', startBlock: 500 });
    return new ThreeNodes([await startOne(), await startOne(), await startOne()]);
  }

  /** An application that reads the chain from all of them, unless told otherwise. */
  async start(options: Partial<RpcModuleOptions> = {}): Promise<OnChainCountsService> {
    const endpoints = this.nodes.map(({ url }) => url);
    const app = await startCounts(this.store, { endpoints, ...options });
    this.apps.push(app);
    return app.counts;
  }

  /** Finalizes the same blocks on all of them, or on some. */
  finalize(on: readonly DevChain[] = this.nodes, blocks = 1): void {
    for (const node of on) {
      node.makeBlock(blocks);
      node.finalizeAll();
    }
  }

  /** Which of them what was served is from; -1: none. */
  indexOf({ endpoint }: { readonly endpoint: string }): number {
    return this.nodes.findIndex(({ url }) => url === endpoint);
  }

  /** Closes the applications. */
  async stop(): Promise<void> {
    for (const app of this.apps.splice(0)) await app.close();
  }

  async end(): Promise<void> {
    await this.stop();
    for (const node of this.nodes) await node.close();
  }
}

/** Gives each test of a file three nodes of its own. */
export function forEachTest(take: (its: ThreeNodes) => void): void {
  let its: ThreeNodes;

  beforeEach(async () => {
    its = await ThreeNodes.begin();
    take(its);
  });

  afterEach(() => its.end());
}
