import { Client, escapeIdentifier } from 'pg';
import { SUPERUSER } from './data-folder.js';
import { EmbeddedPostgresError } from './embedded-postgres.error.js';

/** Any fixed number: the name of the lock that the folder's one user holds. */
const LOCK = 7_224_006;

/**
 * The right to use an embedded server: an advisory lock, held by a connection. When its
 * holder is killed, the lock goes with it, so that the next one may take the server over.
 */
export class ServerClaim {
  private constructor(
    private readonly client: Client,
    private readonly port: number,
    private readonly password: string,
  ) {}

  /** @throws EmbeddedPostgresError when another process has it */
  static async take(port: number, password: string, folder: string): Promise<ServerClaim> {
    const client = new Client({
      connectionString: urlOf(port, password, 'postgres'),
      application_name: `process ${process.pid}`,
      connectionTimeoutMillis: 5000,
    });
    // The server ends before its claim does; what that breaks is said by those who need it.
    client.on('error', () => undefined);
    await client.connect();
    const { rows } = await client.query<{ taken: boolean }>(
      'select pg_try_advisory_lock($1) as taken',
      [LOCK],
    );
    if (rows[0]?.taken === true) return new ServerClaim(client, port, password);
    const holder = await holderOf(client);
    await client.end();
    throw new EmbeddedPostgresError(
      `DATA_DIR ${folder} is in use by ${holder}: stop that, or set DATA_DIR to another folder`,
    );
  }

  /** The URL of a database of that name, made if there is none. */
  async database(name: string): Promise<string> {
    const found = await this.client.query('select from pg_database where datname = $1', [name]);
    if (found.rowCount === 0) {
      await this.client.query(`create database ${escapeIdentifier(name)}`);
    }
    return urlOf(this.port, this.password, name);
  }

  /** Only after the server has ended: until then nobody else may take it over. */
  async release(): Promise<void> {
    await this.client.end();
  }
}

async function holderOf(client: Client): Promise<string> {
  const { rows } = await client.query<{ holder: string }>(
    `select application_name as holder
       from pg_locks join pg_stat_activity using (pid)
      where locktype = 'advisory' and objid = $1 and granted`,
    [LOCK],
  );
  return rows[0]?.holder ?? 'another process';
}

function urlOf(port: number, password: string, database: string): string {
  return `postgres://${SUPERUSER}:${password}@127.0.0.1:${port}/${encodeURIComponent(database)}`;
}
