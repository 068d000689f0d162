import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import { Injectable, type OnApplicationShutdown, type OnModuleInit } from '@nestjs/common';
import type { CallEvent, LoadEvent, RefusalEvent, StoreEvent } from 'nestjs-chain-cache';
import { Counter, Histogram, Registry } from 'prom-client';

const STORE_BUCKETS_SECONDS = [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.05, 0.25, 1, 5];
const CHAIN_BUCKETS_SECONDS = [0.001, 0.005, 0.025, 0.1, 0.25, 1, 2.5, 5, 10, 30];

/** Times what the library tells of: statements of its store, loaders, calls to nodes. */
@Injectable()
export class LibraryEvents implements OnModuleInit, OnApplicationShutdown {
  private readonly heard: ReadonlyMap<string, (event: unknown) => void>;

  constructor(registry: Registry) {
    this.heard = new Map([
      ['chain-cache:store', timeStatements(registry)],
      ['chain-cache:load', timeLoaders(registry)],
      ['chain-cache:call', timeCalls(registry)],
      ['chain-cache:refusal', countRefusals(registry)],
    ]);
  }

  onModuleInit(): void {
    for (const [channel, hear] of this.heard) subscribe(channel, hear);
  }

  onApplicationShutdown(): void {
    for (const [channel, hear] of this.heard) unsubscribe(channel, hear);
  }
}

function timeStatements(registry: Registry) {
  const durations = new Histogram({
    name: 'chain_cache_store_duration_seconds',
    help: 'Statements of the store, the wait for a connection included.',
    labelNames: ['statement', 'outcome'],
    buckets: STORE_BUCKETS_SECONDS,
    registers: [registry],
  });
  return (event: unknown) => {
    const { statement, outcome, durationMs } = event as StoreEvent;
    durations.observe({ statement, outcome }, durationMs / 1000);
  };
}

function timeLoaders(registry: Registry) {
  const durations = new Histogram({
    name: 'chain_cache_load_duration_seconds',
    help: 'Runs of loaders, by what their keys begin with.',
    labelNames: ['group', 'outcome'],
    buckets: CHAIN_BUCKETS_SECONDS,
    registers: [registry],
  });
  return (event: unknown) => {
    const { group, outcome, durationMs } = event as LoadEvent;
    durations.observe({ group, outcome }, durationMs / 1000);
  };
}

function timeCalls(registry: Registry) {
  const durations = new Histogram({
    name: 'chain_call_duration_seconds',
    help: 'Calls to nodes, by endpoint.',
    labelNames: ['endpoint', 'outcome'],
    buckets: CHAIN_BUCKETS_SECONDS,
    registers: [registry],
  });
  const calls = new Counter({
    name: 'chain_calls_total',
    help: 'Calls to nodes, by endpoint and method; code: of the error, or none.',
    labelNames: ['endpoint', 'method', 'code'],
    registers: [registry],
  });
  return (event: unknown) => {
    const { endpoint, method, outcome, code, durationMs } = event as CallEvent;
    durations.observe({ endpoint, outcome }, durationMs / 1000);
    calls.inc({ endpoint, method, code: code ?? (outcome === 'failed' ? 'UNKNOWN' : 'none') });
  };
}

function countRefusals(registry: Registry) {
  const refusals = new Counter({
    name: 'chain_refusals_total',
    help: 'What endpoints gave and was not taken, by why.',
    labelNames: ['endpoint', 'code'],
    registers: [registry],
  });
  return (event: unknown) => {
    const { endpoint, code } = event as RefusalEvent;
    refusals.inc({ endpoint, code });
  };
}
