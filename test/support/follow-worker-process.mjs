// One replica that follows a chain, as a process of its own, on the built package. It says on
// standard output what the library logs, and ends with its parent.
import { NestFactory } from '@nestjs/core';
import { TypeOrmModule } from '@nestjs/typeorm';
import { CacheModule, RpcModule } from 'nestjs-chain-cache';

const { url, rpc, cache } = JSON.parse(process.argv[2]);

class Worker {}
await NestFactory.createApplicationContext(
  {
    module: Worker,
    imports: [
      TypeOrmModule.forRoot({ type: 'postgres', url, autoLoadEntities: true, poolSize: 5 }),
      CacheModule.forRoot({ cleanupCron: 'off', ...cache }),
      RpcModule.forRoot(rpc),
    ],
  },
  { logger: ['log', 'warn', 'error'] },
);
process.once('disconnect', () => process.exit());
