import { randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';

/** The PostgreSQL of BENCH_DATABASE_URL, or one of our own that is removed afterwards. */
export async function openServer() {
  const given = process.env.BENCH_DATABASE_URL;
  const server = given === undefined ? await startOurOwn() : { url: given, close: async () => {} };
  const [{ server_version: version }] = await ask(server.url, 'show server_version');
  return { ...server, version: version.split(' ')[0] };
}

/** An empty database, for one benchmark. */
export async function createDatabase(server) {
  const name = `chain_cache_bench_${randomBytes(6).toString('hex')}`;
  await ask(server.url, `create database ${name}`);
  const url = new URL(server.url);
  url.pathname = `/${name}`;
  return {
    url: url.href,
    // Not by force: pools resolve before their connections are gone, and PostgreSQL waits for those.
    drop: () => ask(server.url, `drop database ${name}`),
  };
}

/** One statement on a connection of its own. */
export async function ask(url, statement, values = []) {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    return (await client.query(statement, values)).rows;
  } finally {
    await client.end();
  }
}

async function startOurOwn() {
  const { startEmbeddedPostgres } =
    await import('../../dist/apps/governance/database/embedded-postgres.js');
  const dataDir = await mkdtemp(join(tmpdir(), 'chain-cache-bench-'));
  const postgres = await startEmbeddedPostgres({ dataDir, database: 'chain_cache_bench' });
  return {
    url: postgres.url,
    async close() {
      await postgres.stop();
      await rm(dataDir, { recursive: true, force: true });
    },
  };
}
