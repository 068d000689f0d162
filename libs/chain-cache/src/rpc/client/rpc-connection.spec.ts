import { type AddressInfo, createServer, type Server, type Socket } from 'node:net';
import { inspect } from 'node:util';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { type DevChain, startDevChain } from 'duniter-dev-chain';
import { addressesOf, type EndpointAddress } from './endpoint-url.js';
import { HttpConnection } from './http-connection.js';
import type { RpcConnection } from './rpc-connection.js';
import { WebSocketConnection } from './web-socket-connection.js';

const TIMEOUT_MS = 1500;
/** What an answer may take that is small by nature. */
const MIB = 1024 * 1024;

/** Of an answer, beside a result that is a string. */
const ENVELOPE_BYTES = JSON.stringify({ jsonrpc: '2.0', id: 1, result: '' }).length;

function addressOf(url: string): EndpointAddress {
  const [address] = addressesOf([url]);
  if (address === undefined) throw new Error(`${url} is no address`);
  return address;
}

const failed = (code: string, reason?: string) =>
  expect.objectContaining({ code, ...(reason === undefined ? {} : { reason }) });

describe.each([
  {
    kind: 'WebSocket',
    urlOf: (chain: DevChain) => chain.url,
    connect: (address: EndpointAddress, timeoutMs: number): Promise<RpcConnection> =>
      WebSocketConnection.open(address, timeoutMs, new AbortController().signal),
  },
  {
    kind: 'HTTP',
    urlOf: (chain: DevChain) => chain.httpUrl,
    connect: (address: EndpointAddress, timeoutMs: number): Promise<RpcConnection> =>
      Promise.resolve(new HttpConnection(address, timeoutMs)),
  },
])('a connection by $kind', ({ kind, urlOf, connect }) => {
  let chain: DevChain;
  let connection: RpcConnection;

  beforeEach(async () => {
    chain = await startDevChain({ blockTimeMs: 'manual' });
    connection = await connect(addressOf(urlOf(chain)), TIMEOUT_MS);
  });

  afterEach(async () => {
    connection.close();
    await chain.close();
  });

  const call = (method = 'system_chain') => connection.call(method, []);

  it('gives the result of a call', async () => {
    await expect(connection.call('chain_getBlockHash', [0])).resolves.toBe(chain.genesisHash);
  });

  it('keeps calls apart that are answered out of order', async () => {
    const methods = ['system_chain', 'system_name', 'system_chainType'];
    const expected = await Promise.all(methods.map(call));
    const answers: string[] = [];
    chain.intercept('*', (_, honest) => {
      if (kind === 'HTTP') return undefined;
      answers.unshift(honest);
      return answers.length === methods.length ? answers : [];
    });
    await expect(Promise.all(methods.map(call))).resolves.toEqual(expected);
  });

  it('passes an error of the node on, classified', async () => {
    chain.failMethod('system_chain', { code: 4003, message: 'State already discarded for 0x1' });
    await expect(call()).rejects.toEqual(
      failed('STATE_PRUNED', 'system_chain: State already discarded for 0x1 (4003)'),
    );
  });

  it('gives up when no answer comes', async () => {
    chain.hang();
    const startedAt = performance.now();
    await expect(call()).rejects.toEqual(
      failed('CALL_TIMEOUT', `no answer to system_chain within ${TIMEOUT_MS} ms`),
    );
    expect(performance.now() - startedAt).toBeLessThan(TIMEOUT_MS + 10_000);
  });

  it('gives up when it is told to', async () => {
    chain.hang();
    const giveUp = new AbortController();
    const pending = connection.call('system_chain', [], giveUp.signal);
    giveUp.abort();
    await expect(pending).rejects.toEqual(failed('CALL_ABORTED'));
    await expect(connection.call('system_chain', [], giveUp.signal)).rejects.toEqual(
      failed('CALL_ABORTED'),
    );
  });

  it.each([
    ['is no JSON', 'hello'],
    ['is no JSON-RPC', '{"hello":1}'],
    ['has neither result nor error', '{"jsonrpc":"2.0","id":1}'],
  ])('refuses an answer that %s', async (_, text) => {
    chain.intercept('system_chain', () => text);
    await expect(call()).rejects.toEqual(failed('ANSWER_MALFORMED'));
  });

  it('refuses an answer of 20 MB', async () => {
    const patient = await connect(addressOf(urlOf(chain)), 20_000);
    const text = JSON.stringify({ jsonrpc: '2.0', id: 1, result: 'x'.repeat(20_000_000) });
    chain.intercept('system_chain', () => text);
    await expect(patient.call('system_chain', [])).rejects.toEqual(failed('ANSWER_TOO_LARGE'));
    patient.close();
  });

  describe('by the method that it answers', () => {
    const LARGE = ['state_getMetadata', 'state_getKeysPaged', 'state_queryStorageAt'];
    const SMALL = ['system_chain', 'chain_getHeader', 'state_getRuntimeVersion', 'nobody_knows'];
    let patient: RpcConnection;

    beforeEach(async () => {
      patient = await connect(addressOf(urlOf(chain)), 20_000);
      chain.intercept('*', ({ id, params }) => {
        const [bytes] = params as [number];
        return answerOf(Number(id), bytes);
      });
    });

    afterEach(() => patient.close());

    it.each([...LARGE, 'state_getStorage'])('takes 15 MB for an answer to %s', async (method) => {
      await expect(patient.call(method, [15_000_000])).resolves.toHaveLength(
        15_000_000 - ENVELOPE_BYTES,
      );
    });

    it.each(SMALL)('takes 1 MiB and no more for an answer to %s', async (method) => {
      await expect(patient.call(method, [MIB])).resolves.toHaveLength(MIB - ENVELOPE_BYTES);
      await expect(patient.call(method, [MIB + 1])).rejects.toEqual(
        failed('ANSWER_TOO_LARGE', `a message of more than ${MIB} bytes`),
      );
    });

    it('does not take it where another call waits for a large one', async () => {
      chain.intercept('state_getMetadata', () => []);
      const metadata = patient.call('state_getMetadata', []);
      metadata.catch(() => undefined);
      await expect(patient.call('system_chain', [MIB + 1])).rejects.toEqual(
        failed('ANSWER_TOO_LARGE'),
      );
    });

    it('does not even parse what is too large', async () => {
      chain.intercept('*', () => 'x'.repeat(MIB + 1));
      await expect(patient.call('system_chain', [])).rejects.toEqual(failed('ANSWER_TOO_LARGE'));
    });
  });

  it('fails when the connection is cut in the middle', async () => {
    chain.hang();
    const outcome = call().catch((error: unknown) => error);
    await until(() => chain.calls.get('system_chain') === 1);
    chain.dropConnections();
    expect(await outcome).toEqual(
      failed(kind === 'HTTP' ? 'ENDPOINT_UNREACHABLE' : 'CONNECTION_LOST'),
    );
  });

  it('fails what waits when it is ended', async () => {
    chain.hang();
    const pending = call();
    connection.close();
    await expect(pending).rejects.toEqual(failed('CONNECTION_LOST'));
  });
});

