import { defineConfig } from 'vitest/config'

export default defineConfig({
  test: {
    include: ['src/**/*.test.ts', 'test/**/*.test.ts'],
    globalSetup: ['../../packages/onchain/test/chooseFuzz.ts', './test/startTestCluster.ts'],
    setupFiles: ['../../packages/onchain/test/seedFastCheck.ts'],
    // Two cores; each file has a database of its own.
    maxWorkers: 2,
    // A guard against a hang, not a measurement: a busy machine is slow.
    testTimeout: process.env['FC_RUNS'] ? 0 : 60_000,
    // The same of what is asked for again and again.
    expect: { poll: { timeout: 10_000 } },
    hookTimeout: 60_000,
  },
})
