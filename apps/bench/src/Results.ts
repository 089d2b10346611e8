import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import type { Figure } from './Figure.js'

/** A figure, the part of the benchmark it is of, and the day on which it was measured, by UTC. */
export type Measured = Figure & { readonly part: string; readonly day: string }

/** What was measured on one machine. */
export type Results = { readonly machine: string; readonly figures: readonly Measured[] }

/** Puts a part's figures into the results, in the place of those it had. What another machine measured is dropped. */
export function replacePart(results: Results, { machine, figures }: Results, part: string): Results {
  const kept = results.machine === machine ? results.figures : []
  return { machine, figures: [...kept.filter((figure) => figure.part !== part), ...figures] }
}

/** Reads what was measured before; nothing where nothing was. */
export function readResults(file: string): Results {
  return existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : { machine: '', figures: [] }
}

/** Writes what was measured. */
export function writeResults(file: string, results: Results): void {
  writeFileSync(file, `${JSON.stringify(results, null, 2)}\n`)
}