describe('WebSocketConnection', () => {
  let chain: DevChain;
  let silent: Server | undefined;
  let accepted: Socket[];
  const open = (url: string, signal = new AbortController().signal) =>
    WebSocketConnection.open(addressOf(url), TIMEOUT_MS, signal);

  beforeEach(async () => {
    accepted = [];
    chain = await startDevChain({ blockTimeMs: 'manual' });
  });

  afterEach(async () => {
    // Nobody reads from them, so that they do not notice that their clients have gone.
    for (const socket of accepted) socket.destroy();
    silent?.close();
    silent = undefined;
    await chain.close();
  });

  it('takes no notice of an answer that comes twice, or that nobody asked for', async () => {
    chain.intercept('system_chain', (_, honest) => [
      honest,
      honest,
      '{"jsonrpc":"2.0","id":99,"result":1}',
      '{"jsonrpc":"2.0","method":"x","params":{"subscription":1,"result":2}}',
    ]);
    const connection = await open(chain.url);
    const name = await connection.call('system_chain', []);
    await expect(connection.call('system_chain', [])).resolves.toBe(name);
    expect(connection.open).toBe(true);
    connection.close();
  });

  it.each([
    ['a notification', '"method":"x","params"'],
    ['an answer that nobody asked for', '"id":99,"result"'],
  ])('is lost to %s of more than 1 MiB', async (_, named) => {
    const connection = await open(chain.url);
    const lost = new Promise((resolve) => {
      connection.listen('x', { pushed: () => undefined, lost: resolve });
    });
    chain.broadcast(`{"jsonrpc":"2.0",${named}:["${'x'.repeat(MIB)}"]}`);
    expect(await lost).toEqual(failed('ANSWER_TOO_LARGE'));
    expect(connection.open).toBe(false);
  });

  it('is not lost to a large answer to a call that was given up, but to a second one', async () => {
    const connection = await open(chain.url);
    const giveUp = new AbortController();
    chain.intercept('state_getMetadata', () => []);
    const pending = connection.call('state_getMetadata', [], giveUp.signal);
    giveUp.abort();
    await expect(pending).rejects.toEqual(failed('CALL_ABORTED'));
    await connection.call('system_chain', []);
    chain.broadcast(answerOf(1, 2 * MIB));
    await connection.call('system_chain', []);
    chain.broadcast(answerOf(1, 2 * MIB));
    await until(() => !connection.open);
  });

  it('is lost for good once it is cut', async () => {
    const connection = await open(chain.url);
    chain.dropConnections();
    await until(() => !connection.open);
    await expect(connection.call('system_chain', [])).rejects.toEqual(failed('CONNECTION_LOST'));
  });

  it('says in no time that nobody listens', async () => {
    await chain.stopListening();
    await expect(open(chain.url)).rejects.toEqual(failed('ENDPOINT_UNREACHABLE'));
  });

  it('gives up on a server that accepts and says nothing', async () => {
    silent = createServer((socket) => accepted.push(socket)).listen(0, '127.0.0.1');
    await new Promise((resolve) => silent?.once('listening', resolve));
    const { port } = silent.address() as AddressInfo;
    const reason = `no answer to the opening of a connection within ${TIMEOUT_MS} ms`;
    await expect(open(`ws://127.0.0.1:${port}`)).rejects.toEqual(failed('CALL_TIMEOUT', reason));
    const closing = new AbortController();
    const opening = open(`ws://127.0.0.1:${port}`, closing.signal);
    closing.abort();
    await expect(opening).rejects.toEqual(failed('CALL_ABORTED'));
  });

  it('never says more of the URL than its origin', async () => {
    await chain.stopListening();
    const url = chain.url.replace('ws://', 'ws://user:secret@');
    const error = await open(`${url}/key-1?token=2`).catch((reason: unknown) => reason);
    expect(error).toEqual(failed('ENDPOINT_UNREACHABLE'));
    expect(inspect(error)).not.toMatch(/secret|key-1|token/);
  });
});

