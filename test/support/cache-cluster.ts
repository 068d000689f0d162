import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  startEmbeddedPostgres,
  type EmbeddedPostgres,
} from '../../apps/governance/src/database/embedded-postgres.js';

/** A PostgreSQL of a test's own, to be stopped and started again. Its port changes by that. */
export class ThrowAwayCluster {
  private running: EmbeddedPostgres | undefined;

  private constructor(private readonly dataDir: string) {}

  static async start(): Promise<ThrowAwayCluster> {
    const cluster = new ThrowAwayCluster(await mkdtemp(join(tmpdir(), 'chain-cache-outage-')));
    await cluster.start();
    return cluster;
  }

  get url(): string {
    if (this.running === undefined) throw new Error('the cluster is stopped');
    return this.running.url;
  }

  async start(): Promise<void> {
    const { dataDir } = this;
    this.running = await startEmbeddedPostgres({ dataDir, database: 'chain_cache_test' });
  }

  async stop(): Promise<void> {
    await this.running?.stop();
    this.running = undefined;
  }

  async remove(): Promise<void> {
    await this.stop();
    await rm(this.dataDir, { recursive: true, force: true });
  }
}
