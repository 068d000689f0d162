import { describe, expect, it } from '@jest/globals';
import { ConfigurationError, readSettings } from './read-settings.js';

function complaints(environment: Record<string, string>): readonly string[] {
  try {
    readSettings(environment);
  } catch (error) {
    if (error instanceof ConfigurationError) return error.lines;
    throw error;
  }
  return [];
}

describe('readSettings', () => {
  it('has a default for everything outside production', () => {
    expect(readSettings({})).toEqual({
      production: false,
      host: '127.0.0.1',
      port: 3000,
      databaseUrl: undefined,
      databasePoolSize: 10,
      dataDir: '.data',
      chainEndpoints: undefined,
      chainGenesisHash: undefined,
      chainFollow: true,
      chainQuorum: 1,
      cacheTtlSeconds: 3600,
      cacheGraceSeconds: 86_400,
      cacheMemoryEntries: 10_000,
      cacheCleanupCron: '0 */10 * * * *',
      adminToken: undefined,
      rateLimitPerMinute: 300,
      corsOrigins: ['*'],
      liveOrigins: undefined,
      trustedProxies: 0,
      logLevel: 'info',
      logFormat: 'pretty',
    });
  });

  it('takes an empty variable for one that is not set', () => {
    expect(readSettings({ PORT: '', DATABASE_URL: '', CHAIN_ENDPOINTS: '' })).toEqual(
      readSettings({}),
    );
  });

  it('keeps endpoints in their order of preference', () => {
    const settings = readSettings({ CHAIN_ENDPOINTS: 'wss://b.example/ws, https://a.example' });
    expect(settings.chainEndpoints).toEqual(['wss://b.example/ws', 'https://a.example']);
  });

  it('embeds nothing in production', () => {
    expect(complaints({ NODE_ENV: 'production' })).toEqual([
      'DATABASE_URL is not set; it must be a postgres:// URL',
      'CHAIN_ENDPOINTS is not set; it must be 1 to 32 ws(s):// or http(s):// URLs, comma-separated',
    ]);
  });

  it.each([
    ['true', 1],
    ['false', 0],
    ['2', 2],
  ])('believes as many proxies as TRUST_PROXY=%s says', (text, proxies) => {
    expect(readSettings({ TRUST_PROXY: text }).trustedProxies).toBe(proxies);
  });

  it('writes JSON logs in production', () => {
    const given = { DATABASE_URL: 'postgres://db/g', CHAIN_ENDPOINTS: 'ws://node' };
    expect(readSettings({ NODE_ENV: 'production', ...given }).logFormat).toBe('json');
  });

  it('names every bad variable at once, what it holds and what it may hold', () => {
    expect(complaints({ PORT: '70000', CACHE_TTL_SECONDS: '1.5', LOG_LEVEL: 'loud' })).toEqual([
      'PORT is "70000"; it must be a whole number from 0 to 65535',
      'CACHE_TTL_SECONDS is "1.5"; it must be a whole number from 1 to 315360000',
      'LOG_LEVEL is "loud"; it must be one of fatal, error, warn, info, debug, verbose',
    ]);
  });

  it.each([
    ['PORT', '-1'],
    ['PORT', '0x10'],
    ['PORT', '1e3'],
    ['PORT', ' 80'],
    ['HOST', 'two words'],
    ['DATABASE_URL', 'mysql://db/g'],
    ['DATABASE_URL', 'postgres:'],
    ['DATABASE_URL', 'postgres://me:100%@db/g'],
    ['DATABASE_POOL_SIZE', '0'],
    ['CHAIN_ENDPOINTS', 'ws://a,'],
    ['CHAIN_ENDPOINTS', 'node:9944'],
    ['CHAIN_ENDPOINTS', 'ws://node/#part'],
    ['CHAIN_ENDPOINTS', 'ws://me:100%@node'],
    ['CHAIN_ENDPOINTS', Array.from({ length: 33 }, () => 'ws://a').join(',')],
    ['CHAIN_GENESIS_HASH', '0x12'],
    ['CHAIN_FOLLOW', 'yes'],
    ['CHAIN_QUORUM', '0'],
    ['CHAIN_QUORUM', 'all'],
    ['CACHE_TTL_SECONDS', '0'],
    ['CACHE_GRACE_SECONDS', '315360001'],
    ['CACHE_MEMORY_ENTRIES', 'many'],
    ['CACHE_CLEANUP_CRON', 'sometimes'],
    ['ADMIN_TOKEN', 'too short'],
    ['RATE_LIMIT_PER_MINUTE', '0'],
    ['TRUST_PROXY', 'yes'],
    ['TRUST_PROXY', '11'],
    ['LIVE_ORIGINS', 'example.org'],
    ['LIVE_ORIGINS', 'https://example.org/page'],
    ['NODE_ENV', 'prod'],
    ['LOG_FORMAT', 'xml'],
  ])('refuses %s=%s', (name, value) => {
    const lines = complaints({ [name]: value });
    expect(lines).toHaveLength(1);
    expect(lines[0]).toMatch(new RegExp(`^${name} is .*; it must be `));
  });

  it('lets no more endpoints have to agree than there are', () => {
    const three = { CHAIN_ENDPOINTS: 'ws://a,ws://b,ws://c' };
    expect(readSettings({ ...three, CHAIN_QUORUM: '3' }).chainQuorum).toBe(3);
    expect(complaints({ ...three, CHAIN_QUORUM: '4', PORT: 'x' })).toEqual([
      'PORT is "x"; it must be a whole number from 0 to 65535',
      'CHAIN_QUORUM is "4"; it must be a whole number from 1 to the number of CHAIN_ENDPOINTS',
    ]);
    expect(complaints({ CHAIN_QUORUM: '2' })).toEqual([
      'CHAIN_QUORUM is "2"; it must be a whole number from 1 to the number of CHAIN_ENDPOINTS',
    ]);
    expect(complaints({ CHAIN_ENDPOINTS: 'ws://a,', CHAIN_QUORUM: '2' })).toHaveLength(1);
  });

  it.each(['host=db password=hunter2', 'postgres//me:hunter2', 'me:hunter2'])(
    'shows nothing of %s, which was meant to be a URL',
    (text) => {
      expect(complaints({ DATABASE_URL: text, CHAIN_ENDPOINTS: text })).toEqual([
        'DATABASE_URL is "***"; it must be a postgres:// URL',
        expect.stringContaining('CHAIN_ENDPOINTS is "***"; '),
      ]);
    },
  );

  it.each([
    ['CORS_ORIGINS', 'https://a.example/'],
    ['CORS_ORIGINS', 'https://a.example,*'],
    ['CHAIN_ENDPOINTS', 'ws://a,,ws://b'],
  ])('shows what is wrong with %s=%s', (name, text) => {
    expect(complaints({ [name]: text })[0]).toContain(`${name} is "${text}"; `);
  });

  it('shows no secret', () => {
    const lines = complaints({
      DATABASE_URL: 'mysql://admin:hunter2@db.example:3306/private?key=hunter2',
      CHAIN_ENDPOINTS: 'wss://node.example/hunter2,ftp://user:hunter2@files.example,hunter2@x',
    });
    expect(complaints({ ADMIN_TOKEN: 'hunter2' })).toEqual([
      'ADMIN_TOKEN is "***"; it must be 16 to 256 visible ASCII characters',
    ]);
    expect(lines.join('\n')).not.toContain('hunter2');
    expect(lines[0]).toContain('mysql://***@db.example:3306/***');
    expect(lines[1]).toContain('wss://node.example/***,ftp://***@files.example,***');
  });
});
