import { Logger } from '@nestjs/common';
import { Test, type TestingModule } from '@nestjs/testing';
import { TypeOrmModule } from '@nestjs/typeorm';
import {
  CacheModule,
  type ChainSnapshot,
  OnChainCountsService,
  RpcModule,
  type RpcModuleOptions,
} from 'nestjs-chain-cache';
import { eventually, migrate } from '../support/cache-replica.js';
import { createTestDatabase, type TestDatabase } from '../support/test-database.js';
import { assetHubPreset } from './asset-hub-preset.js';

/** How a consumer learns of new blocks: by asking when what it has has expired, or by following. */
export const waysToRenew = [
  ['by expiry alone', { follow: false, ttlSeconds: 0.2 }],
  ['by following', { follow: true, ttlSeconds: 3600 }],
] as const;

/** The node computes in JavaScript, on a machine that may be busy. */
const CALL_TIMEOUT_MS = 30_000;

/** A node that has failed for long is left alone for up to a minute. */
const DEADLINE_MS = 100_000;

/** A backend that uses the library as it is built, with a database of its own. */
export class Consumer {
  private readonly replicas: Consumer[] = [];

  private constructor(
    readonly counts: OnChainCountsService,
    private readonly options: RpcModuleOptions,
    private readonly module: TestingModule,
    private readonly database: TestDatabase,
  ) {}

  static async start(endpoint: string, options: Partial<RpcModuleOptions> = {}): Promise<Consumer> {
    const database = await createTestDatabase();
    await migrate(database.url);
    return Consumer.on(database, {
      endpoints: [endpoint],
      preset: assetHubPreset,
      follow: false,
      callTimeoutMs: CALL_TIMEOUT_MS,
      ...options,
    });
  }

  /** The same backend in a new process, as far as it can tell: on what the database has kept. */
  async restart(): Promise<Consumer> {
    await this.module.close();
    return Consumer.on(this.database, this.options);
  }

  /** Another process of the same backend, which ends with this one. */
  async replica(): Promise<Consumer> {
    const replica = await Consumer.on(this.database, this.options);
    this.replicas.push(replica);
    return replica;
  }

  /** The first snapshot of which something holds. @throws Error when none comes in time */
  async snapshotWhere(holds: (snapshot: ChainSnapshot) => boolean): Promise<ChainSnapshot> {
    let snapshot = await this.counts.snapshot();
    await eventually(async () => {
      snapshot = await this.counts.snapshot();
      return holds(snapshot);
    }, DEADLINE_MS);
    return snapshot;
  }

  async stop(): Promise<void> {
    await Promise.all([this, ...this.replicas].map(({ module }) => module.close()));
    await this.database.drop();
  }

  private static async on(database: TestDatabase, options: RpcModuleOptions): Promise<Consumer> {
    Logger.overrideLogger(['fatal']);
    const { url } = database;
    const module = await Test.createTestingModule({
      imports: [
        TypeOrmModule.forRoot({ type: 'postgres', url, autoLoadEntities: true, poolSize: 5 }),
        CacheModule.forRoot({ cleanupCron: 'off' }),
        RpcModule.forRoot(options),
      ],
    }).compile();
    await module.init();
    return new Consumer(module.get(OnChainCountsService), options, module, database);
  }
}
