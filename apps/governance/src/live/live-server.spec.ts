import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { UnauthorizedException } from '@nestjs/common';
import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { WebSocket } from 'ws';
import { eventually } from '../../../../test/support/eventually.js';
import { sayOnSocket } from '../../../../test/support/say-on-socket.js';
import { LIVE_LIMITS } from './live-limits.js';
import { LiveServer, type LiveServerOptions } from './live-server.js';

const BEAT_MS = 50;

let http: Server;
let live: LiveServer;
let url: string;

async function start(options: Partial<LiveServerOptions> = {}): Promise<void> {
  live = new LiveServer({
    limits: LIVE_LIMITS,
    trustedProxies: 0,
    origins: [],
    checkAdmin: () => undefined,
    greeting: () => Promise.resolve('"hello"'),
    ...options,
  });
  http = createServer();
  live.attach(http);
  http.listen(0, '127.0.0.1');
  await once(http, 'listening');
  url = `ws://127.0.0.1:${(http.address() as AddressInfo).port}/live`;
}

/** Greeted: it gets whatever is sent from here on. */
async function join(headers: Record<string, string> = {}, localAddress = '127.0.0.1') {
  const client = new WebSocket(url, { headers, localAddress });
  await once(client, 'message');
  return client;
}

interface Refused {
  readonly status: number | undefined;
  readonly retryAfter: string | undefined;
  readonly code: unknown;
}

/** How a connection that is not taken is answered. */
async function refused(
  headers: Record<string, string> = {},
  { at = url, localAddress = '127.0.0.1' } = {},
): Promise<Refused> {
  const client = new WebSocket(at, { headers, localAddress });
  const [, response] = (await once(client, 'unexpected-response')) as [unknown, IncomingMessage];
  let text = '';
  for await (const chunk of response) text += String(chunk);
  const { code } = JSON.parse(text) as { code: unknown };
  return { status: response.statusCode, retryAfter: response.headers['retry-after'], code };
}

async function closing(client: WebSocket): Promise<{ code: number; reason: string }> {
  const [code, reason] = (await once(client, 'close')) as [number, Buffer];
  return { code, reason: reason.toString() };
}

