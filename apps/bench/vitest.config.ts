import { defineConfig } from 'vitest/config'

// What is tested is what turns measurements into figures; nothing is measured in a test.
export default defineConfig({ test: { include: ['src/**/*.test.ts'] } })
