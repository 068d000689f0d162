/** Apart from the main configuration: slower, heavier, and against the library as it is built. */
/** @type {import('jest').Config} */
export default {
  displayName: 'conformance',
  rootDir: '../..',
  roots: ['<rootDir>/test'],
  testMatch: ['<rootDir>/test/conformance/*.conformance.ts'],
  extensionsToTreatAsEsm: ['.ts'],
  transform: { '^.+\\.ts$': '@swc/jest' },
  moduleNameMapper: { '^(\\.{1,2}/.*)\\.js$': '$1' },
  setupFiles: ['reflect-metadata'],
  globalSetup: '<rootDir>/test/conformance/global-setup.mjs',
  globalTeardown: '<rootDir>/test/support/global-teardown.mjs',
  // One node at a time: each takes 300 MB and a core.
  maxWorkers: 1,
  // What takes so long hangs: a busy machine takes a tenth of it.
  testTimeout: 400_000,
  // ApiPromise comments on the age of the runtime, and leaves timers behind.
  silent: true,
  forceExit: true,
};
