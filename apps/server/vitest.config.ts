import { defineConfig } from 'vitest/config'

export default defineConfig({
  test: {
    include: ['src/**/*.test.ts', 'test/**/*.test.ts'],
    globalSetup: ['../../packages/onchain/test/chooseFuzz.ts', './test/startTestCluster.ts'],
    setupFiles: ['../../packages/onchain/test/seedFastCheck.ts'],
    // Two cores; each file has a database of its own.
    maxWorkers: 2,
    testTimeout: process.env['FC_RUNS'] ? 0 : 20_000,
    hookTimeout: 30_000,
  },
})
