import { inject } from 'vitest'

/** What the largest property runs by default; FC_RUNS is measured against it. */
const LARGEST_DEFAULT = 50_000

/**
 * Scales a property's default number of runs by FC_RUNS, so that FC_RUNS=5000000 makes every property 100 times longer.
 *
 * **Shape:** in proportion, because a signature costs a thousand times what a number does.
 */
export function fuzzRuns(defaultRuns: number): number {
  const largest = inject('fuzzRuns') ?? LARGEST_DEFAULT
  return Math.max(1, Math.ceil((defaultRuns * largest) / LARGEST_DEFAULT))
}
