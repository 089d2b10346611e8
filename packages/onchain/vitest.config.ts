import { defineConfig } from 'vitest/config'

export default defineConfig({
  test: {
    include: ['src/**/*.test.ts'],
    globalSetup: './test/chooseFuzz.ts',
    setupFiles: ['./test/seedFastCheck.ts'],
    // Every module here is pure, so the files can share one: viem, the oracle, then loads once for each thread.
    pool: 'threads',
    isolate: false,
    // A guard against a hang, not a measurement: a busy machine is slow. A larger FC_RUNS is meant to take longer.
    testTimeout: process.env.FC_RUNS ? 0 : 60_000,
  },
})
