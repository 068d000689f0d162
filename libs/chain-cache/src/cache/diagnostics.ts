import { channel } from 'node:diagnostics_channel';
import type { CleanupReport } from './store/cache-store.js';

/** A read: where it was answered from, or `miss`. */
export interface ReadEvent {
  readonly group: string;
  readonly outcome: 'memory' | 'postgres' | 'loader' | 'stale' | 'miss';
  /** Of a stale answer. */
  readonly reason: string | null;
}

/** A run of a loader. */
export interface LoadEvent {
  readonly group: string;
  readonly outcome: 'loaded' | 'failed';
  /** The code of the error. */
  readonly code: string | null;
  readonly durationMs: number;
}

/** Something that happened to a key. */
export interface KeyEvent {
  readonly group: string;
}

/** A statement of the store. */
export interface StoreEvent {
  readonly statement: string;
  readonly outcome: 'answered' | 'failed';
  /** SQLSTATE of a failure that the server told of. */
  readonly code: string | null;
  readonly durationMs: number;
}

/**
 * What happens inside, for whoever subscribes through `node:diagnostics_channel`. Keys come as
 * groups, so that metrics made of them stay bounded.
 */
export const diagnostics = {
  /** {@link ReadEvent} */
  read: channel('chain-cache:read'),
  /** {@link LoadEvent} */
  load: channel('chain-cache:load'),
  /** {@link KeyEvent}: a caller waits for a load that somebody else, here or elsewhere, started. */
  wait: channel('chain-cache:wait'),
  /** {@link KeyEvent}: an entry gave way in memory. */
  eviction: channel('chain-cache:eviction'),
  /** {@link StoreEvent} */
  store: channel('chain-cache:store'),
  /** `{ audible: boolean }`: whether changes of other replicas are heard. */
  bus: channel('chain-cache:bus'),
  /** {@link CleanupReport} */
  cleanup: channel('chain-cache:cleanup'),
};

const MAX_GROUPS = 100;
const groups = new Set<string>();

/** The beginning of a key up to its first colon; `other` past the first hundred of them. */
export function groupOf(key: string): string {
  const colon = key.indexOf(':');
  const group = colon === -1 ? 'none' : key.slice(0, colon);
  if (!groups.has(group)) {
    if (groups.size >= MAX_GROUPS) return 'other';
    groups.add(group);
  }
  return group;
}

export function publishRead(key: string, outcome: ReadEvent['outcome'], reason: string | null) {
  if (!diagnostics.read.hasSubscribers) return;
  diagnostics.read.publish({ group: groupOf(key), outcome, reason } satisfies ReadEvent);
}

export function publishLoad(
  key: string,
  outcome: LoadEvent['outcome'],
  code: string | null,
  durationMs: number,
) {
  if (!diagnostics.load.hasSubscribers) return;
  diagnostics.load.publish({ group: groupOf(key), outcome, code, durationMs } satisfies LoadEvent);
}

export function publishWait(key: string): void {
  if (!diagnostics.wait.hasSubscribers) return;
  diagnostics.wait.publish({ group: groupOf(key) } satisfies KeyEvent);
}

export function publishEviction(key: string): void {
  if (!diagnostics.eviction.hasSubscribers) return;
  diagnostics.eviction.publish({ group: groupOf(key) } satisfies KeyEvent);
}

export function publishStore(
  statement: string,
  outcome: StoreEvent['outcome'],
  code: StoreEvent['code'],
  durationMs: number,
): void {
  if (!diagnostics.store.hasSubscribers) return;
  diagnostics.store.publish({ statement, outcome, code, durationMs } satisfies StoreEvent);
}

export function publishCleanup(report: CleanupReport): void {
  if (diagnostics.cleanup.hasSubscribers) diagnostics.cleanup.publish(report);
}

export function publishBus(audible: boolean): void {
  if (diagnostics.bus.hasSubscribers) diagnostics.bus.publish({ audible });
}
