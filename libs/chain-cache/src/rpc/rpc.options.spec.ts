import { describe, expect, it } from '@jest/globals';
import { duniterPreset } from './counts/presets/duniter.js';
import { RpcOptionsError } from './errors.js';
import { resolveRpcOptions, type RpcModuleOptions } from './rpc.options.js';

const endpoints = ['ws://127.0.0.1:9944'];

function problemsOf(options: Partial<Record<keyof RpcModuleOptions, unknown>>): readonly string[] {
  try {
    resolveRpcOptions({ endpoints, ...options } as RpcModuleOptions);
    return [];
  } catch (error) {
    if (error instanceof RpcOptionsError) return error.problems;
    throw error;
  }
}

describe('resolveRpcOptions', () => {
  it('fills in what is not given, or given as undefined', () => {
    const ttlSeconds = undefined as unknown as number;
    expect(resolveRpcOptions({ endpoints, ttlSeconds, quorum: 1 })).toEqual({
      endpoints,
      genesisHash: undefined,
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
    });
  });

  it.each([
    { endpoints: ['http://a.example', 'https://b.example', 'wss://c.example/ws'], quorum: 3 },
    { ttlSeconds: Infinity, graceSeconds: 0 },
    { ttlSeconds: 0.5, graceSeconds: Infinity },
    { genesisHash: `0x${'Ab'.repeat(32)}` },
    { preset: { definitions: [], invariants: [] } },
  ])('takes %j', (options) => {
    expect(problemsOf(options)).toEqual([]);
  });

  it.each<[Partial<Record<keyof RpcModuleOptions, unknown>>, string]>([
    [{ endpoints: [] }, 'endpoints must be a list of 1 to 32 URLs'],
    [{ endpoints: 'ws://a' }, 'endpoints must be a list of 1 to 32 URLs'],
    [{ endpoints: null }, 'endpoints must be a list of 1 to 32 URLs'],
    [
      { endpoints: Array.from({ length: 33 }, () => 'ws://a') },
      'endpoints must be a list of 1 to 32',
    ],
    [{ endpoints: ['ws://a', 'ftp://b'] }, 'endpoints[1], (not the URL of a node), is not a ws'],
    [
      { endpoints: ['ws://a', 'ws://b', 'HTTP://A:80/'], quorum: 2 },
      'endpoints must differ where a quorum of them must agree',
    ],
    [{ genesisHash: '0x12' }, 'genesisHash must be 0x and 64 hexadecimal digits'],
    [{ ttlSeconds: 0 }, 'ttlSeconds must be above 0'],
    [{ ttlSeconds: NaN }, 'ttlSeconds must be above 0'],
    [{ ttlSeconds: 1e9 }, 'ttlSeconds must be above 0 and at most 315360000'],
    [{ graceSeconds: -1 }, 'graceSeconds must be from 0'],
    [{ callTimeoutMs: 49 }, 'callTimeoutMs must be a whole number from 50 to 60000, not 49'],
    [{ callTimeoutMs: '500' }, 'callTimeoutMs must be a whole number'],
    [{ quorum: 2 }, 'quorum must be a whole number from 1 to 1, not 2'],
    [{ maxTrailingBlocks: 0 }, 'maxTrailingBlocks must be'],
    [{ maxFinalityLagBlocks: 1.5 }, 'maxFinalityLagBlocks must be'],
    [{ finalityTimeoutSeconds: 0 }, 'finalityTimeoutSeconds must be'],
    [{ whenDegraded: 'guess' }, "whenDegraded must be 'serve-stale' or 'refuse'"],
    [{ preset: null }, 'preset must have a list of definitions'],
    [{ preset: { definitions: [] } }, 'preset must have a list of definitions'],
    [{ preset: { definitions: [null], invariants: [] } }, "a count can't be named"],
    [{ preset: { definitions: [], invariants: [{ atMost: 1 }] } }, 'an invariant is of'],
  ])('refuses %j', (options, problem) => {
    expect(problemsOf(options)).toEqual([expect.stringContaining(problem)]);
  });

  it.each([undefined, null, 'ws://127.0.0.1:9944'])('refuses %p, which is no object', (given) => {
    const resolve = () => resolveRpcOptions(given as unknown as RpcModuleOptions);
    expect(resolve).toThrow(
      new RpcOptionsError([`options must be an object, not ${String(given)}`]),
    );
  });

  it('names every wrong option at once, and shows of URLs only what is no secret', () => {
    const options = { endpoints: ['wss://me:secret@a.example/key#x'], ttlSeconds: -1, quorum: 0 };
    expect(problemsOf(options)).toEqual([
      'endpoints[0], wss://a.example, has a fragment',
      expect.stringContaining('ttlSeconds'),
      expect.stringContaining('quorum'),
    ]);
  });

  it('refuses a preset that makes no sense', () => {
    const alternatives = [{ pallet: 'A', item: 'B', read: 'value' as const }];
    const definitions = [
      { name: 'twice', kind: 'count' as const, alternatives },
      { name: 'twice', kind: 'count' as const, alternatives },
      { name: 'No-Name', kind: 'count' as const, alternatives },
      { name: 'constructor', kind: 'count' as const, alternatives },
      { name: 'nowhere', kind: 'count' as const, alternatives: [] },
    ];
    const invariants = [{ count: 'twice', atMost: 'other' }];
    expect(problemsOf({ preset: { definitions, invariants } })).toEqual([
      'two counts are named twice',
      expect.stringContaining('a count can\'t be named "No-Name"'),
      expect.stringContaining('a count can\'t be named "constructor"'),
      'the count nowhere has no alternatives',
      'an invariant is of "other", which no definition is named',
    ]);
  });

  it.each<[string, Record<string, unknown>, string]>([
    ['of no kind', { kind: 'sum' }, 'the kind of mine must be count or amount'],
    ['without places', { alternatives: undefined }, 'the count mine has no alternatives'],
    ['of no pallet', { alternatives: [{ item: 'B', read: 'value' }] }, 'each alternative of mine'],
    ['read in no way', { alternatives: [{ pallet: 'A', item: 'B' }] }, 'each alternative of mine'],
    [
      'read in a way that there is not',
      { alternatives: [{ pallet: 'A', item: 'B', read: 'size' }] },
      'each alternative of mine',
    ],
    [
      'of entries of which is not said which',
      { alternatives: [{ pallet: 'A', item: 'B', read: { entriesWhere: { field: 'status' } } }] },
      'each alternative of mine',
    ],
    [
      'with a decoder that is none',
      { alternatives: [{ pallet: 'A', item: 'B', read: { decode: 'u32' } }] },
      'each alternative of mine',
    ],
  ])('refuses a definition %s', (_, wrong, problem) => {
    const alternatives = [{ pallet: 'A', item: 'B', read: 'value' }];
    const definitions = [{ name: 'mine', kind: 'count', alternatives, ...wrong }];
    expect(problemsOf({ preset: { definitions, invariants: [] } })).toEqual([
      expect.stringContaining(problem),
    ]);
  });
});
