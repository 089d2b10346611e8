import { isDeepStrictEqual } from 'node:util'
import type { Program } from './startProgram.js'

/** Holds a peer's answer against ours: what it says of a balance is the same, be it less. A faster wrong answer is no peer. */
export async function assertSameBalance(ours: Program, peer: Program, path: string): Promise<void> {
  const [expected, said] = await Promise.all([ours, peer].map((program) => readBalance(program, path)))
  const names = Object.keys(said ?? {})
  const differing = names.filter((name) => !isDeepStrictEqual(said?.[name], expected?.[name]))
  if (differing.length > 0 || !names.includes('credits')) {
    throw new Error(`a peer says otherwise than ours of ${path}: ${differing.join(', ') || 'no credits'}`)
  }
}

/** Times are read as moments: 00Z and 00.000Z are one. */
async function readBalance({ host, port }: Program, path: string): Promise<Record<string, unknown>> {
  const response = await fetch(`http://${host}:${port}${path}`)
  if (!response.ok) throw new Error(`${path} was answered ${response.status}`)
  return JSON.parse(await response.text(), (_, value) =>
    typeof value === 'string' && /^\d{4}-\d\d-\d\dT/.test(value) ? Date.parse(value) : value,
  )
}
