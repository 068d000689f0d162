import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { post, RpcClient, type RpcAnswer } from '../../test/support/rpc-client.js';
import { startDevChain, type DevChain } from '../index.js';
import { itemKey } from '../storage/storage-keys.js';

const MEMBERS = `0x${itemKey('Membership', 'CounterForMembership')}`;
const SMITHS = `0x${itemKey('SmithMembers', 'Smiths')}`;
const UNKNOWN_HASH = `0x${'11'.repeat(32)}`;

let chain: DevChain;
let client: RpcClient;

beforeEach(async () => {
  chain = await startDevChain({ blockTimeMs: 'manual' });
  client = await RpcClient.connect(chain.url);
});

afterEach(async () => {
  await client.close();
  await chain.close();
});

describe('JSON-RPC', () => {
  const errorOf = (text: string) => (JSON.parse(text) as RpcAnswer).error;

  it.each([
    ['no JSON', '{"jsonrpc":', -32700, 'Parse error'],
    ['no request', '{"id":1}', -32600, 'Invalid request'],
    ['an empty batch', '[]', -32600, 'Invalid request'],
    ['an unknown method', '{"jsonrpc":"2.0","id":1,"method":"nope"}', -32601, 'Method not found'],
    [
      'parameters of the wrong type',
      '{"jsonrpc":"2.0","id":1,"method":"state_getStorage","params":[7]}',
      -32602,
      'Invalid params',
    ],
  ])('answers %s by the error that it is', async (_, text, code, message) => {
    expect(errorOf((await post(chain.httpUrl, text)).body)).toMatchObject({ code, message });
  });

  it('answers a batch in one, in order, with errors in their places', async () => {
    const call = (id: number, method: string) => ({ jsonrpc: '2.0', id, method });
    const batch = [call(1, 'system_chain'), 7, call(2, 'nope'), call(3, 'chain_getFinalizedHead')];
    const { body } = await post(chain.httpUrl, JSON.stringify(batch));
    expect((JSON.parse(body) as RpcAnswer[]).map(({ id }) => id)).toEqual([1, null, 2, 3]);
  });

  it('does not answer notifications', async () => {
    client.send('{"jsonrpc":"2.0","method":"system_chain"}');
    expect((await client.call('system_name')).result).toBe('duniter-dev-chain');
    expect(client.received).toHaveLength(1);
  });

  it('refuses requests that are larger than a node takes', async () => {
    client.send(`"${'x'.repeat(16 * 1024 * 1024)}"`);
    const answer = (await client.until(() => true)) as RpcAnswer;
    expect(answer.error).toMatchObject({ code: -32007, message: 'Request is too big' });
  });

  it('takes POST of JSON only', async () => {
    expect((await fetch(chain.httpUrl)).status).toBe(405);
    expect((await post(chain.httpUrl, '{}', 'text/plain')).status).toBe(415);
  });

  it('offers no subscriptions over HTTP', async () => {
    const subscribe = '{"jsonrpc":"2.0","id":1,"method":"chain_subscribeNewHeads","params":[]}';
    expect(errorOf((await post(chain.httpUrl, subscribe)).body)?.code).toBe(-32603);
  });

  it('lists every method that it answers', async () => {
    const { methods } = await client.result<{ methods: string[] }>('rpc_methods');
    expect(methods).toEqual(methods.toSorted());
    expect(methods).toEqual(
      expect.arrayContaining(['state_queryStorageAt', 'chainHead_v1_follow']),
    );
    for (const method of methods) {
      expect((await client.call(method)).error?.code).not.toBe(-32601);
    }
  });
});

describe('blocks', () => {
  it('are found by number, by list of numbers, or as the best one', async () => {
    const { number, hash } = chain.bestBlock;
    expect(await client.result('chain_getBlockHash')).toBe(hash);
    expect(await client.result('chain_getBlockHash', number)).toBe(hash);
    expect(await client.result('chain_getBlockHash', `0x${number.toString(16)}`)).toBe(hash);
    expect(await client.result('chain_getBlockHash', number + 1)).toBeNull();
    expect(await client.result('chain_getBlockHash', [0, number])).toEqual([
      chain.genesisHash,
      hash,
    ]);
  });

  it('have headers; unknown ones are null', async () => {
    const header = await client.result('chain_getHeader', chain.finalizedBlock.hash);
    expect(header).toMatchObject({ number: '0x3e6', digest: { logs: [] } });
    expect(await client.result('chain_getHeader', UNKNOWN_HASH)).toBeNull();
    expect(await client.result('chain_getBlock', UNKNOWN_HASH)).toBeNull();
  });
});

