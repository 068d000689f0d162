import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { EmbeddedPostgresError } from './embedded-postgres.error.js';
import { runAs, type ServerUser } from './run-as.js';

const run = promisify(execFile);

export interface Ids {
  readonly uid: number;
  readonly gid: number;
}

/**
 * @param folder must be reachable for that user
 * @param owner whom an existing database belongs to
 */
export async function chooseServerUser(
  program: string,
  folder: string,
  owner: Ids | undefined,
): Promise<ServerUser> {
  const uid = process.getuid?.();
  if (uid === 0) return chooseForRoot(program, folder, owner ?? (await unprivilegedUser()));
  if (uid === undefined || owner === undefined || owner.uid === uid) return { wrapper: [] };
  throw new EmbeddedPostgresError(
    `The database in ${folder} belongs to user ${owner.uid} and this process runs as user ${uid}: run it as that user, or set DATA_DIR to another folder`,
  );
}

async function chooseForRoot(program: string, folder: string, ids: Ids): Promise<ServerUser> {
  for (const user of waysToBecome(ids)) {
    if (await reaches(user, program, folder)) return user;
  }
  throw new EmbeddedPostgresError(
    `PostgreSQL does not run as root, and user ${ids.uid} can't reach ${folder} or ${program}: run as an ordinary user, move the clone out of the private folder, or set DATABASE_URL`,
  );
}

async function unprivilegedUser(): Promise<Ids> {
  for (const name of ['postgres', 'nobody']) {
    try {
      const [uid, gid] = await Promise.all([run('id', ['-u', name]), run('id', ['-g', name])]);
      return { uid: Number(uid.stdout), gid: Number(gid.stdout) };
    } catch {
      // No such user: the next one will do as well.
    }
  }
  throw new EmbeddedPostgresError(
    'PostgreSQL does not run as root, and there is no user postgres or nobody to run it as: run as an ordinary user, or set DATABASE_URL',
  );
}

/**
 * Least privilege first. A clone below a private folder (`/root`, mode 0700) is out of an
 * ordinary user's reach; one capability lets the server read there, and where a container
 * withholds that one, the broader one does. Without `no_setuid_fixup`, access(2), which
 * PostgreSQL asks before it trusts its own program, would not see the capability.
 */
function waysToBecome(ids: Ids): ServerUser[] {
  const through = (capability: string): ServerUser => ({
    wrapper: [
      'setpriv',
      `--reuid=${ids.uid}`,
      `--regid=${ids.gid}`,
      '--clear-groups',
      '--securebits=+no_setuid_fixup',
      `--inh-caps=+${capability}`,
      `--ambient-caps=+${capability}`,
    ],
    ...ids,
  });
  return [{ wrapper: [], ...ids }, through('dac_read_search'), through('dac_override')];
}

async function reaches(user: ServerUser, program: string, folder: string): Promise<boolean> {
  const script = 'cd "$1" && exec "$2" --version';
  return runAs(user, '/bin/sh', ['-c', script, 'sh', folder, program]).then(
    () => true,
    () => false,
  );
}
