import { defineConfig } from 'vitest/config'

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    globalSetup: ['../../packages/onchain/test/chooseFuzz.ts'],
    // Each file runs two servers and a Postgres of its own; beside another one it would measure the machine.
    fileParallelism: false,
    // A guard against a hang, not a measurement: a busy machine is slow.
    testTimeout: process.env['FC_RUNS'] ? 0 : 180_000,
    // The same of what is asked for again and again.
    expect: { poll: { timeout: 10_000 } },
    hookTimeout: 120_000,
  },
})
