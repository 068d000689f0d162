// What `npm run build` does: TypeScript by swc, as the tests have it, then bundles by esbuild.
// Loading a thousand small files is half of a start: see docs/decisions/0008-bundles.md.
// With --watch it goes on, and runs the backend again after every change.
import { spawn } from 'node:child_process';
import { BACKEND, bundle, typescript } from './tools/bundle.mjs';
import { program } from './tools/program.mjs';

const watch = process.argv.includes('--watch');

await Promise.all([
  bundle(
    'libs/chain-cache/dist',
    {
      'src/index': 'libs/chain-cache/src/index.ts',
      'testing/index': 'libs/chain-cache/testing/index.ts',
    },
    { packages: 'external', plugins: [typescript], watch },
  ),
  bundle(
    'apps/dev-chain/dist',
    { index: 'apps/dev-chain/src/index.ts', main: 'apps/dev-chain/src/main.ts' },
    { packages: 'external', plugins: [typescript], watch },
  ),
]);

await bundle(
  'dist/apps/governance/database',
  { 'embedded-postgres': 'apps/governance/src/database/embedded-postgres.ts' },
  { packages: 'external', plugins: [typescript], watch },
);
await program('dist/apps/governance', 'main', 'apps/governance/src/main.ts', {
  ...BACKEND,
  watch,
});

// After the backend, into whose folder it goes. It looks for --watch itself.
await import('./apps/governance/console/build.mjs');

if (watch) {
  const backend = spawn(process.execPath, ['--watch', 'dist/apps/governance/main.js'], {
    stdio: 'inherit',
  });
  for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => backend.kill(signal));
  backend.on('exit', (code) => process.exit(code ?? 0));
}
