import { Inject, Module } from '@nestjs/common';
import type { CountDefinition } from './counts/count-definition.js';
import { CountRegistry } from './counts/count-registry.js';

/** Injection token of the definitions that a feature brings. */
export const FEATURE_COUNTS = Symbol('FEATURE_COUNTS');

/** Adds a feature's definitions while the application is put together: before anything is read. */
@Module({})
export class RpcFeatureModule {
  constructor(@Inject(FEATURE_COUNTS) counts: readonly CountDefinition[], registry: CountRegistry) {
    registry.add(counts);
  }
}
