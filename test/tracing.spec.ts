import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { channel } from 'node:diagnostics_channel';
import { RecordedSpans } from './support/recorded-spans.js';
import { eventually } from './support/eventually.js';
import { Stage } from './support/stage.js';

const SNAPSHOT = '/api/v1/chain/counts';

describe('spans', () => {
  let stage: Stage;
  let spans: RecordedSpans;

  beforeEach(async () => {
    stage = await Stage.set();
    spans = new RecordedSpans();
  });

  afterEach(async () => {
    spans.unregister();
    await stage.strike();
  });

  it('are one a request, with what the library did for it below', async () => {
    spans.register();
    const governance = await stage.start();
    const { headers } = await governance.get(SNAPSHOT);
    const request = await eventually(() => {
      const found = spans.ended.find(({ name }) => name === `GET ${SNAPSHOT}`);
      if (found === undefined) throw new Error('the request has not ended');
      return found;
    });
    expect(request.attributes).toEqual({
      'http.request.method': 'GET',
      'http.route': SNAPSHOT,
      'http.response.status_code': 200,
      'governance.request_id': headers['x-request-id'],
      'governance.tier': 'chain',
    });
    const below = spans.ended.filter(({ traceId }) => traceId === request.traceId);
    expect(below.map(({ name }) => name)).toEqual(
      expect.arrayContaining(['load chain', 'state_queryStorageAt']),
    );
    expect(below.find(({ name }) => name === 'load chain')).toMatchObject({
      parentId: request.spanId,
      attributes: { 'chain_cache.group': 'chain' },
    });
    expect(
      spans.ended.some(({ attributes }) => attributes['db.system.name'] === 'postgresql'),
    ).toBe(true);
    await governance.close();
  });

  it('are there for what memory answers', async () => {
    spans.register();
    const governance = await stage.start();
    await governance.hearing();
    await governance.get(SNAPSHOT);
    await governance.get(SNAPSHOT);
    const tiers = await eventually(() => {
      const requests = spans.ended.filter(({ name }) => name === `GET ${SNAPSHOT}`);
      if (requests.length < 2) throw new Error('a request has not ended');
      return requests.map(({ attributes }) => attributes['governance.tier']);
    });
    expect(tiers).toEqual(['chain', 'memory']);
    await governance.close();
  });

  it('cost nothing where nobody takes them', async () => {
    const listened = channel('chain-cache:load').hasSubscribers;
    const governance = await stage.start();
    await governance.get(SNAPSHOT);
    expect(spans.ended).toEqual([]);
    await governance.close();
    expect(channel('chain-cache:load').hasSubscribers).toBe(listened);
  });
});
