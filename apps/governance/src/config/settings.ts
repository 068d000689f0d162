import { validateCronExpression } from 'cron';
import { z } from 'zod';
import { flag, oneOf, parseUrl, variable, wholeNumber } from './variable.js';

const TEN_YEARS_SECONDS = 315_360_000;

const PROXIES = /^(true|false|[1-9]|10)$/;

const ORIGINS = '* or http(s):// origins, comma-separated';

const databaseUrl = variable('a postgres:// URL', (text) =>
  parseUrl(text, ['postgres:', 'postgresql:']),
);

const MOST_ENDPOINTS = 32;

const chainEndpoints = variable(
  `1 to ${MOST_ENDPOINTS} ws(s):// or http(s):// URLs, comma-separated`,
  (text) => {
    const urls = text.split(',').map((url) => url.trim());
    const good = urls.every((url) => parseUrl(url, ['ws:', 'wss:', 'http:', 'https:']));
    return good && urls.length <= MOST_ENDPOINTS ? urls : undefined;
  },
);

/** Whether the quorum can be had is asked only where both can be read. */
const QUORUM_PARTS = new Set<unknown>(['CHAIN_ENDPOINTS', 'CHAIN_QUORUM']);

function readOrigins(text: string): string[] | undefined {
  if (text === '*') return [text];
  const origins = text.split(',').map((origin) => origin.trim());
  const good = origins.every((origin) => isHttpOrigin(origin));
  return good ? origins : undefined;
}

function isHttpOrigin(text: string): boolean {
  const url = parseUrl(text, ['http:', 'https:']);
  return url !== undefined && new URL(url).origin === text;
}

/**
 * The variables of the environment and what they mean. Production embeds nothing, so there the
 * database and the chain must be given.
 */
export function settingsSchema(production: boolean) {
  return z
    .object({
      NODE_ENV: oneOf('development', 'test', 'production').default('development'),
      HOST: variable('a host name or an address', (text) =>
        /^[\w.:-]+$/.test(text) ? text : undefined,
      ).default('127.0.0.1'),
      PORT: wholeNumber(0, 65_535).default(3000),
      DATABASE_URL: production ? databaseUrl : databaseUrl.optional(),
      DATABASE_POOL_SIZE: wholeNumber(1, 1000).default(10),
      DATA_DIR: z.string().default('.data'),
      CHAIN_ENDPOINTS: production ? chainEndpoints : chainEndpoints.optional(),
      CHAIN_GENESIS_HASH: variable('0x and 64 hexadecimal digits', (text) =>
        /^0x[\da-f]{64}$/i.test(text) ? text : undefined,
      ).optional(),
      CHAIN_FOLLOW: flag().default(true),
      CHAIN_QUORUM: wholeNumber(1, MOST_ENDPOINTS).default(1),
      CACHE_TTL_SECONDS: wholeNumber(1, TEN_YEARS_SECONDS).default(3600),
      CACHE_GRACE_SECONDS: wholeNumber(0, TEN_YEARS_SECONDS).default(86_400),
      CACHE_MEMORY_ENTRIES: wholeNumber(0, 10_000_000).default(10_000),
      CACHE_CLEANUP_CRON: variable('a cron expression with seconds, or off', (text) =>
        text === 'off' || validateCronExpression(text).valid ? text : undefined,
      ).default('0 */10 * * * *'),
      ADMIN_TOKEN: variable('16 to 256 visible ASCII characters', (text) =>
        /^[!-~]{16,256}$/.test(text) ? text : undefined,
      ).optional(),
      RATE_LIMIT_PER_MINUTE: wholeNumber(1, 1_000_000).default(300),
      TRUST_PROXY: variable('true, false, or how many proxies are in front, 1 to 10', (text) =>
        PROXIES.test(text) ? Number(text.replace('true', '1').replace('false', '0')) : undefined,
      ).prefault('false'),
      CORS_ORIGINS: variable(ORIGINS, readOrigins).prefault('*'),
      LIVE_ORIGINS: variable(ORIGINS, readOrigins).optional(),
      LOG_LEVEL: oneOf('fatal', 'error', 'warn', 'info', 'debug', 'verbose').default('info'),
      LOG_FORMAT: oneOf('pretty', 'json').default(production ? 'json' : 'pretty'),
    })
    .refine((env) => env.CHAIN_QUORUM <= (env.CHAIN_ENDPOINTS?.length ?? 1), {
      path: ['CHAIN_QUORUM'],
      error: 'it must be a whole number from 1 to the number of CHAIN_ENDPOINTS',
      // Named together with whatever else is wrong.
      when: ({ issues }) => !issues.some(({ path }) => QUORUM_PARTS.has(path?.[0])),
    })
    .transform((env) => ({
      production: env.NODE_ENV === 'production',
      host: env.HOST,
      port: env.PORT,
      /** Undefined: an embedded PostgreSQL. */
      databaseUrl: env.DATABASE_URL,
      databasePoolSize: env.DATABASE_POOL_SIZE,
      dataDir: env.DATA_DIR,
      /** Undefined: an embedded development chain. */
      chainEndpoints: env.CHAIN_ENDPOINTS,
      chainGenesisHash: env.CHAIN_GENESIS_HASH,
      chainFollow: env.CHAIN_FOLLOW,
      chainQuorum: env.CHAIN_QUORUM,
      cacheTtlSeconds: env.CACHE_TTL_SECONDS,
      cacheGraceSeconds: env.CACHE_GRACE_SECONDS,
      cacheMemoryEntries: env.CACHE_MEMORY_ENTRIES,
      cacheCleanupCron: env.CACHE_CLEANUP_CRON,
      /** Undefined: a new one in development, no admin API in production. */
      adminToken: env.ADMIN_TOKEN,
      rateLimitPerMinute: env.RATE_LIMIT_PER_MINUTE,
      /** How many proxies in front are believed to say whom they speak for. */
      trustedProxies: env.TRUST_PROXY,
      /** Whose pages may read the API from a browser; `*` alone: anybody's. */
      corsOrigins: env.CORS_ORIGINS,
      /** Whose pages may connect to /live, beside those of the same host. */
      liveOrigins: env.LIVE_ORIGINS,
      logLevel: env.LOG_LEVEL,
      logFormat: env.LOG_FORMAT,
    }));
}

/** What the environment says, checked and with every default filled in. */
export type ConfiguredSettings = z.output<ReturnType<typeof settingsSchema>>;

/** The same once everything that had to be embedded runs: what the application is built with. */
export type Settings = ConfiguredSettings & {
  readonly databaseUrl: string;
  readonly chainEndpoints: readonly string[];
};

/** Injection token of {@link Settings}. */
export const SETTINGS = Symbol('SETTINGS');
