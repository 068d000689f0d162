import { mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';

const PARTIAL = '.partial';

/**
 * Writes these files, and removes what else is in the folders that they are in. Each comes whole, and
 * only where it differs: others may build the same at this moment, or run it.
 * @param files contents by path
 */
export async function fillFolders(files) {
  await Promise.all([...files].map(([path, contents]) => replace(path, contents)));
  const folders = new Set([...files.keys()].map(dirname));
  await Promise.all([...folders].map((folder) => removeOthers(folder, files)));
}

async function replace(path, contents) {
  const wanted = Buffer.from(contents);
  if ((await contentsOf(path))?.equals(wanted)) return;
  await mkdir(dirname(path), { recursive: true });
  const partial = `${path}.${process.pid}${PARTIAL}`;
  await writeFile(partial, wanted);
  await rename(partial, path);
}

async function contentsOf(path) {
  try {
    return await readFile(path);
  } catch (error) {
    if (error.code === 'ENOENT') return undefined;
    throw error;
  }
}

async function removeOthers(folder, files) {
  for (const entry of await readdir(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name);
    const stays = !entry.isFile() || files.has(path) || path.endsWith(PARTIAL);
    if (!stays) await rm(path, { force: true });
  }
}
