// One PostgreSQL for the whole run: the one of TEST_DATABASE_URL, or one of our own that is
// removed afterwards. Jest loads this file before any transform, hence JavaScript, and the
// compiled application: run `npm run build` before the tests.
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export default async function setUp() {
  if (process.env.TEST_DATABASE_URL !== undefined) return;
  const { startEmbeddedPostgres } =
    await import('../../dist/apps/governance/database/embedded-postgres.js');
  const dataDir = await mkdtemp(join(tmpdir(), 'chain-cache-test-'));
  const postgres = await startEmbeddedPostgres({ dataDir, database: 'chain_cache_test' });
  process.env.TEST_DATABASE_URL = postgres.url;
  globalThis.removeTestPostgres = async () => {
    await postgres.stop();
    await rm(dataDir, { recursive: true, force: true });
  };
}
