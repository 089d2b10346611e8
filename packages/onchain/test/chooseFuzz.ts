import type { TestProject } from 'vitest/node'

declare module 'vitest' {
  interface ProvidedContext {
    fuzzSeed: number
    /** Runs of the largest property; the others keep their proportion to it. Null keeps every default. */
    fuzzRuns: number | null
  }
}

/** Chooses the seed and the size of every property test once for the whole run, and prints how to repeat it. */
export default function chooseFuzz({ provide }: TestProject): void {
  const fuzzSeed = wholeNumber('FC_SEED') ?? Math.floor(Math.random() * 2 ** 31)
  const fuzzRuns = wholeNumber('FC_RUNS')
  console.info(`fast-check: repeat with FC_SEED=${fuzzSeed}${fuzzRuns === null ? '' : ` FC_RUNS=${fuzzRuns}`}`)
  provide('fuzzSeed', fuzzSeed)
  provide('fuzzRuns', fuzzRuns)
}

function wholeNumber(variable: 'FC_SEED' | 'FC_RUNS'): number | null {
  const text = process.env[variable]
  if (text === undefined || text === '') return null
  if (!/^-?[0-9]{1,10}$/.test(text)) throw new Error(`${variable} is "${text}"; set it to a whole number.`)
  return Number(text)
}
