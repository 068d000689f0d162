import { randomBytes } from 'node:crypto';
import pg from 'pg';
import { eventually } from './eventually.js';

export interface TestDatabase {
  readonly url: string;
  drop(): Promise<void>;
}

/** An empty database of its own for one test file, on the server of TEST_DATABASE_URL. */
export async function createTestDatabase(): Promise<TestDatabase> {
  const server = serverUrl();
  const name = `chain_cache_test_${randomBytes(6).toString('hex')}`;
  await onServer(server, `create database ${name}`);
  const url = new URL(server);
  url.pathname = `/${name}`;
  return {
    url: url.href,
    // Not by force: pools resolve before their connections are gone. PostgreSQL waits for those, 5 s.
    drop: () => eventually(() => onServer(server, `drop database ${name}`), 20_000),
  };
}

function serverUrl(): string {
  const url = process.env['TEST_DATABASE_URL'];
  if (url === undefined) throw new Error('TEST_DATABASE_URL is not set: run the tests by jest');
  if (!new URL(url).pathname.includes('test')) {
    throw new Error('TEST_DATABASE_URL must name a database whose name contains "test"');
  }
  return url;
}

async function onServer(url: string, statement: string): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    await client.query(statement);
  } finally {
    await client.end();
  }
}
