// One replica as a process of its own. It imports the built package, as a stranger would, and does
// what its parent asks by messages `{ id, what, args }`. Whatever nobody handles ends it.
import { setTimeout as pause } from 'node:timers/promises';
import { Logger } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { ScheduleModule } from '@nestjs/schedule';
import { TypeOrmModule } from '@nestjs/typeorm';
import { BlockchainCacheService, CacheModule } from 'nestjs-chain-cache';
import pg from 'pg';
import { readAll, useAtRandom } from './cache-random-use.mjs';

const { url, counterUrl, options } = JSON.parse(process.argv[2]);

Logger.overrideLogger(['fatal']);
class Worker {}
const app = await NestFactory.createApplicationContext(
  {
    module: Worker,
    imports: [
      ScheduleModule.forRoot(),
      TypeOrmModule.forRoot({
        type: 'postgres',
        url,
        autoLoadEntities: true,
        poolSize: 5,
        connectTimeoutMS: options.storeTimeoutMs ?? 5000,
      }),
      CacheModule.forRoot(options),
    ],
  },
  { logger: false },
);
const cache = app.get(BlockchainCacheService);
const counter = new pg.Pool({ connectionString: counterUrl, max: 2 });
counter.on('error', () => undefined);

/** Counts itself in the database, takes its time, and gives a value or fails. */
function loader({ takesMs, gives, fails }) {
  return async ({ key, signal }) => {
    await counter.query('insert into loads (key, pid) values ($1, $2)', [key, process.pid]);
    await pause(takesMs, undefined, { signal });
    if (fails !== undefined) throw Object.assign(new Error(fails), { code: fails });
    return gives;
  };
}

function distinct(items) {
  return [...new Set(items.map((item) => JSON.stringify(item)))].map((json) => JSON.parse(json));
}

let traffic;

/** Callers that go on until they are stopped, and what became of their calls. */
class Traffic {
  outcomes = {};
  slowestMs = 0;
  stopped = false;

  constructor(callers) {
    this.running = Promise.all(Array.from({ length: callers }, (_, i) => this.call(i)));
  }

  async call(caller) {
    for (let i = 0; !this.stopped; i++) {
      const key = `traffic:${caller}:${i % 100}`;
      await this.time('set', () => cache.set(key, i, { ttlSeconds: 1 }));
      await this.time('get', () => cache.get(key));
      await this.time('getMany', () => cache.getMany([key, 'kept', 'none']));
      await this.time('kept', () => cache.get('kept'));
      await this.time('load', () =>
        cache.getOrLoad(`${key}:loaded`, async () => i, { ttlSeconds: 1 }),
      );
      await pause(2);
    }
  }

  async time(what, call) {
    const startedAt = performance.now();
    const outcome = await call().then(
      () => 'done',
      (error) => error.code ?? error.name,
    );
    const name = `${what}: ${outcome}`;
    this.outcomes[name] = (this.outcomes[name] ?? 0) + 1;
    this.slowestMs = Math.max(this.slowestMs, performance.now() - startedAt);
  }
}

const does = {
  get: (key) => cache.get(key),
  set: (key, value, how) => cache.set(key, value, how ?? {}),
  invalidate: (key) => cache.invalidate(key),
  stats: () => cache.stats(),
  async load(key, { callers = 1, ...how }, loadOptions) {
    const calls = Array.from({ length: callers }, () =>
      cache.getOrLoad(key, loader(how), loadOptions ?? {}),
    );
    const results = await Promise.allSettled(calls);
    return {
      values: distinct(results.flatMap((r) => (r.status === 'fulfilled' ? [r.value] : []))),
      errors: distinct(results.flatMap((r) => (r.status === 'rejected' ? [r.reason.code] : []))),
    };
  },
  useAtRandom: (ms) => useAtRandom(cache, ms),
  readAll: () => readAll(cache),
  startTraffic(callers) {
    traffic = new Traffic(callers);
  },
  /** What became of the calls since the last time that this was asked. */
  outcomes() {
    const { outcomes, slowestMs } = traffic;
    traffic.outcomes = {};
    traffic.slowestMs = 0;
    return { outcomes, slowestMs };
  },
  async stopTraffic() {
    traffic.stopped = true;
    await traffic.running;
  },
  heapUsed() {
    globalThis.gc();
    return process.memoryUsage().heapUsed;
  },
  async close() {
    await counter.end();
    await app.close();
  },
  resources: () => process.getActiveResourcesInfo(),
};

async function answer({ id, what, args }) {
  try {
    process.send({ id, result: await does[what](...args) });
  } catch (error) {
    process.send({ id, error: { code: error.code, message: error.message } });
  }
}

process.on('message', (question) => void answer(question));
process.send({ id: 0 });
