import { access, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { commandLineOf, isAlive } from './processes.js';

/** What PostgreSQL notes of itself in its data directory (`postmaster.pid`). */
export interface RunningServer {
  readonly pid: number;
  readonly port: number;
  /** `false`: still starting, or already stopping. */
  readonly ready: boolean;
}

/** The server that runs on a data directory. What a crashed one left behind is no server. */
export async function findServer(cluster: string): Promise<RunningServer | undefined> {
  const path = noteIn(cluster);
  const lines = (await readFile(path, 'utf8').catch(() => '')).split('\n');
  const pid = Number(lines[0]);
  if (!(pid > 0) || !isAlive(pid)) return undefined;
  const command = await commandLineOf(pid);
  if (command !== '' && !command.includes(cluster)) {
    // The number went to another program since, and PostgreSQL would take that for a server.
    await rm(path, { force: true });
    return undefined;
  }
  return { pid, port: Number(lines[3]), ready: lines[7]?.trim() === 'ready' };
}

/** Whether a server runs, or the last one had no time to clear its note away. */
export async function leftByCrash(cluster: string): Promise<boolean> {
  return access(noteIn(cluster)).then(
    () => true,
    () => false,
  );
}

function noteIn(cluster: string): string {
  return join(cluster, 'postmaster.pid');
}