describe('LiveServer', () => {
  const limits = { ...LIVE_LIMITS };

  beforeEach(() => start());

  afterEach(async () => {
    await live.close();
    http.close();
    await once(http, 'close');
  });

  async function restart(options: Partial<LiveServerOptions>): Promise<void> {
    await live.close();
    http.close();
    await once(http, 'close');
    await start(options);
  }

  it('tells all clients the same, from their greeting on', async () => {
    const clients = await Promise.all(Array.from({ length: 5 }, () => join()));
    const heard = clients.map((client) => once(client, 'message'));
    live.clients.broadcast('"news"');
    for (const [message] of await Promise.all(heard)) expect(String(message)).toBe('"news"');
    expect(live.clients.stats()).toMatchObject({ clients: 5, messages: 10 });
  });

  it('forgets who has left', async () => {
    const client = await join();
    client.close();
    await eventually(() => expect(live.clients.size).toBe(0));
    expect(live.clients.countOf('127.0.0.1')).toBe(0);
  });

  it('drops a peer that answers no ping within two heartbeats, and no other', async () => {
    await restart({ limits: { ...limits, heartbeatMs: BEAT_MS } });
    const dead = new WebSocket(url, { autoPong: false });
    await once(dead, 'message');
    const alive = await join();
    const since = performance.now();
    expect((await closing(dead)).code).toBe(1006);
    expect(performance.now() - since).toBeLessThan(10 * BEAT_MS);
    for (let beats = 0; beats < 4; beats++) await once(alive, 'ping');
    expect(alive.readyState).toBe(WebSocket.OPEN);
    expect(live.clients.stats().dropped).toEqual({ slow: 0, dead: 1, talkative: 0 });
  });

  it('drops a reader that is too slow, with the reason, and keeps no more for it', async () => {
    await restart({ limits: { ...limits, closeTimeoutMs: 5000 } });
    const slow = await join();
    const quick = await join();
    let heard = 0;
    quick.on('message', () => heard++);
    slow.pause();
    const text = JSON.stringify('x'.repeat(65_536));
    let sent = 0;
    while (live.clients.stats().dropped.slow === 0) {
      live.clients.broadcast(text);
      sent++;
      await eventually(() => expect(heard).toBe(sent));
    }
    const ended = closing(slow);
    slow.resume();
    expect(await ended).toEqual({ code: 1013, reason: expect.stringMatching(/^too slow/) });
    expect(quick.readyState).toBe(WebSocket.OPEN);
  });

  it('hangs up on a slow reader that does not read its farewell either', async () => {
    await restart({ limits: { ...limits, bufferedBytes: 0, closeTimeoutMs: 100 } });
    const slow = await join();
    slow.pause();
    await eventually(() => {
      live.clients.broadcast(JSON.stringify('x'.repeat(1_000_000)));
      expect(live.clients.stats().dropped.slow).toBe(1);
    });
    await eventually(() => expect(live.clients.size).toBe(0));
    slow.terminate();
  });

  it('has no ear for clients', async () => {
    const client = await join();
    client.send('{"type":"subscribe"}');
    expect(await closing(client)).toEqual({
      code: 1008,
      reason: 'nothing is expected from clients',
    });
  });

  it('takes nobody past its bound, nor past the bound for one address', async () => {
    await restart({ limits: { ...limits, clients: 3, clientsPerAddress: 2 } });
    await join();
    await join();
    expect(await refused()).toEqual({ status: 429, retryAfter: '60', code: 'RATE_LIMITED' });
    const elsewhere = await join({}, '127.0.0.2');
    expect(await refused({}, { localAddress: '127.0.0.3' })).toEqual({
      status: 503,
      retryAfter: '6',
      code: 'LIVE_UNAVAILABLE',
    });
    elsewhere.close();
    await eventually(() => expect(live.clients.size).toBe(2));
    await join({}, '127.0.0.3');
  });

  it('counts attempts by address, those that fail included', async () => {
    await restart({ limits: { ...limits, attemptsPerMinutePerAddress: 2 } });
    await refused({ origin: 'https://elsewhere.example' });
    await join();
    expect(await refused()).toMatchObject({ status: 429, code: 'RATE_LIMITED' });
  });

  it('believes as many proxies as it is told to', async () => {
    await restart({ trustedProxies: 1, limits: { ...limits, clientsPerAddress: 1 } });
    await join({ 'x-forwarded-for': '203.0.113.1' });
    await join({ 'x-forwarded-for': '203.0.113.1, 203.0.113.2' });
    expect(await refused({ 'x-forwarded-for': '203.0.113.3, 203.0.113.1' })).toMatchObject({
      status: 429,
    });
  });

  it('lets pages of its own host and of allowed origins connect, and no others', async () => {
    await restart({ origins: ['https://friend.example'] });
    await join({ origin: new URL(url).origin.replace('ws:', 'http:') });
    await join({ origin: 'https://friend.example' });
    for (const origin of ['https://elsewhere.example', 'null', 'https://friend.example:8443']) {
      expect(await refused({ origin })).toMatchObject({ status: 403, code: 'ORIGIN_REFUSED' });
    }
  });

  it('takes nobody who shows a wrong token', async () => {
    await restart({
      checkAdmin: (authorization) => {
        if (authorization !== 'Bearer right') throw new UnauthorizedException();
      },
    });
    expect(await refused({ authorization: 'Bearer wrong' })).toMatchObject({
      status: 401,
      code: 'UNAUTHORIZED',
    });
    const admin = await join({ authorization: 'Bearer right' });
    const other = await join();
    const heard: string[] = [];
    other.on('message', (message: Buffer) => heard.push(message.toString()));
    const news = once(admin, 'message');
    live.clients.tellAdmins('"secret"');
    expect(String((await news)[0])).toBe('"secret"');
    live.clients.broadcast('"public"');
    await eventually(() => expect(heard).toEqual(['"public"']));
  });

  it('is at its path only', async () => {
    expect(await refused({}, { at: url.replace('/live', '/other') })).toMatchObject({
      status: 404,
      code: 'NOT_FOUND',
    });
  });

  it('says goodbye after what it had sent, and takes nobody any more', async () => {
    const client = await join();
    const heard: string[] = [];
    client.on('message', (message: Buffer) => heard.push(message.toString()));
    const ended = closing(client);
    live.clients.broadcast('"last"');
    const closed = live.close();
    expect(await refused()).toMatchObject({ status: 503, code: 'LIVE_UNAVAILABLE' });
    expect(await ended).toMatchObject({ code: 1001 });
    expect(heard).toEqual(['"last"']);
    await closed;
  });

  it('says what is wrong with a handshake', async () => {
    const { hostname, port } = new URL(url);
    const upgrade = 'Connection: Upgrade\r\nUpgrade: websocket';
    const words = `GET /live HTTP/1.1\r\nHost: x\r\n${upgrade}\r\nSec-WebSocket-Version: 9\r\n\r\n`;
    const { status, head, body } = await sayOnSocket(`http://${hostname}:${port}`, words);
    expect(status).toBe(400);
    expect(JSON.parse(body)).toMatchObject({ instance: '/live', code: 'INVALID_REQUEST' });
    expect(head).toContain('sec-websocket-version: 13');
  });
});
