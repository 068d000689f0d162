import { Module } from '@nestjs/common';
import { RpcModule } from 'nestjs-chain-cache';
import { SETTINGS, type Settings } from '../config/settings.js';
import { ChainController } from './chain.controller.js';
import { PastReads } from './past-reads.js';
import { PastController } from './past.controller.js';

@Module({
  imports: [
    RpcModule.forRootAsync({
      inject: [SETTINGS],
      useFactory: (settings: Settings) => ({
        endpoints: settings.chainEndpoints,
        follow: settings.chainFollow,
        quorum: settings.chainQuorum,
        ttlSeconds: settings.cacheTtlSeconds,
        graceSeconds: settings.cacheGraceSeconds,
        ...(settings.chainGenesisHash === undefined
          ? {}
          : { genesisHash: settings.chainGenesisHash }),
      }),
    }),
  ],
  controllers: [ChainController, PastController],
  providers: [PastReads],
  exports: [RpcModule],
})
export class ChainModule {}
