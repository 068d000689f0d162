import { randomBytes } from 'node:crypto';
import { mkdir, readdir, readFile, realpath, rename, rm, stat, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import type { Binaries } from './binaries.js';
import { EmbeddedPostgresError } from './embedded-postgres.error.js';
import { isAlive } from './processes.js';
import { giveTo, runAs, type ServerUser } from './run-as.js';
import type { Ids } from './server-user.js';

/** What the server's administrator is called. */
export const SUPERUSER = 'postgres';

const MAJOR_VERSION = '18';
const UNFINISHED = 'postgres.unfinished-';

/** The embedded database's place on disk: `DATA_DIR/postgres`. */
export class DataFolder {
  /** What PostgreSQL calls its data directory. */
  readonly cluster: string;
  readonly serverLog: string;
  private readonly root: string;

  private constructor(readonly path: string) {
    this.root = join(path, 'postgres');
    this.cluster = join(this.root, 'data');
    this.serverLog = join(this.root, 'server.log');
  }

  /** Made if missing. By its real path, since a server is told from others by that. */
  static async open(dataDir: string): Promise<DataFolder> {
    try {
      await mkdir(dataDir, { recursive: true });
      return new DataFolder(await realpath(dataDir));
    } catch (cause) {
      throw new EmbeddedPostgresError(
        `DATA_DIR ${resolve(dataDir)} can't be made: ${messageOf(cause)}`,
        { cause },
      );
    }
  }

  /** Whom the database belongs to; `undefined`: there is none yet. */
  async owner(): Promise<Ids | undefined> {
    try {
      const { uid, gid } = await stat(this.root);
      return { uid, gid };
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
      throw this.unusable('is out of reach', error);
    }
  }

  /** @throws EmbeddedPostgresError when the database was made by another PostgreSQL */
  async checkVersion(): Promise<void> {
    const version = await this.read('data/PG_VERSION');
    if (version === MAJOR_VERSION) return;
    throw this.unusable(`was made by PostgreSQL ${version} and this is ${MAJOR_VERSION}`);
  }

  async password(): Promise<string> {
    return this.read('password');
  }

  private async read(name: string): Promise<string> {
    try {
      return (await readFile(join(this.root, name), 'utf8')).trim();
    } catch (cause) {
      throw this.unusable(`is not whole: ${messageOf(cause)}`, cause);
    }
  }

  private unusable(reason: string, cause?: unknown): EmbeddedPostgresError {
    return new EmbeddedPostgresError(
      `The database in ${this.root} ${reason}. Set DATA_DIR to another folder, or remove that one to start anew`,
      { cause },
    );
  }

  /** Made aside and moved here in one step, so that no half-made database is ever found. */
  async initialise(binaries: Binaries, user: ServerUser): Promise<void> {
    await this.removeUnfinished();
    const draft = join(this.path, `${UNFINISHED}${process.pid}`);
    try {
      await mkdir(draft, { mode: 0o700 });
      const passwordFile = join(draft, 'password');
      await writeFile(passwordFile, `${randomBytes(24).toString('hex')}\n`, { mode: 0o600 });
      await giveTo(user, draft, passwordFile);
      await initdb(binaries, user, join(draft, 'data'), passwordFile);
      await rename(draft, this.root);
    } catch (cause) {
      await rm(draft, { recursive: true, force: true });
      if ((await this.owner()) !== undefined) return;
      throw new EmbeddedPostgresError(
        `No database could be made in ${this.path}: ${messageOf(cause)}`,
        { cause },
      );
    }
  }

  private async removeUnfinished(): Promise<void> {
    for (const name of await readdir(this.path)) {
      if (!name.startsWith(UNFINISHED)) continue;
      if (isAlive(Number(name.slice(UNFINISHED.length)))) continue;
      await rm(join(this.path, name), { recursive: true, force: true });
    }
  }
}

/** The built-in locale needs none of the machine's. */
async function initdb(
  binaries: Binaries,
  user: ServerUser,
  cluster: string,
  passwordFile: string,
): Promise<void> {
  await runAs(user, binaries.initdb, [
    `--pgdata=${cluster}`,
    `--username=${SUPERUSER}`,
    `--pwfile=${passwordFile}`,
    '--auth=scram-sha-256',
    '--encoding=UTF8',
    '--locale=C',
    '--locale-provider=builtin',
    '--builtin-locale=C.UTF-8',
    '--no-instructions',
  ]);
}

function messageOf(cause: unknown): string {
  return cause instanceof Error ? cause.message : String(cause);
}
