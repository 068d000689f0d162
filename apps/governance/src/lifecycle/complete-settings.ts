import { randomBytes } from 'node:crypto';
import type { ConfiguredSettings, Settings } from '../config/settings.js';
import { startEmbeddedPostgres } from '../database/embedded-postgres.js';
import { startEmbeddedChain } from './embedded-chain.js';
import type { OnStop } from './run-process.js';

type Announce = (message: string) => void;

/**
 * Brings what the settings leave out, and says so. In production they leave out neither the
 * database nor the chain, and a missing admin token stays missing.
 */
export async function completeSettings(
  settings: ConfiguredSettings,
  onStop: OnStop,
  announce: Announce,
): Promise<Settings> {
  return {
    ...settings,
    databaseUrl: settings.databaseUrl ?? (await bringPostgres(settings.dataDir, onStop, announce)),
    chainEndpoints: settings.chainEndpoints ?? [await bringChain(onStop, announce)],
    adminToken: settings.adminToken ?? (settings.production ? undefined : makeToken(announce)),
  };
}

async function bringPostgres(dataDir: string, onStop: OnStop, announce: Announce): Promise<string> {
  const postgres = await startEmbeddedPostgres({ dataDir, database: 'governance', log: announce });
  onStop(() => postgres.stop());
  announce(`DATABASE_URL is not set: embedded PostgreSQL, data in ${postgres.dataDir}`);
  return postgres.url;
}

async function bringChain(onStop: OnStop, announce: Announce): Promise<string> {
  const chain = await startEmbeddedChain();
  onStop(() => chain.close());
  announce(`CHAIN_ENDPOINTS is not set: embedded development chain at ${chain.url}`);
  return chain.url;
}

function makeToken(announce: Announce): string {
  const token = randomBytes(24).toString('base64url');
  announce(`ADMIN_TOKEN is not set: until this process ends it is ${token}`);
  return token;
}
