// Brings the node of the suite, 250 MB, on first use and when its lock file has changed.
import { execFile } from 'node:child_process';
import { stat } from 'node:fs/promises';
import { promisify } from 'node:util';

const FOLDER = new URL('node/', import.meta.url);
const TIMEOUT_MS = 15 * 60_000;

export async function installNode() {
  if (await isInstalled()) return;
  process.stdout.write('Installing the node of the conformance suite, which takes a minute\n');
  await promisify(execFile)('npm', ['ci'], { cwd: FOLDER, timeout: TIMEOUT_MS });
}

/** npm writes its own lock file at the end of an installation. */
async function isInstalled() {
  const [wanted, found] = await Promise.all([
    changedAt('package-lock.json'),
    changedAt('node_modules/.package-lock.json'),
  ]);
  return found >= wanted;
}

async function changedAt(file) {
  try {
    return (await stat(new URL(file, FOLDER))).mtimeMs;
  } catch (error) {
    if (error.code === 'ENOENT') return 0;
    throw error;
  }
}
