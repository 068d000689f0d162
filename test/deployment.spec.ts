import { describe, expect, it } from '@jest/globals';
import { readFile } from 'node:fs/promises';
import { parse } from 'yaml';
import { readSettings } from '../apps/governance/src/config/read-settings.js';

interface Service {
  readonly environment?: Readonly<Record<string, string>>;
  readonly stop_grace_period?: string;
  readonly volumes?: readonly string[];
  readonly depends_on?: Readonly<Record<string, unknown>>;
}

const REPLICAS = ['governance-1', 'governance-2'];

async function read(file: string): Promise<string> {
  return await readFile(new URL(`../${file}`, import.meta.url), 'utf8');
}

/** With its merge keys resolved and the defaults of its variables filled in. */
async function readCompose(): Promise<Record<string, Service>> {
  const text = (await read('docker-compose.yml')).replaceAll(/\$\{\w+:-(.*?)\}/g, '$1');
  return (parse(text, { merge: true }) as { services: Record<string, Service> }).services;
}

describe('docker-compose.yml', () => {
  it.each(REPLICAS)('gives %s an environment that production starts with', async (name) => {
    const replica = (await readCompose())[name];
    const settings = readSettings({ NODE_ENV: 'production', ...replica?.environment });
    expect(settings).toMatchObject({
      production: true,
      databaseUrl: 'postgres://governance:governance@postgres:5432/governance',
      chainEndpoints: ['ws://duniter:9944'],
      trustedProxies: 1,
    });
  });

  it('gives replicas the time that they take to stop', async () => {
    const services = await readCompose();
    expect(REPLICAS.map((name) => services[name]?.stop_grace_period)).toEqual(['20s', '20s']);
  });

  it('has a proxy that knows every replica, and waits for it', async () => {
    const { proxy } = await readCompose();
    const [mounted = ''] = proxy?.volumes ?? [];
    const configuration = await read(mounted.split(':', 1)[0] ?? '');
    const upstreams = [...configuration.matchAll(/^\s*server ([\w-]+):3000/gm)];
    expect(upstreams.map(([, name]) => name)).toEqual(REPLICAS);
    expect(Object.keys(proxy?.depends_on ?? {})).toEqual(REPLICAS);
    expect(configuration).toContain('X-Forwarded-For $proxy_add_x_forwarded_for');
  });

  it('is of images that are pinned to a version, but for the chain’s own', async () => {
    const images = [...(await read('docker-compose.yml')).matchAll(/image: (\S+)/g)];
    const loose = images.filter(([, image = '']) => !/:\d|^chain-cache-/.test(image));
    expect(loose.map(([, image]) => image)).toEqual(['duniter/duniter-v2s-g1-1000:latest']);
  });
});
