// The direction of imports, checked: see docs/decisions/0001-house.md.
const forbid = (name, comment, from, to) => ({ name, comment, severity: 'error', from, to });

module.exports = {
  forbidden: [
    forbid('no-circle', 'Nothing imports in a circle.', {}, { circular: true }),
    forbid(
      'cache-knows-no-chain',
      'The cache asks a loader for what it does not have; it knows nothing of the chain.',
      { path: '^libs/chain-cache/src/cache/' },
      { path: '^libs/chain-cache/src/rpc/' },
    ),
    forbid(
      'common-is-the-ground-floor',
      'common/ serves every room of the library and uses none.',
      { path: '^libs/chain-cache/src/common/' },
      { path: '^libs/chain-cache/src/(cache|rpc)/' },
    ),
    forbid(
      'store-is-below-the-policy',
      'The store is asked by the cache and asks nothing back.',
      { path: '^libs/chain-cache/src/cache/store/', pathNot: '\\.spec\\.ts$' },
      { path: '^libs/chain-cache/src/cache/[^/]+\\.(service|module|job)\\.ts$' },
    ),
    forbid(
      'rpc-uses-the-cache-service-only',
      'The chain reader is a caller of the cache like any other.',
      { path: '^libs/chain-cache/src/rpc/' },
      { path: '^libs/chain-cache/src/cache/store/' },
    ),
    forbid(
      'library-knows-no-app',
      'The library is used by apps and uses none.',
      { path: '^libs/', pathNot: '\\.spec\\.ts$' },
      { path: '^(apps|test|bench)/' },
    ),
    forbid(
      'library-by-its-name',
      'Apps and tests import the library by its package name, as a stranger would.',
      { path: '^(apps|test)/' },
      {
        path: '^libs/chain-cache/(src|testing)/',
        pathNot: '^libs/chain-cache/(src|testing)/index\\.ts$',
      },
    ),
    forbid(
      'dev-chain-stands-alone',
      'The development chain shares no code with what it is there to test.',
      { path: '^apps/dev-chain/src/', pathNot: '\\.spec\\.ts$' },
      { path: '^(libs|apps/governance)/' },
    ),
    forbid(
      'library-without-polkadot-js',
      'A second of start and 60 MB: tests read beside it, the library does without it.',
      { path: '^libs/chain-cache/(src|testing)/', pathNot: '\\.spec\\.ts$' },
      { path: 'node_modules/@polkadot/' },
    ),
    forbid(
      'page-shares-what-is-pure',
      'The console runs in browsers: of the backend it takes types, and what needs no server.',
      { path: '^apps/governance/console/src/' },
      {
        path: '^(apps/governance/src|libs|apps/dev-chain)/',
        pathNot:
          '^apps/governance/src/(thresholds/(formulas|mode-letters|mode-text|verdict|vote-mode)|json/canonical-json)\\.ts$',
        dependencyTypesNot: ['type-only'],
      },
    ),
    forbid(
      'backend-knows-no-page',
      'The backend serves what the build of the console leaves, and imports none of it.',
      { path: '^apps/governance/src/' },
      { path: '^apps/governance/console/' },
    ),
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '/dist/' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'node', 'default', 'types'],
      extensions: ['.ts', '.tsx', '.js', '.json'],
    },
  },
};
