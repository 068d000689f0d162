import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { Agent, request } from 'node:http';
import type { GovernanceApp } from './support/governance-app.js';
import { ADMIN_TOKEN, Stage } from './support/stage.js';

const REQUESTS = 10_000;
const AT_A_TIME = 20;

/** What an answer must never show. */
const INTERNALS = /node_modules|\.[jt]s:\d|select .* from|postgres:\/\/|hunter2|at \w+ \(/i;

interface Sent {
  readonly method: string;
  readonly path: string;
  readonly headers: Record<string, string>;
  readonly body: string;
}

const oneOfThese = (characters: string) => fc.constantFrom(...characters.split(''));

const segment = fc.oneof(
  fc.constantFrom('api', 'v1', 'chain', 'counts', 'wotSize', 'thresholds', 'ballots', 'admin'),
  fc.constantFrom(
    'cache',
    'entries',
    'health',
    'ready',
    'docs',
    '__proto__',
    '..',
    '%2e%2e',
    '%00',
  ),
  fc.string({ unit: 'grapheme', maxLength: 40 }).map((text) => encodeURIComponent(text)),
  fc.string({ unit: oneOfThese('%/;:@&=+$,!~*()[]|^"<>'), maxLength: 8 }),
);
const route = fc.constantFrom(
  '/api/v1/chain/counts',
  '/api/v1/chain/counts/wotSize/history',
  '/api/v1/chain/snapshots/1',
  '/api/v1/thresholds',
  '/api/v1/ballots',
  '/api/v1/admin/cache/entries',
  '/api/v1/admin/ballots',
);
const path = fc.oneof(
  fc.array(segment, { maxLength: 6 }).map((segments) => `/${segments.join('/')}`),
  route,
);
const value = fc.oneof(
  fc.string({ unit: 'grapheme', maxLength: 60 }).map((text) => encodeURIComponent(text)),
  fc.constantFrom('-1', '1e309', 'NaN', '[]', '%', '%ff', '9'.repeat(400), "';drop+table+x;--"),
);
const query = fc
  .array(fc.tuple(fc.constantFrom('mode', 'votesFor', 'limit', 'after', 'prefix', 'a[b]'), value), {
    maxLength: 4,
  })
  .map((pairs) => pairs.map(([name, text]) => `${name}=${text}`).join('&'));
const header = fc.string({ unit: oneOfThese('aZ09 ,;="*/\\W\'%'), maxLength: 40 });
const body = fc.oneof(
  fc.json(),
  fc.string({ maxLength: 100 }),
  fc.constant('{"__proto__":{"admin":true}}'),
);
const hostile: fc.Arbitrary<Sent> = fc
  .tuple(
    fc.constantFrom('GET', 'HEAD', 'POST', 'DELETE', 'PUT', 'PATCH', 'OPTIONS'),
    path,
    query,
    fc.record(
      {
        'if-none-match': header,
        'x-request-id': header,
        'x-forwarded-for': header,
        'content-type': fc.constantFrom(
          'application/json',
          'text/plain',
          'x',
          'multipart/form-data',
        ),
        authorization: fc.constantFrom(`Bearer ${ADMIN_TOKEN}`, `Basic ${ADMIN_TOKEN}`),
        accept: header,
      },
      { requiredKeys: [] },
    ),
    body,
  )
  .map(([method, at, asked, headers, content]) => ({
    method,
    path: asked === '' ? at : `${at}?${asked}`,
    headers,
    body: content,
  }));

const crowd = fc.array(hostile, { minLength: AT_A_TIME, maxLength: AT_A_TIME });

interface Answered {
  readonly status: number;
  readonly text: string;
}

/** The server had closed the connection when the request was sent on it, as it may. */
class StaleConnectionError extends Error {
  constructor(cause: Error) {
    super('a kept connection had ended', { cause });
    this.name = 'StaleConnectionError';
  }
}

describe('hostile requests', () => {
  const connections = new Agent({ keepAlive: true, maxSockets: AT_A_TIME });
  let stage: Stage;
  let governance: GovernanceApp;

  beforeAll(async () => {
    stage = await Stage.set();
    governance = await stage.start({
      CHAIN_ENDPOINTS: `${stage.chain.url}/?key=hunter2`,
      ADMIN_TOKEN,
      RATE_LIMIT_PER_MINUTE: '1000000',
    });
  });

  afterAll(async () => {
    connections.destroy();
    await stage.strike();
  });

  /** By node:http, which sends paths as they are; once more where a kept connection had ended. */
  async function send(asked: Sent): Promise<Answered> {
    try {
      return await sendOn(connections, asked);
    } catch (error) {
      if (!(error instanceof StaleConnectionError)) throw error;
      return await sendOn(false, asked);
    }
  }

  function sendOn(agent: Agent | false, { method, path: at, headers, body: content }: Sent) {
    return new Promise<Answered>((resolve, reject) => {
      const { hostname, port } = new URL(governance.url);
      const length = { 'content-length': String(Buffer.byteLength(content)) };
      const options = { host: hostname, port, method, path: at, agent };
      const sent = request({ ...options, headers: { ...headers, ...length } });
      sent.setTimeout(20_000, () => sent.destroy(new Error('no answer in time')));
      sent.once('error', (error) =>
        reject(sent.reusedSocket ? new StaleConnectionError(error) : error),
      );
      sent.once('response', (response) => {
        let text = '';
        response.on('data', (chunk) => (text += String(chunk)));
        response.once('end', () => resolve({ status: response.statusCode ?? 0, text }));
      });
      sent.end(content);
    });
  }

  it('are answered, never by a crash, and never with internals', async () => {
    await fc.assert(
      fc.asyncProperty(crowd, async (requests) => {
        for (const { status, text } of await Promise.all(requests.map(send))) {
          expect(status === 503 || (status >= 200 && status < 500)).toBe(true);
          expect(text.startsWith('<!doctype') || !INTERNALS.test(text)).toBe(true);
        }
      }),
      { numRuns: REQUESTS / AT_A_TIME },
    );
    await governance.get('/health/live');
  }, 240_000);
});
