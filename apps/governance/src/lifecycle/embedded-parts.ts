import type { ConfiguredSettings, Settings } from '../config/settings.js';
import { startEmbeddedPostgres } from '../database/embedded-postgres.js';
import { startEmbeddedChain } from './embedded-chain.js';
import type { OnStop } from './run-process.js';

/** Starts what the settings leave out. Production leaves out nothing: its settings see to that. */
export async function embedMissingParts(
  settings: ConfiguredSettings,
  onStop: OnStop,
  announce: (message: string) => void,
): Promise<Settings> {
  let { databaseUrl, chainEndpoints } = settings;
  if (databaseUrl === undefined) {
    const postgres = await startEmbeddedPostgres({
      dataDir: settings.dataDir,
      database: 'governance',
      log: announce,
    });
    onStop(() => postgres.stop());
    databaseUrl = postgres.url;
    announce(`DATABASE_URL is not set: embedded PostgreSQL, data in ${postgres.dataDir}`);
  }
  if (chainEndpoints === undefined) {
    const chain = await startEmbeddedChain();
    onStop(() => chain.close());
    chainEndpoints = [chain.url];
    announce(`CHAIN_ENDPOINTS is not set: embedded development chain at ${chain.url}`);
  }
  return { ...settings, databaseUrl, chainEndpoints };
}
