import type { ReadPool } from '../db/openReadPool.js'

/** Whether new requests should come to this process, and why not. */
export type Readiness = { readonly ready: boolean; readonly reason: string | null }

const statement = { name: 'readiness', text: 'select epoch from ledger_identity' }
const cacheMs = 2_000
/** Reads give up on a database that does not answer after seconds; whoever probes does so after one. */
const patienceMs = 1_000

const isReady: Readiness = { ready: true, reason: null }

/** Creates the readiness check: not draining, and the database answers. Asked often, it asks the database every 2 s. */
export function createReadiness(reads: ReadPool, draining: AbortSignal): () => Promise<Readiness> {
  let last: { atMs: number; answer: Promise<Readiness> } | undefined
  return async function checkReadiness() {
    if (draining.aborted) return { ready: false, reason: 'This server is stopping.' }
    if (!last || performance.now() - last.atMs > cacheMs) last = { atMs: performance.now(), answer: ask(reads) }
    return last.answer
  }
}

async function ask(reads: ReadPool): Promise<Readiness> {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<Readiness>((resolve) => {
    const reason = `The database has not answered within ${patienceMs / 1_000} s.`
    timer = setTimeout(() => resolve({ ready: false, reason }), patienceMs)
  })
  const answer = reads.read(statement, []).then(
    () => isReady,
    (error: unknown) => ({ ready: false, reason: reasonOf(error) }),
  )
  return Promise.race([answer, late]).finally(() => clearTimeout(timer))
}

/** What the database said; after a restore that names the command to run. */
function reasonOf(error: unknown): string {
  const source = error instanceof Error && error.cause instanceof Error ? error.cause : error
  return source instanceof Error ? source.message : String(source)
}