describe('storage', () => {
  it('is read at any block whose state is kept', async () => {
    const before = chain.bestBlock.hash;
    chain.set({ members: 0 });
    chain.makeBlock();
    expect(await client.result('state_getStorage', MEMBERS)).toBe('0x00000000');
    expect(await client.result('state_getStorage', MEMBERS, before)).toBe('0x381c0000');
    expect(await client.result('state_queryStorageAt', [MEMBERS, MEMBERS, '0x00'], before)).toEqual(
      [
        {
          block: before,
          changes: [
            [MEMBERS, '0x381c0000'],
            ['0x00', null],
          ],
        },
      ],
    );
  });

  it('has hashes and sizes', async () => {
    expect(await client.result('state_getStorageSize', MEMBERS)).toBe(4);
    expect(await client.result('state_getStorageSize', '0x00')).toBeNull();
    expect(await client.result('state_getStorageSize', SMITHS)).toBeGreaterThan(29 * 8);
    expect(await client.result('state_getStorageHash', MEMBERS)).toMatch(/^0x[\da-f]{64}$/);
  });

  it('of thousands of smiths comes in pages of at most 1000 keys, each key once', async () => {
    chain.set({ smiths: 2_500 });
    chain.makeBlock();
    const at = chain.bestBlock.hash;
    const keys: string[] = [];
    const sizes: number[] = [];
    do {
      const page = await client.result<string[]>(
        'state_getKeysPaged',
        SMITHS,
        1_000,
        keys.at(-1) ?? null,
        at,
      );
      sizes.push(page.length);
      keys.push(...page);
    } while (sizes.at(-1) === 1_000);
    expect(sizes).toEqual([1_000, 1_000, 509]);
    expect(new Set(keys).size).toBe(2_509);
    expect(keys).toEqual(keys.toSorted());
    const [answer] = await client.result<{ changes: [string, string][] }[]>(
      'state_queryStorageAt',
      keys,
      at,
    );
    const active = answer?.changes.filter(([, value]) => value.startsWith('0x02'));
    expect(active).toHaveLength(2_500);
  });

  it('of more than a page at once is refused as Substrate does', async () => {
    expect((await client.call('state_getKeysPaged', SMITHS, 1_001)).error).toEqual({
      code: 4002,
      message: 'count exceeds maximum value. value: 1001, max: 1000',
    });
  });

  it.each(['state_getPairs', 'state_queryStorage', 'state_subscribeStorage'])(
    'without a bound is refused: %s',
    async (method) => {
      expect((await client.call(method)).error).toEqual({
        code: 4003,
        message: 'RPC call is unsafe to be called externally',
      });
    },
  );
});

describe('states that are gone', () => {
  const messageOf = async (method: string, ...params: unknown[]) => {
    const { error } = await client.call(method, ...params);
    return `${error?.code} ${error?.message}`;
  };

  it.each([
    ['older than the kept ones', () => undefined, 1_000 - 2 - 257],
    ['pruned', () => chain.pruneStatesBefore(999), 998],
  ])('answer that they are discarded: %s', async (_, prune, number) => {
    prune();
    const hash = await client.result<string>('chain_getBlockHash', number);
    const discarded = `State already discarded for ${hash}`;
    const storage = `4003 Client error: UnknownBlock: ${discarded}`;
    const runtime = `4003 Client error: Api called for an unknown Block: ${discarded}`;
    expect(await messageOf('state_getStorage', MEMBERS, hash)).toBe(storage);
    expect(await messageOf('state_queryStorageAt', [MEMBERS], hash)).toBe(storage);
    expect(await messageOf('state_getKeysPaged', SMITHS, 9, null, hash)).toBe(storage);
    expect(await messageOf('state_getMetadata', hash)).toBe(runtime);
    expect(await messageOf('state_getRuntimeVersion', hash)).toBe(runtime);
    expect(await client.result('chain_getHeader', hash)).not.toBeNull();
  });

  it('are not those of the last 256 blocks', async () => {
    const hash = await client.result<string>('chain_getBlockHash', 1_000 - 2 - 256);
    expect(await client.result('state_getStorage', MEMBERS, hash)).toBe('0x381c0000');
  });

  it('are told from those of unknown blocks', async () => {
    const missing = `Header was not found in the database: ${UNKNOWN_HASH}`;
    expect(await messageOf('state_getStorage', MEMBERS, UNKNOWN_HASH)).toBe(
      `4003 Client error: UnknownBlock: ${missing}`,
    );
    expect(await messageOf('state_queryStorageAt', [MEMBERS], UNKNOWN_HASH)).toContain(
      `UnknownBlock: ${missing}`,
    );
  });
});

