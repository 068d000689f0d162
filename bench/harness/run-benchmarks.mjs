import { createDatabase, openServer } from './database.mjs';
import { describeMachine } from './machine.mjs';
import { printJson, printTables } from './print.mjs';

/**
 * Runs the named benchmarks one after the other, each in a database of its own, and prints them:
 * with one name its document, else one with all of them.
 */
export async function runBenchmarks({ names, one, json, quick, minutes }) {
  const server = await openServer();
  for (const signal of ['SIGINT', 'SIGTERM']) process.once(signal, () => void leave(server));
  const machine = describeMachine(server.version);
  const benchmarks = [];
  try {
    for (const name of names) {
      process.stderr.write(`measuring ${name}…\n`);
      const tables = await measure(name, server, { quick, minutes });
      if (!json) printTables(name, tables);
      benchmarks.push({ name, machine, rows: tables.flatMap(({ rows }) => rows) });
    }
  } finally {
    await server.close();
  }
  if (json) printJson(one ? benchmarks[0] : { machine, benchmarks });
}

/** Interrupted: our own PostgreSQL does not outlive us. */
async function leave(server) {
  await server.close();
  process.exit(130);
}

async function measure(name, server, options) {
  const { run } = await import(`../benchmarks/${name}.mjs`);
  const database = await createDatabase(server);
  try {
    return await run({ url: database.url, ...options });
  } catch (error) {
    // Now, since pools that are still open end the process when their database goes.
    process.stderr.write(`${name} failed: ${error.stack}\n`);
    throw error;
  } finally {
    await database.drop();
  }
}
