import { once } from 'node:events';
import { createConnection } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { post, RpcClient } from '../../test/support/rpc-client.js';
import { startDevChain, type DevChain } from '../index.js';

const CALL = '{"jsonrpc":"2.0","id":1,"method":"chain_getFinalizedHead","params":[]}';

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

describe('a node that hangs', () => {
  it('accepts connections and says nothing, not even to a ping', async () => {
    chain.hang();
    const late = await RpcClient.connect(chain.url);
    late.request('chain_getFinalizedHead');
    client.request('chain_subscribeNewHeads');
    expect(await late.pongs(100)).toBe(false);
    chain.makeBlock();
    expect(late.received.concat(client.received)).toEqual([]);
    expect(chain.calls.get('chain_getFinalizedHead')).toBe(1);
    await late.close();
  });

  it('answers what is asked after it came back, and nothing from before', async () => {
    chain.hang();
    client.request('chain_subscribeNewHeads');
    expect(await client.pongs(50)).toBe(false);
    chain.unhang();
    expect(await client.pongs(1_000)).toBe(true);
    chain.makeBlock();
    expect(await client.result('system_chain')).toBe('Duniter development chain');
    expect(client.received).toHaveLength(1);
  });

  it('does not answer over HTTP either', async () => {
    chain.hang();
    const answer = fetch(chain.httpUrl, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: CALL,
      signal: AbortSignal.timeout(100),
    });
    await expect(answer).rejects.toThrow(/timeout/);
  });

  it('is closed at once all the same', async () => {
    chain.hang();
    client.request('system_chain');
    const started = performance.now();
    await chain.close();
    await client.closed();
    expect(performance.now() - started).toBeLessThan(5000);
  });
});

describe('a slow node', () => {
  it('delays answers, and no longer once it is told not to', async () => {
    chain.slow(80);
    const started = performance.now();
    await client.result('system_chain');
    expect(performance.now() - started).toBeGreaterThanOrEqual(75);
    chain.slow(0);
    await client.result('system_chain');
  });

  it('keeps the order of what it says', async () => {
    chain.slow(30);
    const id = await client.result('chain_subscribeNewHeads');
    chain.makeBlock();
    const told = await client.toldOnce(id, 2);
    expect(told.map((head) => head['number'])).toEqual(['0x3e8', '0x3e9']);
  });
});

describe('connections', () => {
  it('are counted and cut', async () => {
    expect(chain.connections).toBe(1);
    chain.dropConnections();
    await client.closed();
    expect((await post(chain.httpUrl, CALL)).status).toBe(200);
  });

  it('are refused while the node is gone, and taken again on the same port', async () => {
    const { url } = chain;
    await chain.stopListening();
    await client.closed();
    const socket = createConnection(Number(new URL(url).port), '127.0.0.1');
    const [error] = (await once(socket, 'error')) as [NodeJS.ErrnoException];
    expect(error.code).toBe('ECONNREFUSED');
    await chain.resumeListening();
    expect(chain.url).toBe(url);
    const again = await RpcClient.connect(url);
    expect(await again.result('chain_getFinalizedHead')).toBe(chain.finalizedBlock.hash);
    await again.close();
  });

  it('have their bytes counted when they are open and when they are closed', async () => {
    await client.result('state_getMetadata');
    const open = chain.bytesOut;
    expect(open).toBeGreaterThan(4_000);
    expect(chain.bytesIn).toBeGreaterThan(0);
    await client.close();
    expect(chain.bytesOut).toBeGreaterThanOrEqual(open);
  });
});