describe('runtime', () => {
  it('gives the metadata of the block that is asked for, by either way', async () => {
    const before = chain.bestBlock.hash;
    const metadata = await client.result<string>('state_getMetadata');
    chain.upgradeRuntime('no-tech-comm');
    chain.makeBlock();
    expect(await client.result('state_getMetadata')).not.toBe(metadata);
    expect(await client.result('state_getMetadata', before)).toBe(metadata);
    const wrapped = await client.result<string>('state_call', 'Metadata_metadata', '0x', before);
    expect(wrapped.endsWith(metadata.slice(2))).toBe(true);
    expect(await client.result('state_getRuntimeVersion')).toMatchObject({ specVersion: 1_101 });
    expect(await client.result('state_getRuntimeVersion', before)).toMatchObject({
      specVersion: 1_100,
    });
  });

  it('knows no other calls', async () => {
    const { error } = await client.call('state_call', 'Core_version', '0x');
    expect(error?.message).toContain('Exported method Core_version is not found');
  });
});

describe('subscriptions', () => {
  it('to heads tell the present one and each that follows', async () => {
    const newHeads = await client.result('chain_subscribeNewHeads');
    const finalized = await client.result('chain_subscribeFinalizedHeads');
    chain.makeBlock(2);
    const numbers = (heads: Record<string, unknown>[]) => heads.map((head) => head['number']);
    expect(numbers(await client.toldOnce(newHeads, 3))).toEqual(['0x3e8', '0x3e9', '0x3ea']);
    expect(numbers(await client.toldOnce(finalized, 3))).toEqual(['0x3e6', '0x3e7', '0x3e8']);
  });

  it('to storage tell what changed', async () => {
    const id = await client.result('state_subscribeStorage', [MEMBERS, '0x00']);
    chain.makeBlock();
    chain.set({ members: 7_225 });
    chain.makeBlock();
    expect(await client.toldOnce(id, 2)).toMatchObject([
      {
        changes: [
          [MEMBERS, '0x381c0000'],
          ['0x00', null],
        ],
      },
      { block: chain.bestBlock.hash, changes: [[MEMBERS, '0x391c0000']] },
    ]);
  });

  it('to the runtime version tell an upgrade', async () => {
    const id = await client.result('state_subscribeRuntimeVersion');
    chain.makeBlock();
    chain.upgradeRuntime('smiths-membership');
    chain.makeBlock();
    expect(await client.toldOnce(id, 2)).toMatchObject([
      { specVersion: 1_100 },
      { specVersion: 1_101 },
    ]);
  });

  it('end when they are told to', async () => {
    const id = await client.result('chain_subscribeNewHeads');
    expect(await client.result('chain_unsubscribeNewHeads', id)).toBe(true);
    expect(await client.result('chain_unsubscribeNewHeads', id)).toBe(false);
    chain.makeBlock();
    await client.call('system_chain');
    expect(client.told(id)).toHaveLength(1);
  });

  it('are at most 1024 on a connection', async () => {
    const ids = Array.from({ length: 1_024 }, () => client.request('chain_subscribeNewHeads'));
    expect((await client.call('chain_subscribeNewHeads')).error).toMatchObject({ code: -32006 });
    expect(ids).toHaveLength(1_024);
  });
});
