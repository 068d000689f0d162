import { execFile, type ExecFileOptions } from 'node:child_process';
import { chown } from 'node:fs/promises';
import { promisify } from 'node:util';
import { EmbeddedPostgresError } from './embedded-postgres.error.js';

const run = promisify(execFile);

/** Whom PostgreSQL's programs run as: ourselves, unless we are root, which they refuse. */
export interface ServerUser {
  readonly uid?: number;
  readonly gid?: number;
  /** What is put before a command to become that user, where the system call alone won't do. */
  readonly wrapper: readonly string[];
}

/** Fixed, so that messages can be read by programs and no setting of the caller's leaks in. */
const ENVIRONMENT = { LC_ALL: 'C', TZ: 'UTC' };

/** Runs a program to its end. Rejects with the reason that it gave when it fails. */
export async function runAs(
  user: ServerUser,
  program: string,
  args: readonly string[],
): Promise<void> {
  const command = commandFor(user, program, args);
  try {
    await run(command.file, command.args, command.options);
  } catch (cause) {
    const { stderr = '', message } = cause as Error & { stderr?: string };
    throw new EmbeddedPostgresError(reasonIn(stderr.trim() || message), { cause });
  }
}

function reasonIn(output: string): string {
  const lines = output.split('\n');
  const told = lines.filter((line) => /error|fatal|hint/i.test(line));
  return (told.length > 0 ? told.slice(0, 2) : lines.slice(-1)).join(' ');
}

export interface Command {
  readonly file: string;
  readonly args: readonly string[];
  readonly options: Pick<ExecFileOptions, 'uid' | 'gid' | 'env' | 'cwd'>;
}

export function commandFor(user: ServerUser, program: string, args: readonly string[]): Command {
  const [wrapper, ...wrapperArgs] = user.wrapper;
  const options = { env: ENVIRONMENT, cwd: '/' };
  if (wrapper !== undefined) {
    return { file: wrapper, args: [...wrapperArgs, program, ...args], options };
  }
  const ids =
    user.uid === undefined || user.gid === undefined ? {} : { uid: user.uid, gid: user.gid };
  return { file: program, args, options: { ...options, ...ids } };
}

/** Makes files that we made the server's, when that is another user. */
export async function giveTo(user: ServerUser, ...paths: readonly string[]): Promise<void> {
  if (user.uid === undefined || user.gid === undefined) return;
  for (const path of paths) await chown(path, user.uid, user.gid);
}
