import type { CountPreset } from './counts/count-definition.js';
import { presetProblems } from './counts/definition-problems.js';
import { duniterPreset } from './counts/presets/duniter.js';
import { maskUrl, placesIn, urlProblem } from './client/endpoint-url.js';
import { RpcOptionsError } from './errors.js';

/** What a consumer says to `RpcModule.forRoot`. Everything but `endpoints` has a default. */
export interface RpcModuleOptions {
  /** URLs of nodes (ws, wss, http or https) in order of preference: 1 to 32. */
  readonly endpoints: readonly string[];
  /**
   * 0x-prefixed hash of block 0 of the chain that is meant: endpoints of another one are refused.
   * Default: the first chain that is seen is remembered in the cache and held to.
   */
  readonly genesisHash?: string;
  /** What is counted, and what must hold of it. Default: the counts of Duniter. */
  readonly preset?: CountPreset;
  /** Time to live of a snapshot, in seconds. Default 3600. */
  readonly ttlSeconds?: number;
  /** How long past its time to live a snapshot may be served, as stale, in seconds. Default 86400. */
  readonly graceSeconds?: number;
  /** Deadline of each call to a node, in milliseconds: 50 to 60000. Default 5000. */
  readonly callTimeoutMs?: number;
  /** How many endpoints must give the same values. From 1, the default, to their number. */
  readonly quorum?: number;
  /** By how many blocks an endpoint's finalized head may trail the best one's. Default 20. */
  readonly maxTrailingBlocks?: number;
  /** By how many blocks finality may be behind the head before it counts as stalled. Default 100. */
  readonly maxFinalityLagBlocks?: number;
  /** For how many seconds a finalized head may stand before it counts as stalled. Default 300. */
  readonly finalityTimeoutSeconds?: number;
  /**
   * What to do while finality is stalled or every endpoint lags: serve the last finalized values
   * as stale (default), or refuse to read.
   */
  readonly whenDegraded?: 'serve-stale' | 'refuse';
  /**
   * Whether one replica follows the finalized heads for all of them, so that what is served is that
   * of the newest one. Default `true`. Else a snapshot is read when the one before has expired.
   */
  readonly follow?: boolean;
  /** For how long what counts were is kept, in seconds. Default `Infinity`. */
  readonly historyRetentionSeconds?: number;
}

/** The options with every default filled in. */
export type RpcOptions = Required<Omit<RpcModuleOptions, 'genesisHash'>> & {
  readonly genesisHash: string | undefined;
};

/** Injection token of the checked options. */
export const RPC_OPTIONS = Symbol('RPC_OPTIONS');

const DEFAULTS = {
  preset: duniterPreset,
  ttlSeconds: 3600,
  graceSeconds: 86_400,
  callTimeoutMs: 5000,
  quorum: 1,
  maxTrailingBlocks: 20,
  maxFinalityLagBlocks: 100,
  finalityTimeoutSeconds: 300,
  whenDegraded: 'serve-stale',
  follow: true,
  historyRetentionSeconds: Infinity,
} as const;

/** Fills in defaults and checks. @throws RpcOptionsError naming every option that is wrong. */
export function resolveRpcOptions(given: RpcModuleOptions): RpcOptions {
  if (typeof given !== 'object' || given === null) {
    throw new RpcOptionsError([`options must be an object, not ${String(given)}`]);
  }
  const set = Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined));
  const options = { ...DEFAULTS, genesisHash: undefined, ...set } as RpcOptions;
  const problems = [...optionProblems(options)];
  if (problems.length > 0) throw new RpcOptionsError(problems);
  return { ...options, genesisHash: options.genesisHash?.toLowerCase() };
}

function* optionProblems(options: RpcOptions): Generator<string> {
  yield* endpointProblems(options.endpoints);
  const { genesisHash, quorum, endpoints } = options;
  if (genesisHash !== undefined && !/^0x[\da-f]{64}$/i.test(genesisHash)) {
    yield 'genesisHash must be 0x and 64 hexadecimal digits';
  }
  yield* presetProblems(options.preset);
  yield* lifeProblems('ttlSeconds', options.ttlSeconds, Number.MIN_VALUE);
  yield* lifeProblems('graceSeconds', options.graceSeconds, 0);
  yield* wholeProblems('callTimeoutMs', options.callTimeoutMs, 50, 60_000);
  const urls: readonly unknown[] = Array.isArray(endpoints) ? endpoints : [];
  yield* wholeProblems('quorum', quorum, 1, Math.max(1, urls.length));
  if (quorum > 1 && placesIn(urls) < urls.length) {
    yield 'endpoints must differ where a quorum of them must agree';
  }
  yield* wholeProblems('maxTrailingBlocks', options.maxTrailingBlocks, 1, 1_000_000);
  yield* wholeProblems('maxFinalityLagBlocks', options.maxFinalityLagBlocks, 1, 1_000_000);
  yield* wholeProblems('finalityTimeoutSeconds', options.finalityTimeoutSeconds, 1, 1_000_000);
  if (!['serve-stale', 'refuse'].includes(options.whenDegraded)) {
    yield "whenDegraded must be 'serve-stale' or 'refuse'";
  }
  if (typeof options.follow !== 'boolean') yield 'follow must be true or false';
  yield* lifeProblems('historyRetentionSeconds', options.historyRetentionSeconds, Number.MIN_VALUE);
}

function* endpointProblems(endpoints: unknown): Generator<string> {
  if (!Array.isArray(endpoints) || endpoints.length === 0 || endpoints.length > 32) {
    yield 'endpoints must be a list of 1 to 32 URLs';
    return;
  }
  for (const [index, endpoint] of endpoints.entries()) {
    const problem = urlProblem(String(endpoint));
    if (problem !== undefined) {
      yield `endpoints[${index}], ${maskUrl(String(endpoint))}, ${problem}`;
    }
  }
}

function* wholeProblems(name: string, value: number, min: number, max: number): Generator<string> {
  if (Number.isInteger(value) && value >= min && value <= max) return;
  yield `${name} must be a whole number from ${min} to ${max}, not ${String(value)}`;
}

const TEN_YEARS_SECONDS = 10 * 365 * 24 * 3600;

function* lifeProblems(name: string, value: number, min: number): Generator<string> {
  if (value === Infinity) return;
  if (typeof value === 'number' && value >= min && value <= TEN_YEARS_SECONDS) return;
  const from = min === 0 ? 'from 0' : 'above 0';
  yield `${name} must be ${from} and at most ${TEN_YEARS_SECONDS}, or Infinity, not ${String(value)}`;
}
