import { spawn } from 'node:child_process';
import { createServer } from 'node:net';
import { fileURLToPath } from 'node:url';
import { until } from '../harness/until.mjs';

const FOLDER = fileURLToPath(new URL('../sidecar', import.meta.url));
const MAIN = 'node_modules/@substrate/api-sidecar/build/src/main.js';

/** substrate-api-sidecar on a free port, before a node. */
export async function startSidecar(endpoint) {
  const port = await freePort();
  const env = {
    ...process.env,
    SAS_SUBSTRATE_URL: endpoint,
    SAS_EXPRESS_PORT: String(port),
    SAS_LOG_LEVEL: 'error',
  };
  const child = spawn(process.execPath, [MAIN], { cwd: FOLDER, env, stdio: 'ignore' });
  const ended = new Promise((resolve) => child.once('exit', resolve));
  const url = `http://127.0.0.1:${port}/pallets/membership/storage/counterForMembership`;
  await until(async () => (await fetch(url).catch(() => undefined))?.ok === true);
  return {
    url,
    async stop() {
      child.kill();
      await ended;
    },
  };
}

async function freePort() {
  const server = createServer().listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  const { port } = server.address();
  await new Promise((resolve) => server.close(resolve));
  return port;
}
