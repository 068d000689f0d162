import { startDevChain } from './dev-chain.js';
import { portOf, reasonOf, refuseArguments } from './start-up.js';

try {
  refuseArguments(process.argv.slice(2));
  const chain = await startDevChain({ port: portOf(process.env['DEV_CHAIN_PORT']) });
  process.stdout.write(`${chain.url}\n`);
  const stop = (): void => void chain.close();
  process.once('SIGINT', stop).once('SIGTERM', stop);
} catch (error) {
  process.stderr.write(`the development chain did not start: ${reasonOf(error)}\n`);
  process.exitCode = 1;
}
