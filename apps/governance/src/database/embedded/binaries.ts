import { chmod, readFile, stat, symlink } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { basename, dirname, join } from 'node:path';
import { EmbeddedPostgresError } from './embedded-postgres.error.js';

const [PLATFORM, SUFFIX] =
  process.platform === 'win32' ? ['windows', '.exe'] : [process.platform, ''];

/** Absolute paths of PostgreSQL's programs. */
export interface Binaries {
  readonly initdb: string;
  readonly pg_ctl: string;
  readonly postgres: string;
}

/**
 * The programs of the optional package for this platform, ready to run. npm may have left out
 * the package's install script, so what that does is done here.
 */
export async function findBinaries(): Promise<Binaries> {
  const packageDir = findPackage(`${PLATFORM}-${process.arch}`);
  await linkLibraries(packageDir);
  const [initdb, pg_ctl, postgres] = await Promise.all([
    findProgram(packageDir, 'initdb'),
    findProgram(packageDir, 'pg_ctl'),
    findProgram(packageDir, 'postgres'),
  ]);
  return { initdb, pg_ctl, postgres };
}

/** The package's own class is left alone: it stops the server on signals, before the app drained. */
function findPackage(platform: string): string {
  try {
    const here = createRequire(import.meta.url);
    const entry = createRequire(here.resolve('embedded-postgres')).resolve(
      `@embedded-postgres/${platform}`,
    );
    return dirname(dirname(entry));
  } catch (cause) {
    throw new EmbeddedPostgresError(
      `No embedded PostgreSQL is installed for ${platform}: set DATABASE_URL, or install the optional dependencies (npm ci --include=optional)`,
      { cause },
    );
  }
}

interface LibraryLink {
  readonly source: string;
  readonly target: string;
}

async function linkLibraries(packageDir: string): Promise<void> {
  const list = await readFile(join(packageDir, 'native', 'pg-symlinks.json'), 'utf8').catch(
    ignore('ENOENT'),
  );
  if (list === undefined) return;
  for (const { source, target } of JSON.parse(list) as LibraryLink[]) {
    await symlink(basename(source), join(packageDir, target)).catch(ignore('EEXIST'));
  }
}

async function findProgram(packageDir: string, name: string): Promise<string> {
  const program = join(packageDir, 'native', 'bin', name + SUFFIX);
  const { mode } = await stat(program);
  if ((mode & 0o555) !== 0o555) await chmod(program, mode | 0o555);
  return program;
}

function ignore(code: string): (error: NodeJS.ErrnoException) => undefined {
  return (error) => {
    if (error.code !== code) throw error;
    return undefined;
  };
}
