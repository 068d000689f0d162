import { Logger } from '@nestjs/common';
import { Test, type TestingModule } from '@nestjs/testing';
import {
  type CacheModuleOptions,
  type CountDefinition,
  OnChainCountsService,
  RpcModule,
  type RpcModuleOptions,
} from 'nestjs-chain-cache';
import { Clock, InMemoryCacheModule, InMemoryCacheStore } from 'nestjs-chain-cache/testing';

/** An application of its own with the counts of a chain, on a store that outlives it. */
export interface CountsApp {
  readonly counts: OnChainCountsService;
  readonly module: TestingModule;
  close(): Promise<void>;
}

interface Setting {
  readonly cache?: CacheModuleOptions;
  /** The definitions that each feature module brings. */
  readonly features?: readonly (readonly CountDefinition[])[];
}

/** Patient, so that a test on a busy machine sees what it waits for. */
const PATIENT: CacheModuleOptions = { softTimeoutMs: 10_000 };

/** Starts one on a store, not following unless told to; others on the same store are its replicas, or itself after a restart. */
export async function startCounts(
  store: InMemoryCacheStore,
  options: RpcModuleOptions,
  { cache = PATIENT, features = [] }: Setting = {},
): Promise<CountsApp> {
  Logger.overrideLogger(['fatal']);
  const module = await Test.createTestingModule({
    imports: [
      InMemoryCacheModule.forRoot(cache),
      RpcModule.forRoot({ follow: false, ...options }),
      ...features.map((definitions) => RpcModule.forFeature(definitions)),
    ],
  })
    .overrideProvider(InMemoryCacheStore)
    .useValue(store.replica())
    .overrideProvider(Clock)
    .useValue(store.clock)
    .compile();
  await module.init();
  return { counts: module.get(OnChainCountsService), module, close: () => module.close() };
}
