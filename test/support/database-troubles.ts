import pg from 'pg';

/** A database that answers and takes nothing in, until the trouble is over. */
export interface DatabaseTrouble {
  begin(databaseUrl: string): Promise<void>;
  end(databaseUrl: string): Promise<void>;
}

/** What PostgreSQL says when a file can't grow: the table's path is nobody's business. */
const NO_SPACE = 'could not extend file "base/16384/16412": No space left on device';

/** Whatever would add to a table fails as it does on a full disk, by its SQLSTATE. */
export const FULL_DISK: DatabaseTrouble = {
  begin: (url) =>
    onDatabase(url, [
      `create function no_space() returns trigger language plpgsql as $$
       begin raise exception '${NO_SPACE}' using errcode = 'disk_full'; end $$`,
      forEachTable(`create trigger no_space before insert or update on %I
                    for each statement execute function no_space()`),
    ]),
  end: (url) => onDatabase(url, ['drop function no_space cascade']),
};

/** As a standby is, or a database that its operator has locked. */
export const READ_ONLY: DatabaseTrouble = {
  begin: (url) => onDatabase(url, [readOnly(true), END_SESSIONS]),
  end: (url) =>
    onDatabase(url, ['set default_transaction_read_only = off', readOnly(false), END_SESSIONS]),
};

/** Sessions keep what they began with. */
const END_SESSIONS = `select pg_terminate_backend(pid) from pg_stat_activity
   where datname = current_database() and pid <> pg_backend_pid()`;

function readOnly(on: boolean): string {
  return inEveryCase(`execute format(
    'alter database %I set default_transaction_read_only = ${on}', current_database())`);
}

function forEachTable(statement: string): string {
  return inEveryCase(`
    for name in select tablename from pg_tables where schemaname = 'public' loop
      execute format('${statement}', name);
    end loop`);
}

function inEveryCase(statements: string): string {
  return `do $$ declare name text; begin ${statements}; end $$`;
}

async function onDatabase(connectionString: string, statements: string[]): Promise<void> {
  const client = new pg.Client({ connectionString });
  await client.connect();
  try {
    for (const statement of statements) await client.query(statement);
  } finally {
    await client.end();
  }
}
