import { setTimeout as delay } from 'node:timers/promises';
import { findBinaries } from './embedded/binaries.js';
import { DataFolder } from './embedded/data-folder.js';
import { EmbeddedPostgresError } from './embedded/embedded-postgres.error.js';
import { findServer, leftByCrash } from './embedded/postmaster-note.js';
import { ServerClaim } from './embedded/server-claim.js';
import { startServer, stopServer } from './embedded/server-process.js';
import { chooseServerUser } from './embedded/server-user.js';

export interface EmbeddedPostgresOptions {
  /** Folder for the data, made if missing; it outlives the server. */
  readonly dataDir: string;
  /** Name of the database, made if missing. */
  readonly database: string;
  /** Told what a person would want to know. */
  readonly log?: (message: string) => void;
}

export interface EmbeddedPostgres {
  /** `postgres://…`, with a password: not to be shown. */
  readonly url: string;
  /** Absolute path of the folder. */
  readonly dataDir: string;
  /** Stops the server, as the last thing that its users do. */
  stop(): Promise<void>;
}

/** How long a server may take to start or end before another attempt is given up. */
const PATIENCE_MS = 60_000;

/**
 * A real PostgreSQL of one's own, from the optional package `embedded-postgres`, on a free
 * port of the loopback interface, for development and tests.
 * @throws EmbeddedPostgresError that says what to do
 */
export async function startEmbeddedPostgres(
  options: EmbeddedPostgresOptions,
): Promise<EmbeddedPostgres> {
  const log = options.log ?? (() => undefined);
  const binaries = await findBinaries();
  const folder = await DataFolder.open(options.dataDir);
  const user = await chooseServerUser(binaries.postgres, folder.path, await folder.owner());
  if ((await folder.owner()) === undefined) await folder.initialise(binaries, user);
  await folder.checkVersion();
  const claim = await claimServer(folder, () => startServer(binaries, folder, user), log);
  return {
    url: await claim.database(options.database),
    dataDir: folder.path,
    stop: async () => {
      await stopServer(binaries, folder, user).catch(unlessGone(folder));
      await claim.release();
    },
  };
}

/** It was killed meanwhile: there is nothing left to stop. */
function unlessGone(folder: DataFolder): (error: unknown) => Promise<void> {
  return async (error) => {
    if ((await findServer(folder.cluster)) !== undefined) throw error;
  };
}

/** Takes over the server that a killed process left running, or starts one. */
async function claimServer(
  folder: DataFolder,
  start: () => Promise<void>,
  log: (message: string) => void,
): Promise<ServerClaim> {
  const password = await folder.password();
  const deadline = performance.now() + PATIENCE_MS;
  const crashed = await leftByCrash(folder.cluster);
  let started = false;
  while (performance.now() < deadline) {
    const server = await findServer(folder.cluster);
    if (server === undefined) {
      if (crashed) {
        log('the last PostgreSQL here was killed: recovering what it had committed');
      }
      await start();
      started = true;
    } else if (server.ready) {
      const claim = await ServerClaim.take(server.port, password, folder.path).catch(unlessEnding);
      if (claim === undefined) continue;
      if (!started) log(`took over the PostgreSQL (process ${server.pid}) that was left running`);
      return claim;
    }
    await delay(20);
  }
  throw new EmbeddedPostgresError(
    `PostgreSQL neither starts nor ends in ${folder.path}: see ${folder.serverLog}`,
  );
}

/** It began to shut down between the look and the call: it is worth another look. */
function unlessEnding(error: unknown): undefined {
  const code = (error as { code?: unknown }).code;
  if (code !== 'ECONNREFUSED' && code !== 'ECONNRESET' && code !== '57P03') throw error;
}
