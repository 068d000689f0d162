// npm run bench -- [NAME] [--json] [--quick] [--minutes N]
import { readArguments, UsageError } from './harness/arguments.mjs';
import { prepare } from './harness/prepare.mjs';

try {
  const options = readArguments(process.argv.slice(2));
  await prepare(options.names);
  // Not before: what it imports may only just have been installed and built.
  const { runBenchmarks } = await import('./harness/run-benchmarks.mjs');
  await runBenchmarks(options);
} catch (error) {
  process.stderr.write(`${error instanceof UsageError ? error.message : error.stack}\n`);
  // At once: what a benchmark that failed has left open would keep this process, and its children.
  process.exit(1);
}
