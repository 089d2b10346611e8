import { defineConfig } from 'vitest/config'

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    globalSetup: ['../../packages/onchain/test/chooseFuzz.ts', '../server/test/startTestCluster.ts'],
    setupFiles: ['../../packages/onchain/test/seedFastCheck.ts'],
    // Each file runs a chain, and most a server as well; two at once would wait for each other.
    fileParallelism: false,
    // A guard against a hang, not a measurement: a busy machine is slow.
    testTimeout: process.env['FC_RUNS'] ? 0 : 180_000,
    hookTimeout: 120_000,
  },
})
