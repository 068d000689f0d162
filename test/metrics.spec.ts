import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { readFile } from 'node:fs/promises';
import type { GovernanceApp } from './support/governance-app.js';
import { Stage } from './support/stage.js';

const SNAPSHOT = '/api/v1/chain/counts';

describe('the metrics', () => {
  let stage: Stage;
  let governance: GovernanceApp;

  beforeAll(async () => {
    stage = await Stage.set();
    const { chain } = stage;
    chain.set({ members: 7224, techCommMembers: 0 });
    chain.makeBlock(1);
    chain.finalizeAll();
    governance = await stage.start();
    await governance.get(SNAPSHOT);
  });

  afterAll(() => stage.strike());

  async function scrape(): Promise<string> {
    const { text, headers } = await governance.http.get('/metrics');
    expect(headers['content-type']).toContain('text/plain; version=0.0.4');
    return text;
  }

  /** The value of a series, as it stands in the text. */
  async function figure(series: string): Promise<number | undefined> {
    const line = (await scrape()).split('\n').find((line) => line.startsWith(`${series} `));
    return line === undefined ? undefined : Number(line.slice(series.length + 1));
  }

  it('count requests by route, method and class of status, whatever was asked for', async () => {
    const hits = (route: string, status: string) =>
      figure(
        `governance_http_request_duration_seconds_count{route="${route}",method="GET",status="${status}"}`,
      );
    const before = (await hits('/api/v1/chain/counts/:name', '4xx')) ?? 0;
    await governance.get(`${SNAPSHOT}/one`, 404);
    await governance.get(`${SNAPSHOT}/two`, 404);
    await governance.get(`${SNAPSHOT}/wotSize`);
    expect(await hits('/api/v1/chain/counts/:name', '4xx')).toBe(before + 2);
    expect(await hits('/api/v1/chain/counts/:name', '2xx')).toBe(1);
  });

  it('have no more series however many paths and methods are tried', async () => {
    const series = async () => (await scrape()).match(/^governance_http_/gm)?.length;
    await governance.get('/nothing/here', 404);
    await scrape();
    const before = await series();
    for (let path = 0; path < 50; path++) await governance.get(`/nothing/${path}`, 404);
    await governance.http.delete('/nothing');
    expect(await series()).toBe(before);
  });

  it('tell from where the cache answered, and time its statements, loaders and calls', async () => {
    const memory = 'chain_cache_reads_total{outcome="memory"}';
    const before = (await figure(memory)) ?? NaN;
    await governance.get(SNAPSHOT);
    expect(await figure(memory)).toBeGreaterThan(before);
    const read = 'statement="blockchain_cache_read",outcome="answered"';
    expect(await figure(`chain_cache_store_duration_seconds_count{${read}}`)).toBeGreaterThan(0);
    const loaded = 'group="chain",outcome="loaded"';
    expect(await figure(`chain_cache_load_duration_seconds_count{${loaded}}`)).toBeGreaterThan(0);
    const call = `endpoint="${stage.chain.url}",method="state_queryStorageAt",code="none"`;
    expect(await figure(`chain_calls_total{${call}}`)).toBeGreaterThan(0);
    const answered = `endpoint="${stage.chain.url}",outcome="answered"`;
    expect(await figure(`chain_call_duration_seconds_count{${answered}}`)).toBeGreaterThan(0);
  });

  it('show the snapshot that is served, a true 0 included', async () => {
    expect(await figure('chain_snapshot_available')).toBe(1);
    const text = await scrape();
    expect(text).toMatch(/^chain_count\{network="[^"]+",name="wotSize"\} 7224$/m);
    expect(text).toMatch(/^chain_count\{network="[^"]+",name="techCommSize"\} 0$/m);
    expect(text).toMatch(/^chain_snapshot_fresh\{network="[^"]+"\} 1$/m);
  });

  it('know the process and the pool of connections', async () => {
    expect(await figure('process_cpu_seconds_total')).toBeGreaterThan(0);
    expect(await figure('governance_database_connections{state="idle"}')).toBeGreaterThan(0);
  });

  it('are all in the operations guide', async () => {
    const guide = await readFile(new URL('../docs/operations.md', import.meta.url), 'utf8');
    const own = [...(await scrape()).matchAll(/^# TYPE ((?:chain|governance)_\S+)/gm)];
    expect(own.length).toBeGreaterThan(20);
    expect(own.map(([, name]) => name).filter((name) => !guide.includes(`\`${name}\``))).toEqual(
      [],
    );
  });

  it.each(['docs/grafana-dashboard.json', 'docs/alerts.yml', 'docs/operations.md'])(
    '%s names only those that there are',
    async (file) => {
      const text = await readFile(new URL(`../${file}`, import.meta.url), 'utf8');
      const named = new Set(
        text.match(/\b(chain|chain_cache|governance|nodejs|process)_[a-z\d_]+\b/g) ?? [],
      );
      const exported = new Set(
        [...(await scrape()).matchAll(/^# TYPE (\S+) (\S+)$/gm)].flatMap(([, name = '', type]) =>
          type === 'histogram' ? [name, `${name}_bucket`, `${name}_sum`, `${name}_count`] : name,
        ),
      );
      expect([...named].filter((name) => !exported.has(name))).toEqual([]);
      expect(named.size).toBeGreaterThan(5);
    },
  );
});

it('without a node and with nothing kept, the metrics have no counts, and come at once', async () => {
  const stage = await Stage.set();
  await stage.chain.stopListening();
  const governance = await stage.launch();
  const { text, status } = await governance.http.get('/metrics').timeout(5000);
  expect(status).toBe(200);
  expect(text).toMatch(/^chain_snapshot_available 0$/m);
  expect(text).not.toMatch(/^chain_count\{/m);
  await stage.strike();
});