describe('answers', () => {
  it('of a method may be an error, until it is told not to fail', async () => {
    chain.failMethod('chain_getFinalizedHead', { code: -32009, message: 'busy' });
    const { error } = await client.call('chain_getFinalizedHead');
    expect(error).toEqual({ code: -32009, message: 'busy' });
    chain.failMethod('chain_getFinalizedHead', null);
    expect(await client.result('chain_getFinalizedHead')).toBe(chain.finalizedBlock.hash);
  });

  it('may be garbage, come twice, be huge, or never come', async () => {
    chain.intercept('system_chain', () => 'not JSON');
    chain.intercept('system_name', (_, honest) => [honest, honest]);
    chain.intercept('system_version', () => 'x'.repeat(20 * 1024 * 1024));
    chain.intercept('system_health', () => null);
    for (const method of ['system_chain', 'system_health', 'system_version', 'system_name']) {
      client.request(method);
    }
    await client.receives(4);
    const lengths = client.received.map(({ length }) => length);
    expect(lengths).toEqual([8, 20 * 1024 * 1024, lengths[2], lengths[2]]);
  });

  it('may come out of order', async () => {
    const held: string[] = [];
    chain.intercept('*', (_, honest) => {
      held.unshift(honest);
      return held.length < 2 ? null : held;
    });
    const first = client.request('system_chain');
    await client.call('system_name');
    expect(client.received.map((text) => (JSON.parse(text) as { id: number }).id)).toEqual([
      first + 1,
      first,
    ]);
  });

  it('are honest where the interceptor says so, and once it is gone', async () => {
    chain.intercept('*', () => undefined);
    expect(await client.result('system_name')).toBe('duniter-dev-chain');
    chain.intercept('*', () => null);
    chain.intercept('*', null);
    expect(await client.result('system_name')).toBe('duniter-dev-chain');
  });

  it('may come unasked', async () => {
    chain.broadcast('{"jsonrpc":"2.0","id":99,"result":"0x"}');
    expect(await client.until(() => true)).toMatchObject({ id: 99 });
  });

  it('are counted by method, answered or not', async () => {
    await client.call('system_chain');
    await client.call('nope');
    expect(Object.fromEntries(chain.calls)).toEqual({ system_chain: 1, nope: 1 });
    chain.resetCalls();
    expect(chain.calls.size).toBe(0);
  });
});

describe('finality', () => {
  it('stalls while blocks go on, and catches up', async () => {
    const { number } = chain.finalizedBlock;
    chain.stallFinality();
    chain.makeBlock(50);
    expect(chain.finalizedBlock.number).toBe(number);
    chain.resumeFinality();
    expect(chain.finalizedBlock.number).toBe(number + 50);
    chain.finalizeAll();
    expect(chain.finalizedBlock).toEqual(chain.bestBlock);
  });

  it('goes backwards, and says so to subscribers', async () => {
    const id = await client.result('chain_subscribeFinalizedHeads');
    chain.regressFinalized(990);
    const told = await client.toldOnce(id, 2);
    expect(told.map((head) => head['number'])).toEqual(['0x3e6', '0x3de']);
    expect(await client.result('chain_getFinalizedHead')).toBe(chain.finalizedBlock.hash);
    expect(() => chain.regressFinalized(5_000)).toThrow(RangeError);
  });

  it('forks: another hash at the same height is announced', async () => {
    const { number, hash } = chain.finalizedBlock;
    const id = await client.result('chain_subscribeFinalizedHeads');
    chain.fork(number);
    expect(chain.finalizedBlock.number).toBe(number);
    expect(chain.finalizedBlock.hash).not.toBe(hash);
    const told = await client.toldOnce(id, 2);
    expect(told[0]?.['number']).toBe(told[1]?.['number']);
    expect(told[0]?.['stateRoot']).not.toBe(told[1]?.['stateRoot']);
    expect(await client.result('chain_getBlockHash', number)).toBe(chain.finalizedBlock.hash);
  });
});

describe('the node itself', () => {
  it('may be syncing, or alone when it should not be', async () => {
    chain.setHealth({ isSyncing: true, shouldHavePeers: true });
    expect(await client.result('system_health')).toEqual({
      peers: 0,
      isSyncing: true,
      shouldHavePeers: true,
    });
  });

  it('may become a node of another chain on the same port', async () => {
    const [genesis, { url }] = [chain.genesisHash, chain];
    chain.becomeChain('another');
    await client.closed();
    const again = await RpcClient.connect(url);
    expect(await again.result('chain_getBlockHash', 0)).toBe(chain.genesisHash);
    expect(chain.genesisHash).not.toBe(genesis);
    expect(chain.bestBlock.number).toBe(1_000);
    await again.close();
  });

  it('may lie about a figure while its hashes stay honest', async () => {
    const honest = await startDevChain({ blockTimeMs: 'manual' });
    const key = '0x2ce461329fdf4be12bce01afc0af09bc65cd6a25c6273788a61a301e88039d20';
    chain.lie({ members: 9 });
    expect(await client.result('state_getStorage', key)).toBe('0x09000000');
    chain.makeBlock();
    honest.makeBlock();
    expect(chain.bestBlock).toEqual(honest.bestBlock);
    await honest.close();
  });
});
