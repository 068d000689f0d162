const base = {
  extensionsToTreatAsEsm: ['.ts'],
  transform: { '^.+\\.ts$': '@swc/jest' },
  moduleNameMapper: {
    '^nestjs-chain-cache$': '<rootDir>/libs/chain-cache/src/index.ts',
    '^nestjs-chain-cache/testing$': '<rootDir>/libs/chain-cache/testing/index.ts',
    '^duniter-dev-chain$': '<rootDir>/apps/dev-chain/src/index.ts',
    '^(\\.{1,2}/.*)\\.js$': '$1',
  },
  modulePathIgnorePatterns: ['/dist/'],
  setupFiles: ['reflect-metadata'],
};

const withPostgres = {
  ...base,
  globalSetup: '<rootDir>/test/support/global-setup.mjs',
  globalTeardown: '<rootDir>/test/support/global-teardown.mjs',
};

/** @type {import('jest').Config} */
export default {
  maxWorkers: 2,
  // Each test file leaves its modules in the worker: 2 GB by the end, on machines that may have 4.
  workerIdleMemoryLimit: '700MB',
  testTimeout: 30_000,
  projects: [
    {
      ...base,
      displayName: 'unit',
      testMatch: ['<rootDir>/{apps,libs}/**/*.spec.ts'],
      testPathIgnorePatterns: ['\\.int\\.spec\\.ts$', '/dist/'],
    },
    {
      ...withPostgres,
      displayName: 'integration',
      testMatch: ['<rootDir>/{apps,libs}/**/*.int.spec.ts'],
    },
    { ...withPostgres, displayName: 'e2e', testMatch: ['<rootDir>/test/**/*.spec.ts'] },
  ],
};