describe('HttpConnection', () => {
  it('tells a server that is busy from one that is no node', async () => {
    const { createServer: createHttpServer } = await import('node:http');
    let status = 503;
    const server = createHttpServer((_, response) => response.writeHead(status).end('no'));
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as AddressInfo;
    const connection = new HttpConnection(addressOf(`http://127.0.0.1:${port}`), TIMEOUT_MS);
    const statuses = { 503: 'NODE_BUSY', 429: 'NODE_BUSY', 404: 'ENDPOINT_UNREACHABLE' };
    for (const [given, code] of Object.entries(statuses)) {
      status = Number(given);
      await expect(connection.call('system_chain', [])).rejects.toEqual(
        failed(code, `HTTP status ${given}`),
      );
    }
    server.closeAllConnections();
    server.close();
  });

  it('sends credentials as a header, and shows them to nobody', async () => {
    const { createServer: createHttpServer } = await import('node:http');
    const seen: (string | undefined)[] = [];
    const server = createHttpServer((request, response) => {
      seen.push(request.headers.authorization, request.url);
      response.writeHead(302, { location: 'http://elsewhere.example/' }).end();
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as AddressInfo;
    const url = `http://user:p%40ss@127.0.0.1:${port}/key-1?token=2`;
    const connection = new HttpConnection(addressOf(url), TIMEOUT_MS);
    const error = await connection.call('system_chain', []).catch((reason: unknown) => reason);
    expect(seen).toEqual([
      `Basic ${Buffer.from('user:p@ss').toString('base64')}`,
      '/key-1?token=2',
    ]);
    expect(error).toEqual(failed('ENDPOINT_UNREACHABLE'));
    expect(inspect(error)).not.toMatch(/p@ss|key-1|token/);
    server.closeAllConnections();
    server.close();
  });
});

/** An answer that takes so many bytes, for ids of one digit. */
function answerOf(id: number, bytes: number): string {
  const result = 'x'.repeat(bytes - ENVELOPE_BYTES);
  return JSON.stringify({ jsonrpc: '2.0', id, result });
}

async function until(condition: () => boolean): Promise<void> {
  const deadline = performance.now() + 2000;
  while (!condition()) {
    if (performance.now() > deadline) throw new Error('it did not come to be');
    await new Promise((resolve) => setTimeout(resolve, 2));
  }
}
