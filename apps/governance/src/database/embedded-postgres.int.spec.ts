import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { Client } from 'pg';
import { type EmbeddedPostgres, startEmbeddedPostgres } from './embedded-postgres.js';

async function query(url: string, statement: string): Promise<unknown[]> {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    return (await client.query(statement)).rows;
  } finally {
    await client.end();
  }
}

describe('startEmbeddedPostgres', () => {
  const logged: string[] = [];
  let dataDir: string;
  let postgres: EmbeddedPostgres | undefined;

  async function start(): Promise<EmbeddedPostgres> {
    const log = (message: string) => logged.push(message);
    postgres = await startEmbeddedPostgres({ dataDir, database: 'of "mine"', log });
    return postgres;
  }

  async function stop(): Promise<void> {
    await postgres?.stop();
    postgres = undefined;
  }

  const noteOf = () => join(dataDir, 'postgres/data/postmaster.pid');

  beforeAll(async () => {
    dataDir = await mkdtemp(join(tmpdir(), 'embedded-postgres-test-'));
  });

  afterEach(async () => {
    await stop();
    logged.length = 0;
  });

  afterAll(async () => {
    await rm(dataDir, { recursive: true, force: true });
  });

  it('keeps data from one start to the next', async () => {
    const first = await start();
    await query(first.url, 'create table kept as select 7224 as size');
    await stop();
    const second = await start();
    expect(await query(second.url, 'select size from kept')).toEqual([{ size: 7224 }]);
    expect(logged).toEqual([]);
  });

  it('is PostgreSQL 18, reached by this machine only, with a password', async () => {
    const { url } = await start();
    const [settings] = await query(
      url,
      `select current_setting('server_version') as version,
              current_setting('listen_addresses') as addresses,
              current_setting('unix_socket_directories') as sockets,
              current_setting('fsync') as fsync`,
    );
    expect(settings).toEqual({
      version: expect.stringMatching(/^18\./),
      addresses: '127.0.0.1',
      sockets: '',
      fsync: 'on',
    });
    const guess = new URL(url);
    guess.password = 'guess';
    await expect(query(guess.href, 'select 1')).rejects.toThrow('password authentication failed');
    const { mode } = await stat(join(dataDir, 'postgres/password'));
    expect(mode & 0o777).toBe(0o600);
  });

  it('tells who uses the folder already', async () => {
    await start();
    const second = startEmbeddedPostgres({ dataDir, database: 'mine' });
    await expect(second).rejects.toThrow(`in use by process ${process.pid}`);
  });

  it('is not misled by what a crash left behind, though the number is another program’s now', async () => {
    const { url } = await start();
    const note = (await readFile(noteOf(), 'utf8')).split('\n');
    await query(url, 'create table written_before as select 1');
    await stop();
    await writeFile(noteOf(), [process.pid, ...note.slice(1)].join('\n'));
    const again = await start();
    expect(await query(again.url, 'select from written_before')).toHaveLength(1);
    expect(logged).toEqual([expect.stringContaining('was killed')]);
  });

  it('stops in peace where the server was killed, and starts again', async () => {
    await start();
    process.kill(Number((await readFile(noteOf(), 'utf8')).split('\n')[0]), 'SIGKILL');
    await stop();
    const { url } = await start();
    expect(await query(url, 'select 1 as one')).toEqual([{ one: 1 }]);
  });

  it('leaves the data of another PostgreSQL alone', async () => {
    const version = join(dataDir, 'postgres/data/PG_VERSION');
    await writeFile(version, '16\n');
    await expect(start()).rejects.toThrow(/was made by PostgreSQL 16 and this is 18/);
    await writeFile(version, '18\n');
  });

  it('says what is wrong with a folder that cannot be one', async () => {
    const elsewhere = { dataDir: join(dataDir, 'postgres/password/x'), database: 'mine' };
    await expect(startEmbeddedPostgres(elsewhere)).rejects.toThrow(/DATA_DIR .* ENOTDIR/);
  });
});
