import { fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';

/**
 * A child process that answers calls by name: see {@link serve}.
 * @param file in workers/
 * @param stdout `ignore` for what would write between the figures
 */
export function startWorker(file, { execArgv = [], stdout = 'inherit' } = {}) {
  const path = fileURLToPath(new URL(`../workers/${file}`, import.meta.url));
  const stdio = ['ignore', stdout, 'inherit', 'ipc'];
  const child = fork(path, [], { execArgv, serialization: 'advanced', stdio });
  const calls = new Map();
  let count = 0;
  child.on('message', ({ id, result, error }) => {
    const { resolve, reject } = calls.get(id);
    calls.delete(id);
    if (error === undefined) resolve(result);
    else reject(new Error(`${file}: ${error}`));
  });
  const ended = new Promise((resolve) => child.once('exit', resolve));
  child.once('exit', (code) => {
    for (const { reject } of calls.values()) reject(new Error(`${file} ended with ${code}`));
  });
  return {
    pid: child.pid,
    call(method, ...args) {
      const id = count++;
      return new Promise((resolve, reject) => {
        calls.set(id, { resolve, reject });
        child.send({ id, method, args });
      });
    },
    async stop() {
      child.disconnect();
      await ended;
    },
  };
}

/** In the child: answers by these methods, and ends with its parent. */
export function serve(methods) {
  process.on('message', (call) => void answer(methods, call));
  process.once('disconnect', () => process.exit());
}

async function answer(methods, { id, method, args }) {
  try {
    process.send({ id, result: await methods[method](...args) });
  } catch (error) {
    process.send({ id, error: error.stack });
  }
}

/** Milliseconds on a clock that all processes of a machine share. */
export function sharedNow() {
  return Number(process.hrtime.bigint()) / 1e6;
}
