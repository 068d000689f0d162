import { spawn } from 'node:child_process';
import { open, readFile } from 'node:fs/promises';
import { setTimeout as delay } from 'node:timers/promises';
import type { Binaries } from './binaries.js';
import type { DataFolder } from './data-folder.js';
import { EmbeddedPostgresError } from './embedded-postgres.error.js';
import { findFreePort } from './free-port.js';
import { findServer } from './postmaster-note.js';
import { commandFor, giveTo, runAs, type ServerUser } from './run-as.js';

const POLL_MS = 10;
/** A server that was killed first replays its log. */
const START_DEADLINE_MS = 60_000;

/** On the loopback interface only. All else is as PostgreSQL has it: what runs here runs elsewhere. */
const SETTINGS: Readonly<Record<string, string>> = {
  listen_addresses: '127.0.0.1',
  unix_socket_directories: '',
};

/** Another server was first, still ends, or took the port: worth another look and try. */
const PASSING_TROUBLE = /lock file "postmaster\.pid"|shared memory block|Address already in use/;

/** Starts the server and waits until it answers, or has ended by a trouble that will pass. */
export async function startServer(
  binaries: Binaries,
  folder: DataFolder,
  user: ServerUser,
): Promise<void> {
  const server = await launch(binaries, folder, user);
  const deadline = performance.now() + START_DEADLINE_MS;
  while (performance.now() < deadline && !server.ended) {
    await delay(POLL_MS);
    if ((await findServer(folder.cluster))?.ready === true) return;
  }
  const log = await readFile(folder.serverLog, 'utf8');
  if (PASSING_TROUBLE.test(log)) return;
  throw new EmbeddedPostgresError(`PostgreSQL did not start in ${folder.path}: ${lastWords(log)}`);
}

/**
 * In a session of its own: Ctrl-C in the terminal is for the application, which still needs
 * its database to shut down.
 */
async function launch(
  binaries: Binaries,
  folder: DataFolder,
  user: ServerUser,
): Promise<{ ended: boolean }> {
  const settings = Object.entries({ ...SETTINGS, port: String(await findFreePort()) });
  const args = settings.flatMap(([name, value]) => ['-c', `${name}=${value}`]);
  const command = commandFor(user, binaries.postgres, ['-D', folder.cluster, ...args]);
  const log = await open(folder.serverLog, 'w', 0o600);
  await giveTo(user, folder.serverLog);
  const state = { ended: false };
  const child = spawn(command.file, command.args, {
    ...command.options,
    detached: true,
    stdio: ['ignore', log.fd, log.fd],
  });
  child.once('exit', () => (state.ended = true));
  child.once('error', () => (state.ended = true));
  child.unref();
  await log.close();
  return state;
}

function lastWords(log: string): string {
  const lines = log.split('\n').filter((line) => line !== '');
  return lines.findLast((line) => /FATAL|PANIC|ERROR/.test(line)) ?? lines.at(-1) ?? 'no reason';
}

/** Running transactions are rolled back; what was committed is on disk. */
export async function stopServer(
  binaries: Binaries,
  folder: DataFolder,
  user: ServerUser,
): Promise<void> {
  await runAs(user, binaries.pg_ctl, ['stop', '-D', folder.cluster, '-m', 'fast', '-w']);
}
